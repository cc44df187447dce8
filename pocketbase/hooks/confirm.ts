import { CONFIRMATION_TRIES, digitsOf, typedDigits } from '#domain/confirmation.ts';
import { atCommandLine, audit } from './audit.ts';
import { command, machineIdOf, UsageError } from './console.ts';
import { existingMachine, listAccepted } from './machines.ts';
import { execute, inTransaction, rows } from './pocketbase.ts';

/**
 * `machine confirm ID DIGITS`: accepts a pending machine whose kiosk shows these digits [M6]. After
 * a few wrong tries it can no longer be confirmed: only a new code helps.
 */
export const confirm = command((_, { args }) => {
	const [id = '', ...rest] = args;
	const machineId = machineIdOf({ args: id === '' ? [] : [id] });
	const digits = typedDigits(rest.join(''));
	if (digits === null) {
		throw new UsageError('Say the six digits that the kiosk shows: machine confirm 7 123456.');
	}
	// What is thrown in a transaction undoes it, and a wrong try has to be counted.
	const refusal = inTransaction((tx) => accept(tx, existingMachine(tx, machineId), digits));
	if (refusal !== null) throw new Error(refusal);
	return {
		json: { machineId, status: 'accepted' },
		text: `Machine ${machineId} is accepted: its kiosk goes on by itself.`
	};
});

/** What keeps the machine from being accepted, and the cure; null where it is. */
function accept(tx: core.App, machine: core.Record, digits: string): string | null {
	const machineId = machine.getInt('machineId');
	const again = `Make a new code: machine re-enrol ${machineId} --hold`;
	const secretHash = machine.getString('secretHash');
	switch (machine.getString('status')) {
		case 'pending':
			break;
		case 'accepted':
			if (secretHash !== '' && digitsOf(secretHash) === digits) return null;
			return `Machine ${machineId} is accepted already; nothing waits to be confirmed.`;
		case 'enrolled':
			return `Machine ${machineId} has not registered yet. Type its code at the kiosk first.`;
		default:
			return `Machine ${machineId} is ${machine.getString('status')}. ${again}`;
	}
	const tries = rows(
		tx,
		`SELECT "wrongTries" FROM "enrolments" WHERE "machineId" = {:machineId} AND "usedHash" = {:secretHash}`,
		{ machineId, secretHash },
		{ wrongTries: 0 }
	)[0];
	const wrong = tries?.wrongTries ?? CONFIRMATION_TRIES;
	const spent = `Other digits were typed ${CONFIRMATION_TRIES} times for machine ${machineId}: it can no longer be confirmed, somebody else may have used its code. ${again}`;
	if (wrong >= CONFIRMATION_TRIES) return spent;
	if (digitsOf(secretHash) !== digits) {
		execute(
			tx,
			`UPDATE "enrolments" SET "wrongTries" = "wrongTries" + 1 WHERE "machineId" = {:machineId} AND "usedHash" = {:secretHash}`,
			{ machineId, secretHash }
		);
		const left = CONFIRMATION_TRIES - wrong - 1;
		if (left === 0) return spent;
		return `These are not the digits of machine ${machineId}. Read them from its screen again; ${left} more ${left === 1 ? 'try' : 'tries'}. If the screen shows none, another device has used the code: machine reject ${machineId}`;
	}
	machine.set('status', 'accepted');
	tx.save(machine);
	noteStatus(tx, machineId, 'confirm', 'accepted');
	listAccepted(tx, machine);
	return null;
}

/** `machine reject ID`: a pending machine is told that it is none of ours; its tokens end [M6]. */
export const reject = command((_, call) => {
	const machineId = machineIdOf(call);
	inTransaction((tx) => {
		const machine = existingMachine(tx, machineId);
		const status = machine.getString('status');
		if (status === 'rejected') return;
		if (status !== 'pending') {
			throw new Error(
				`Machine ${machineId} is ${status}, and only a pending one is rejected. To end its access: machine revoke ${machineId}`
			);
		}
		machine.set('status', 'rejected');
		machine.refreshTokenKey();
		tx.save(machine);
		noteStatus(tx, machineId, 'reject', 'rejected');
		execute(
			tx,
			`UPDATE "enrolments" SET "expiresAt" = 0 WHERE "machineId" = {:machineId} AND "usedHash" = ''`,
			{ machineId }
		);
	});
	return {
		json: { machineId, status: 'rejected' },
		text: `Machine ${machineId} is rejected. For another try make a new code: machine re-enrol ${machineId} --hold`
	};
});

function noteStatus(tx: core.App, machineId: number, deed: string, status: string): void {
	audit(tx, atCommandLine(), {
		action: `machine.${deed}`,
		subject: `machine:${machineId}`,
		before: { status: 'pending' },
		after: { status }
	});
}

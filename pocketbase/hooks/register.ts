import { defaultConfig, INTERVAL, PENDING_INTERVAL, refitted } from '#domain/machine-config.ts';
import type { MachineConfig } from '#domain/shapes/config.ts';
import { Register, type RegisterReply } from '#domain/shapes/machine.ts';
import type { MachineState } from '#domain/shapes/words.ts';
import { audit, byMachine, type Author } from './audit.ts';
import { hashOfCode, publicUrl } from './codes.ts';
import { configOf, saveConfig, saveHardware } from './configs.ts';
import { findMachine, fit, listAccepted, unlist } from './machines.ts';
import { presetPolicy } from './policies.ts';
import { execute, guarded, hash, inTransaction, rows } from './pocketbase.ts';
import { bodyOf, parse, refuse, throttle } from './request.ts';

type Hardware = Register['hardware'];

/**
 * `POST /api/machine/register`: a machine takes its number with a one-time code and leaves the hash
 * of a secret that it made itself. The same code and secret again give the same answer [M5].
 */
export const register = guarded((e) => {
	const { enrolmentCode, secret, hardware } = parse(Register, bodyOf(e));
	const codeHash = hashOfCode(enrolmentCode);
	const secretHash = hash(secret);
	const entry = inTransaction((tx) =>
		enter(tx, codeHash, secretHash, hardware, (machineId) => byMachine(machineId, e))
	);
	if ('refused' in entry) {
		throttle(e, $exes.failedRegister(e));
		refuseEntry(entry.refused);
	}
	const reply: RegisterReply = {
		...entry,
		interval: entry.status === 'pending' ? PENDING_INTERVAL : INTERVAL,
		serverTime: new Date().toISOString()
	};
	e.json(201, reply);
});

type Entry =
	| { readonly machineId: number; readonly status: MachineState }
	| { readonly refused: 'invalid' | 'used' };

function enter(
	tx: core.App,
	codeHash: string,
	secretHash: string,
	hardware: Hardware,
	author: (machineId: number) => Author
): Entry {
	const now = Date.now();
	const enrolment = rows(
		tx,
		`SELECT "machineId", "hold", "usedHash" FROM "enrolments"
		WHERE "codeHash" = {:codeHash} AND ("expiresAt" > {:now} OR "usedHash" <> '')`,
		{ codeHash, now },
		{ machineId: 0, hold: 0, usedHash: '' }
	)[0];
	const machine = enrolment && findMachine(tx, enrolment.machineId);
	if (!machine || machine.getString('status') === 'revoked') return { refused: 'invalid' };

	const { machineId } = enrolment;
	if (enrolment.usedHash !== '') {
		if (!$security.equal(enrolment.usedHash, secretHash)) return { refused: 'used' };
		// A newer code has replaced the hardware since: this one opens nothing any more.
		if (machine.getString('secretHash') !== secretHash) return { refused: 'invalid' };
		return { machineId, status: machine.getString('status') as MachineState };
	}

	const won = execute(
		tx,
		`UPDATE "enrolments" SET "usedHash" = {:secretHash}, "usedAt" = {:now} WHERE "codeHash" = {:codeHash} AND "usedHash" = ''`,
		{ codeHash, secretHash, now }
	);
	if (won !== 1) return { refused: 'used' };
	const status = enrolment.hold ? 'pending' : 'accepted';
	const by = author(machineId);
	const before = { status: machine.getString('status') };
	equip(tx, machine, hardware, by);
	audit(tx, by, {
		action: 'machine.register',
		subject: `machine:${machineId}`,
		before,
		// A kiosk's store belongs to the address that it was set up at: the doctor compares [S15].
		after: { status, publicUrl: publicUrl() }
	});
	machine.set('secretHash', secretHash);
	machine.set('status', status);
	machine.refreshTokenKey(); // the tokens of the hardware before end here
	tx.save(machine);
	if (status === 'accepted') listAccepted(tx, machine);
	else unlist(tx, machineId);
	return { machineId, status };
}

/** Slots and configuration as this hardware has them. */
function equip(tx: core.App, machine: core.Record, hardware: Hardware, by: Author): void {
	const machineId = machine.getInt('machineId');
	const site = {
		timeZone: machine.getString('timeZone'),
		openingHours: machine.getString('openingHours') || null
	};
	const before = configOf(tx, machineId);
	const config = before
		? refitted(JSON.parse(before.body) as MachineConfig, hardware)
		: defaultConfig(site, hardware, presetPolicy());
	fit(tx, machineId, hardware.slots);
	saveHardware(tx, machineId, hardware);
	saveConfig(tx, machineId, config, by);
}

function refuseEntry(why: 'invalid' | 'used'): never {
	if (why === 'used') {
		const message = 'This code has been used by another machine.';
		refuse(409, 'enrolmentCode', 'enrolment_used', message);
	}
	refuse(403, 'enrolmentCode', 'enrolment_invalid', 'This code is unknown or has expired.');
}

import type { Command } from '#domain/shapes/machine.ts';
import { COMMAND_OPS } from '#domain/shapes/words.ts';
import { newId } from './alerts.ts';
import { command, machineIdOf, spanOf, UsageError } from './console.ts';
import { findMachine } from './machines.ts';
import { currentApp, execute, rows } from './pocketbase.ts';

/** A command is worth repeating for a while only: nobody waits for a log of last week. */
const LONGEST = 7 * 24 * 3_600_000;
/** So many are sent in one status reply, the oldest first; the others follow once these are answered. */
const AT_ONCE = 20;

const ROW = { commandId: '', op: '', args: '', expiresAt: 0 };

/** What the machine has neither answered nor let expire: it is told with every status [M15]. */
export function commandsFor(machineId: number, now: number): Command[] {
	return rows(
		currentApp(),
		`SELECT "commandId", "op", "args", "expiresAt" FROM "commands"
		WHERE "machineId" = {:machineId} AND "result" = '' AND "expiresAt" > {:now}
		ORDER BY "createdAt", "commandId" LIMIT ${AT_ONCE}`,
		{ machineId, now },
		ROW
	).map(({ commandId, op, args, expiresAt }) => ({
		commandId,
		op,
		args: JSON.parse(args) as unknown,
		expiresAt: new Date(expiresAt).toISOString()
	}));
}

/** `machine command ID OP`: asks the machine to do something, with its next status [M15]. */
export const commandMachine = command((app, call) => {
	const [typed, op, ...more] = call.args;
	const machineId = machineIdOf({ ...call, args: typed === undefined ? [] : [typed] });
	if (!COMMAND_OPS.some((known) => known === op) || more.length > 0) {
		throw new UsageError(`Say what it should do: ${COMMAND_OPS.join(', ')}.`);
	}
	const life = spanOf(call.flag('expires'), 'expires');
	if (life > LONGEST) throw new UsageError('--expires takes at most 7d.');
	const machine = findMachine(app, machineId);
	if (!machine) throw new Error(`There is no machine ${machineId}.`);
	const status = machine.getString('status');
	if (status !== 'accepted' || machine.getString('hardware') === 'none') {
		const why = status === 'accepted' ? 'has no hardware' : `is ${status}`;
		throw new Error(`Machine ${machineId} ${why}: it takes no commands.`);
	}
	const now = Date.now();
	const commandId = newId();
	execute(
		app,
		`INSERT INTO "commands" ("commandId", "machineId", "op", "args", "author", "createdAt", "expiresAt")
		VALUES ({:commandId}, {:machineId}, {:op}, '{}', 'command line', {:now}, {:expiresAt})`,
		{ commandId, machineId, op, now, expiresAt: now + life }
	);
	const expiresAt = new Date(now + life).toISOString();
	return {
		json: { commandId, machineId, op, expiresAt },
		text: `Machine ${machineId} is asked to ${op} with its next status, until ${expiresAt}.\nexes machine commands ${machineId} tells what came of it.`
	};
});

/** `machine commands ID`: what was asked of the machine, and what came of it, the newest first. */
export const listCommands = command((app, call) => {
	const machineId = machineIdOf(call);
	if (!findMachine(app, machineId)) throw new Error(`There is no machine ${machineId}.`);
	const now = Date.now();
	const commands = rows(
		app,
		`SELECT "commandId", "op", "createdAt", "expiresAt", "result", "code", "answeredAt" FROM "commands"
		WHERE "machineId" = {:machineId} ORDER BY "createdAt" DESC, "commandId" LIMIT 100`,
		{ machineId },
		{
			commandId: '',
			op: '',
			createdAt: 0,
			expiresAt: 0,
			result: '',
			code: '',
			answeredAt: 0
		}
	).map(({ commandId, op, createdAt, expiresAt, result, code, answeredAt }) => ({
		commandId,
		op,
		createdAt: new Date(createdAt).toISOString(),
		expiresAt: new Date(expiresAt).toISOString(),
		// Nobody answered: it may still, or it was never seen.
		result: result || (expiresAt > now ? 'waiting' : 'expired'),
		code: code || null,
		answeredAt: answeredAt > 0 ? new Date(answeredAt).toISOString() : null
	}));
	const lines = commands.map(
		({ createdAt, op, result, code }) =>
			`${createdAt}  ${op.padEnd(8)}  ${result}${code === null ? '' : ` (${code})`}`
	);
	return {
		json: { machineId, commands },
		text: lines.join('\n') || `Nothing was asked of machine ${machineId}.`
	};
});

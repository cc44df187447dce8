import {
	differences,
	readChange,
	refusalsOf,
	valueTyped,
	type Change,
	type Difference,
	type Refusal
} from '#domain/config-change.ts';
import { defaultConfig } from '#domain/machine-config.ts';
import type { MachineConfig } from '#domain/shapes/config.ts';
import type { Hardware, SlotKind, Storage } from '#domain/shapes/words.ts';
import { atCommandLine } from './audit.ts';
import { lineOf, shown } from './config-words.ts';
import { configOf, hardwareOf, saveConfig } from './configs.ts';
import { command, machineIdOf, UsageError, type Call, type Saying } from './console.ts';
import { presetPolicy } from './policies.ts';
import { inTransaction, rows } from './pocketbase.ts';

/** A file of values is at most so long, in bytes: 200 recalls and a policy fit well. */
const FILE_LIMIT = 1_000_000;

/** `config set MACHINE KEY=VALUE ...`, or `--all` in place of the machine: all of it or nothing. */
export const setConfig = command((app, call) => {
	const isAll = call.on('all');
	const [id, ...typed] = isAll ? ['', ...call.args] : call.args;
	const machineId = isAll ? null : machineIdOf({ args: id === undefined ? [] : [id] });
	const { change, refused } = readChange(askedFor(call, typed), (name) => $exes.isZone(name));
	if (refused.length > 0) throw refusal(refused);
	const isDry = call.on('dry-run');
	const outcome = inTransaction((tx) => {
		const targets = machineId === null ? everyMachine(tx) : [targetOf(tx, machineId)];
		const plans = targets.map((target) => planFor(tx, target, change));
		// What is thrown here would come out as another error: it is thrown outside.
		if (plans.some(({ misfits }) => misfits.length > 0)) return { plans, done: [] };
		return { plans, done: isDry ? plans : plans.map((plan) => carryOut(tx, plan)) };
	});
	const misfits = outcome.plans.flatMap((plan) =>
		plan.misfits.map(({ message }) => ({
			message: machineId === null ? `machine ${plan.machineId}, ${message}` : message
		}))
	);
	if (misfits.length > 0) throw refusal(misfits);
	return machineId === null ? sayAll(outcome.done, isDry) : sayOne(outcome.done, isDry);
});

type Target = {
	readonly machineId: number;
	readonly status: string;
	readonly hardware: Hardware;
	readonly timeZone: string;
	readonly openingHours: string;
};

/** What a change made of a machine. */
type Changed = {
	readonly machineId: number;
	readonly version: number;
	readonly changed: readonly Difference[];
};

/** What was asked for, by key: from the arguments, and from a file or standard input. */
function askedFor(call: Call, typed: readonly string[]): Record<string, unknown> {
	const path = call.flag('file');
	// No prototype, so that a key of any name is only a key.
	const asked = Object.create(null) as Record<string, unknown>;
	Object.entries(path === '' ? {} : objectIn(path)).forEach(([key, value]) => (asked[key] = value));
	for (const pair of typed) {
		const cut = pair.indexOf('=');
		if (cut < 1) throw new UsageError(`"${pair}" is no KEY=VALUE, such as interval=30.`);
		const key = pair.slice(0, cut);
		if (key in asked) throw new UsageError(`${key} is given twice.`);
		asked[key] = valueTyped(key, pair.slice(cut + 1));
	}
	if (Object.keys(asked).length === 0) {
		throw new UsageError('Say what to set, as KEY=VALUE or with --file; see `config keys`.');
	}
	return asked;
}

function objectIn(path: string): Record<string, unknown> {
	const name = path === '-' ? 'Standard input' : path;
	let value: unknown;
	try {
		value = JSON.parse(path === '-' ? $exes.input(FILE_LIMIT) : fileText(path));
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		throw new UsageError(`${name} is no JSON: ${error.message}.`);
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new UsageError(`${name} has to be one JSON object of keys and their values.`);
	}
	return value as Record<string, unknown>;
}

function fileText(path: string): string {
	try {
		return toString($os.readFile(path));
	} catch {
		throw new Error(`${path} cannot be read.`);
	}
}

const TARGETS = `SELECT "machineId", "status", "hardware", "timeZone", "openingHours" FROM "machines"`;
const TARGET = { machineId: 0, status: '', hardware: '', timeZone: '', openingHours: '' };

function targetOf(tx: core.App, machineId: number): Target {
	const where = `${TARGETS} WHERE "machineId" = {:machineId}`;
	const target = rows(tx, where, { machineId }, TARGET)[0];
	if (!target) throw new Error(`There is no machine ${machineId}.`);
	if (target.status === 'revoked') throw new Error(`Machine ${machineId} is revoked.`);
	return target as Target;
}

/** All but those that have left the network. */
function everyMachine(tx: core.App): Target[] {
	const where = `${TARGETS} WHERE "status" NOT IN ('revoked', 'rejected') ORDER BY "machineId"`;
	return rows(tx, where, {}, TARGET) as Target[];
}

/** What would become of a machine, and what speaks against it. */
type Plan = Changed & { readonly config: MachineConfig; readonly misfits: readonly Refusal[] };

function planFor(tx: core.App, target: Target, change: Change): Plan {
	const { machineId } = target;
	const current = configOf(tx, machineId);
	const before = current ? (JSON.parse(current.body) as MachineConfig) : null;
	const config = { ...(before ?? firstConfig(tx, target)), ...change };
	const changed = differences(before, config);
	const version = (current?.version ?? 0) + (changed.length > 0 ? 1 : 0);
	const misfits = refusalsOf(config, change, hardwareAt(tx, target));
	return { machineId, version, changed, config, misfits };
}

function carryOut(tx: core.App, { machineId, version, changed, config }: Plan): Changed {
	if (changed.length === 0) return { machineId, version, changed };
	return { machineId, ...saveConfig(tx, machineId, config, atCommandLine()) };
}

/** Before a machine has registered, and where nothing ever will, it is that of its place. */
function firstConfig(tx: core.App, { machineId, timeZone, openingHours }: Target): MachineConfig {
	const site = { timeZone, openingHours: openingHours || null };
	return defaultConfig(site, { slots: slotsInUse(tx, machineId) }, presetPolicy());
}

/** A machine without hardware has the slots that the import gave it [M24]. */
function hardwareAt(tx: core.App, { machineId, hardware }: Target) {
	return hardware === 'none' ? { slots: slotsInUse(tx, machineId) } : hardwareOf(tx, machineId);
}

function slotsInUse(tx: core.App, machineId: number): MachineConfig['slots'] {
	return rows(
		tx,
		`SELECT "slot", "storage", "kind" FROM "slots" WHERE "machineId" = {:machineId} ORDER BY "slot"`,
		{ machineId },
		{ slot: 0, storage: '', kind: '' }
	).map(({ slot, storage, kind }) => ({
		slot,
		storage: storage as Storage,
		kind: kind as SlotKind
	}));
}

function refusal(refused: readonly Pick<Refusal, 'message'>[]): UsageError {
	const messages = refused.map(({ message }) => message);
	if (messages.length === 1) return new UsageError(`${messages[0] ?? ''} Nothing is saved.`);
	return new UsageError(
		[`Nothing is saved, for ${messages.length} reasons:`, ...messages].join('\n  ')
	);
}

function sayOne([one]: readonly Changed[], isDry: boolean): Saying {
	if (!one) throw new Error('No machine was looked at.');
	const { machineId, version } = one;
	const changed = one.changed.map(shown);
	const json = { machineId, version, applied: !isDry && changed.length > 0, changed };
	if (changed.length === 0) {
		return { json, text: `Machine ${machineId} is like that already: version ${version} stays.` };
	}
	const head = isDry
		? `Machine ${machineId} would get version ${version}; nothing is saved:`
		: `Machine ${machineId}, version ${version}:`;
	return { json, text: [head, ...changed.map(lineOf)].join('\n') };
}

function sayAll(all: readonly Changed[], isDry: boolean): Saying {
	const machines = all.map(({ changed, ...one }) => ({ ...one, changed: changed.map(shown) }));
	const changed = machines.filter((one) => one.changed.length > 0);
	const others = machines.length - changed.length;
	const verb = isDry ? 'would change; nothing is saved' : 'changed';
	return {
		json: { applied: !isDry && changed.length > 0, machines },
		text: `${changed.length} machines ${verb}, ${others} are like that already.`
	};
}

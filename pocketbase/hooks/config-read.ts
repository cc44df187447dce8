import { differences, unknownKey, withoutSecret } from '#domain/config-change.ts';
import { configHelp, configTable } from '#domain/config-table.ts';
import {
	CONFIG_KEY_NAMES,
	isConfigKey,
	type ConfigKey,
	type MachineConfig
} from '#domain/shapes/config.ts';
import { brief, lineOf, shown } from './config-words.ts';
import { configOf } from './configs.ts';
import { command, machineIdOf, UsageError } from './console.ts';
import { existingMachine } from './machines.ts';
import { rows } from './pocketbase.ts';
import { runningAt, runningWords } from './running-config.ts';

/** `config get MACHINE [KEY]`: what is in force, and what of it the machine runs [M16]. */
export const getConfig = command((app, call) => {
	const [id, key, ...more] = call.args;
	if (more.length > 0) throw new UsageError('Say one key, or none for all of them.');
	const machineId = oneMachine(id);
	existingMachine(app, machineId);
	const current = configOf(app, machineId);
	if (!current) {
		throw new Error(
			`Machine ${machineId} has no configuration yet: it gets one when it registers, or by config set.`
		);
	}
	const config = JSON.parse(current.body) as MachineConfig;
	const value = (name: ConfigKey): unknown =>
		call.on('show-secrets') ? config[name] : withoutSecret(name, config[name]);
	if (key !== undefined) {
		if (!isConfigKey(key)) throw new UsageError(unknownKey(key).message);
		return { json: { machineId, key, value: value(key) }, text: JSON.stringify(value(key)) };
	}
	const running = runningAt(app, machineId);
	const { version } = current;
	const all = Object.fromEntries(CONFIG_KEY_NAMES.map((name) => [name, value(name)]));
	return {
		json: { machineId, version, ...running, config: all },
		text: [
			`Machine ${machineId}, version ${version}. ${runningWords(version, running)}`,
			...CONFIG_KEY_NAMES.map((name) => `  ${name}: ${brief(name, value(name))}`)
		].join('\n')
	};
});

/** `config history MACHINE`: who changed what and when, the newest first. */
export const configHistory = command((app, call) => {
	const [id, ...more] = call.args;
	if (more.length > 0) throw new UsageError('Say one machine, by its number.');
	const machineId = oneMachine(id);
	existingMachine(app, machineId);
	const versions = historyOf(app, machineId).toReversed();
	const text = versions.map(
		({ version, at, by, changed }) =>
			`version ${version}  ${at}  ${by}\n${changed.map(lineOf).join('\n')}`
	);
	return {
		json: { machineId, versions },
		text: text.join('\n') || `Machine ${machineId} has no configuration yet.`
	};
});

/** `config keys`: what can be set, with the range of each. */
export const configKeys = command((_, call) => ({
	json: { markdown: configTable() },
	text: call.on('markdown') ? configTable() : configHelp()
}));

/** The help of `config set`, after the usual one. */
export const keysHelp = (): string => `\nKeys:\n${configHelp()}\n`;

function historyOf(app: core.App, machineId: number) {
	const saved = rows(
		app,
		`SELECT "version", "body", "author", "createdAt" FROM "configs" WHERE "machineId" = {:machineId} ORDER BY "version"`,
		{ machineId },
		{ version: 0, body: '', author: '', createdAt: 0 }
	).map((row) => ({ ...row, config: JSON.parse(row.body) as MachineConfig }));
	return saved.map(({ version, config, author, createdAt }, i) => {
		const before = saved[i - 1]?.config ?? null;
		const changed = differences(before, config).map(shown);
		return { version, at: new Date(createdAt).toISOString(), by: author, changed };
	});
}

function oneMachine(typed: string | undefined): number {
	return machineIdOf({ args: typed === undefined ? [] : [typed] });
}

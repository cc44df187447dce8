import * as v from 'valibot';
import { misfits, repeatedRecalls, type KnownHardware, type MisfitCode } from './config-fit.ts';
import { closestTo } from './spelling.ts';
import {
	CONFIG_KEY_NAMES,
	CONFIG_KEYS,
	isConfigKey,
	type ConfigKey,
	type MachineConfig
} from './shapes/config.ts';

/** Why a key was not saved, with a sentence for the person who asked. */
export type Refusal = {
	/** As it was given: it may be no key at all. */
	readonly key: string;
	readonly code: 'unknown_key' | 'invalid' | 'unknown_time_zone' | MisfitCode;
	/** Names the key, what it got and what it takes; a secret value is never in it. */
	readonly message: string;
};

/** Values that are each within their own key's range. */
export type Change = Partial<MachineConfig>;

/** Of each key what was asked for, or why not. */
export type Read = { readonly change: Change; readonly refused: readonly Refusal[] };

/** Of one key so many faults are told. */
const TOLD = 5;
/** How much of a refused value is shown. */
const SHOWN = 80;

/**
 * Reads what an operator asks for, key by key; every refused one is named [M16].
 *
 * @param isZone whether the server knows the time zone
 */
export function readChange(
	asked: Readonly<Record<string, unknown>>,
	isZone: (name: string) => boolean
): Read {
	const change: Record<string, unknown> = {};
	const refused: Refusal[] = [];
	for (const [key, value] of Object.entries(asked)) {
		if (!isConfigKey(key)) {
			refused.push(unknownKey(key));
			continue;
		}
		const result = v.safeParse(CONFIG_KEYS[key].schema, value);
		if (!result.success) refused.push(...invalid(key, value, result.issues));
		else if (key === 'timeZone' && !isZone(result.output as string)) {
			refused.push({
				key,
				code: 'unknown_time_zone',
				message: `${key} is ${shown(key, value)}, which this server does not know; it takes ${CONFIG_KEYS[key].takes}.`
			});
		} else change[key] = result.output;
	}
	return { change, refused };
}

/**
 * A value as somebody typed it: JSON where it reads as JSON that the key takes, else the plain text.
 * `notice=Closed today` and `notice="Closed today"` are the same, `servicePin=0123` keeps its zero.
 */
export function valueTyped(key: string, typed: string): unknown {
	let json: unknown;
	try {
		json = JSON.parse(typed);
	} catch {
		return typed;
	}
	if (!isConfigKey(key)) return json;
	const takes = (value: unknown) => v.safeParse(CONFIG_KEYS[key].schema, value).success;
	return takes(json) || !takes(typed) ? json : typed;
}

/**
 * What speaks against the configuration as a whole, once `change` is in it. Only what the change
 * touches is looked at: what was there before is no reason to refuse another key.
 */
export function refusalsOf(
	config: MachineConfig,
	change: Change,
	hardware: KnownHardware
): Refusal[] {
	const fittings = change.zones || change.slots ? misfits(config, hardware) : [];
	const recalls = change.recalls ? repeatedRecalls(config) : [];
	return [...fittings, ...recalls].map(({ key, code, says }) => ({
		key,
		code,
		message: `${key}: ${says}.`
	}));
}

/** A key's value before and after; `before` is undefined where there was no document. */
export type Difference = {
	readonly key: ConfigKey;
	readonly before: unknown;
	readonly after: unknown;
};

/** In which keys two documents differ, in the order of the keys. Without one before, in all of them. */
export function differences(before: MachineConfig | null, after: MachineConfig): Difference[] {
	return CONFIG_KEY_NAMES.filter(
		(key) => before === null || JSON.stringify(before[key]) !== JSON.stringify(after[key])
	).map((key) => ({
		key,
		before: before?.[key],
		after: after[key]
	}));
}

/** What is shown in place of a secret that there is. */
export const HIDDEN = '(hidden)';

/** The value as anybody may see it [O9]. */
export function withoutSecret(key: ConfigKey, value: unknown): unknown {
	return 'secret' in CONFIG_KEYS[key] && value !== null && value !== undefined ? HIDDEN : value;
}

export function unknownKey(key: string): Refusal {
	const closest = closestTo(key, CONFIG_KEY_NAMES);
	return {
		key,
		code: 'unknown_key',
		message: `${key} is no key of the configuration; did you mean ${closest}?`
	};
}

function invalid(
	key: ConfigKey,
	value: unknown,
	issues: readonly v.BaseIssue<unknown>[]
): Refusal[] {
	const told = issues.slice(0, TOLD).map((issue) => sentence(key, value, issue));
	if (issues.length > TOLD) told.push(`${key} has ${issues.length - TOLD} more faults.`);
	return told.map((message) => ({ key, code: 'invalid', message }));
}

function sentence(key: ConfigKey, value: unknown, issue: v.BaseIssue<unknown>): string {
	const { takes, unit } = CONFIG_KEYS[key];
	const path = (issue.path ?? []).map((part) => String(part.key));
	const measure = unit === '' ? '' : ` (${unit})`;
	return path.length === 0
		? `${key} is ${shown(key, value)}; it takes ${takes}${measure}.`
		: `${[key, ...path].join('.')} is ${shown(key, issue.input)}; it takes ${lower(issue.message)}`;
}

function shown(key: ConfigKey, value: unknown): string {
	if (value === undefined) return 'missing';
	if ('secret' in CONFIG_KEYS[key]) return 'something else';
	const text = JSON.stringify(value);
	return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

import * as v from 'valibot';
import { contradictions, type MisfitCode } from './config-fit.ts';
import { CONFIG_KEY_NAMES, CONFIG_KEYS, type MachineConfig } from './shapes/config.ts';

/** A key that a machine did not take, as its status tells it: `refusedConfig` [M14, M16]. */
export type RefusedKey = {
	/** `config` for a document that is none. */
	readonly key: string;
	readonly code: 'missing' | 'invalid' | 'unknown_time_zone' | MisfitCode;
};

export type Accepted = {
	readonly config: MachineConfig;
	readonly refused: readonly RefusedKey[];
};

/**
 * What a machine runs with after the server has sent a document: each key that is in its range, and
 * for every other one what it had before [M16]. Zones and slots that contradict each other are both
 * refused, since one of them alone would fit the former other no better. Keys that this code does not
 * know are not its business.
 *
 * @param before the last good configuration, else the one of its own hardware
 * @param isZone whether this machine knows the time zone
 */
export function acceptConfig(
	sent: unknown,
	before: MachineConfig,
	isZone: (name: string) => boolean
): Accepted {
	if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
		return { config: before, refused: [{ key: 'config', code: 'invalid' }] };
	}
	const document = sent as Record<string, unknown>;
	const taken: Record<string, unknown> = { ...before };
	const refused: RefusedKey[] = [];
	for (const key of CONFIG_KEY_NAMES) {
		const result = v.safeParse(CONFIG_KEYS[key].schema, document[key]);
		if (!result.success) {
			refused.push({ key, code: document[key] === undefined ? 'missing' : 'invalid' });
		} else if (key === 'timeZone' && !isZone(result.output as string)) {
			refused.push({ key, code: 'unknown_time_zone' });
		} else taken[key] = result.output;
	}
	const config = taken as MachineConfig; // every key came through its schema, or from one that had
	const found = contradictions(config);
	if (found.length === 0) return { config, refused };
	const { zones, slots } = before;
	const code = found[0]?.code ?? 'invalid';
	const others = refused.filter(({ key }) => key !== 'zones' && key !== 'slots');
	return {
		config: { ...config, zones, slots },
		refused: [...others, { key: 'zones', code }, { key: 'slots', code }]
	};
}

import { acceptConfig, type RefusedKey } from '#domain/config-accept.ts';
import { defaultConfig } from '#domain/machine-config.ts';
import { policyOf } from '#domain/policy.ts';
import type { MachineConfig } from '#domain/shapes/config.ts';
import type { HardwareSlot } from '#domain/shapes/machine.ts';
import { zoneOf } from '#platform/zone.ts';
import type { SentConfig } from '#remote/machine.ts';
import type { KioskStore } from './kiosk-store.ts';

/** What of the machine itself stands in for a key that it has never had a good value of. */
export type OwnSite = {
	readonly slots: readonly HardwareSlot[];
	/** The device's own. */
	readonly timeZone: string;
};

type Where = {
	readonly store: KioskStore;
	readonly own: OwnSite;
	/** @returns null where nothing changed since the `etag` */
	readonly ask: (etag: string | undefined) => Promise<SentConfig | null>;
};

/**
 * Fetches the configuration and keeps what of it is good [M16]. A document that is none, and a key
 * that is missing or out of its range, change nothing but what the next status tells.
 *
 * @returns whether anything was kept
 */
export async function takeConfig({ store, own, ask }: Where): Promise<boolean> {
	const kept = await store.recall('config');
	// What was refused may be good to a newer version of this app: then the ETag would hide it.
	const etag = kept?.refused?.length ? undefined : (kept?.etag ?? undefined);
	const sent = await ask(etag);
	if (!sent) return false;
	const { config, refused } = accepted(sent.document, await goodConfig(store, own));
	const isNone = refused.some(({ key }) => key === 'config');
	await store.remember('config', {
		version: isNone ? (kept?.version ?? 0) : sent.version,
		etag: isNone ? null : sent.etag,
		document: config,
		refused
	});
	return true;
}

/**
 * The last good configuration, before the first one that of the machine's own hardware. What an
 * earlier version of the app has kept is looked at again: it may lack a key.
 */
export async function goodConfig(store: KioskStore, own: OwnSite): Promise<MachineConfig> {
	const { slots, timeZone } = own;
	const start = defaultConfig({ timeZone, openingHours: null }, { slots }, policyOf('eu'));
	const kept = await store.recall('config');
	return kept ? accepted(kept.document, start).config : start;
}

/** What a status tells of it; version 0 is none. */
export async function toldConfig(
	store: KioskStore
): Promise<{ configVersion: number; refusedConfig: RefusedKey[] }> {
	const kept = await store.recall('config');
	return { configVersion: kept?.version ?? 0, refusedConfig: [...(kept?.refused ?? [])] };
}

const accepted = (document: unknown, before: MachineConfig) =>
	acceptConfig(document, before, (name) => zoneOf(name).known);

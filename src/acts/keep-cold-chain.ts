import { lockedSlots } from '#domain/cold-chain.ts';
import {
	coldChainAfter,
	newColdChain,
	standingsOf,
	type ColdChain,
	type ColdEvent,
	type ColdPlan,
	type ZoneStanding
} from '#domain/cold-chain-state.ts';
import { limitOf } from '#domain/cold-zone.ts';
import { policyIn, policyOf } from '#domain/policy.ts';
import type { MachineConfig } from '#domain/shapes/config.ts';
import type { FactBody } from '#domain/shapes/fact.ts';
import type { Status, Zone } from '#domain/shapes/machine.ts';
import type { ColdChainState } from '#domain/shapes/words.ts';
import { instant } from '#platform/clock.ts';
import type { Draft } from '#outbox/row.ts';

/** What a kiosk keeps of its cold chain [F5]. */
export type KeptColdChain = {
	readonly chain: ColdChain;
	/** By zone. Where nothing was heard for long it is ahead of the chain, which waits for the journal. */
	readonly told: Readonly<Record<string, ZoneStanding>>;
};

/** What of a kiosk's store it is kept in. */
export interface ColdStore {
	recall(name: 'config'): Promise<{ readonly document: MachineConfig } | undefined>;
	recall(name: 'identity'): Promise<{ readonly zones?: readonly Zone[] } | undefined>;
	recall(name: 'coldChain'): Promise<KeptColdChain | undefined>;
	remember(name: 'coldChain', value: KeptColdChain): Promise<void>;
}

/**
 * By its newest good configuration; before the first, by what it enrolled with, which its board may
 * tell of at once. Null where neither is known.
 */
export async function coldPlan(store: ColdStore): Promise<ColdPlan | null> {
	const config = (await store.recall('config'))?.document;
	if (config) return { zones: config.zones, policy: policyIn(config.policy) };
	const zones = (await store.recall('identity'))?.zones;
	return zones ? { zones, policy: policyOf('eu') } : null;
}

/**
 * Within `transact`: keeps what an event does to the cold chain; returns the `safety` facts and alerts
 * that come of it, to be stored in the same transaction.
 *
 * @param isNews whether it is told at once; else what comes of it is told with what is news after it
 */
export async function stepColdChain(
	store: ColdStore,
	event: ColdEvent,
	{ at, isNews = true }: { readonly at: number; readonly isNews?: boolean }
): Promise<readonly Draft[]> {
	const plan = await coldPlan(store);
	if (plan === null) return [];
	const kept = await store.recall('coldChain');
	const before = kept?.told ?? {};
	const chain = coldChainAfter(kept?.chain ?? newColdChain(at), event, plan);
	const { told, facts } = isNews ? toldOf(before, chain, plan) : { told: before, facts: [] };
	await store.remember('coldChain', { chain, told });
	return facts;
}

/** Within `transact`: what of these facts is a service steps the cold chain too [F6]. */
export async function stepByServices(
	store: ColdStore,
	drafts: readonly Draft[],
	at: number
): Promise<readonly Draft[]> {
	const facts: Draft[] = [];
	for (const draft of drafts) {
		if (draft.type !== 'service') continue;
		// Drafts are made from the shapes of their types alone.
		const fact = draft as unknown as FactBody<'service'>;
		facts.push(...(await stepColdChain(store, { kind: 'served', fact, at }, { at })));
	}
	return facts;
}

/** What is told of each zone now; each change of it is one fact. */
export function toldOf(
	before: KeptColdChain['told'],
	chain: ColdChain,
	plan: ColdPlan
): { readonly told: KeptColdChain['told']; readonly facts: readonly Draft[] } {
	const facts: Draft[] = [];
	const told = Object.entries(standingsOf(chain, plan)).map(([zone, standing]) => {
		const was = before[zone];
		if (standing.state === (was?.state ?? 'unknown')) return [zone, was ?? standing] as const;
		facts.push(safety(zone, standing, plan), ...alerts(zone, was?.state, standing.state, plan));
		return [zone, standing] as const;
	});
	return { told: Object.fromEntries(told), facts };
}

/** The slots whose zone is locked: nothing is offered out of them, nor put in [F6]. */
export async function coldLockedSlots(store: ColdStore): Promise<readonly number[]> {
	const { told = {} } = (await store.recall('coldChain')) ?? {};
	const said = Object.entries(told).map(([zone, { state, since }]) => ({ zone, state, at: since }));
	return [...lockedSlots((await coldPlan(store))?.zones ?? [], said)].sort((a, b) => a - b);
}

/** What a status tells of the zones. */
export async function toldColdChain(store: ColdStore): Promise<NonNullable<Status['coldChain']>> {
	const { told = {} } = (await store.recall('coldChain')) ?? {};
	return Object.entries(told).map(([zone, { state, since }]) => ({
		...{ zone, state, since: instant(since) }
	}));
}

function safety(
	zone: string,
	{ state, since, aboveLimitMs }: ZoneStanding,
	{ policy }: ColdPlan
): FactBody<'safety'> {
	return {
		...{ type: 'safety', zone, state, since: instant(since) },
		...{ aboveLimitMs: Math.round(aboveLimitMs), policyVersion: policy.version }
	};
}

/**
 * A locked zone calls somebody, until it was served [F6]. That it is warm the controller's own alarm
 * tells before, by its sensor [P6].
 */
function alerts(
	zone: string,
	was: ColdChainState | undefined,
	is: ColdChainState,
	{ zones, policy }: ColdPlan
): FactBody<'alert'>[] {
	if (was !== 'locked' && is !== 'locked') return [];
	const storage = zones.find((one) => one.zone === zone)?.storage ?? 'ambient';
	const threshold = limitOf(storage, policy.cold);
	return [
		{
			...{ type: 'alert', kind: 'temperature', severity: 'critical', cleared: is !== 'locked' },
			sensor: zone,
			...(threshold === null ? {} : { threshold, unit: '°C' })
		}
	];
}

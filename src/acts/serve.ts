import type { ServiceAct } from '#domain/act.ts';
import type { Millis } from '#domain/calendar.ts';
import type { FactBody } from '#domain/shapes/fact.ts';
import type { ServiceWork } from '#domain/shapes/words.ts';
import { newId } from '#platform/ids.ts';
import type { KioskStore } from './kiosk-store.ts';

/** Where a volunteer works: behind one door, at what is kept cold together, or at the whole machine. */
export type Place =
	| { readonly kind: 'slot'; readonly slot: number }
	| { readonly kind: 'zone'; readonly zone: string }
	| { readonly kind: 'machine' };

/** What a volunteer does there. */
export type Work = {
	readonly done: readonly ServiceWork[];
	/** In degrees Celsius; null where nobody measured. */
	readonly measuredC: number | null;
};

/** Behind a door: it opens, and the fact is made once it is closed. With nothing done it makes none. */
export function serviceAt(slot: number, { done, measuredC }: Work, now: Millis): ServiceAct {
	const act = { kind: 'service', actId: newId(), slot, done, state: 'requested' } as const;
	return { ...act, requestedAt: now, ...(measuredC === null ? {} : { measuredC }) };
}

/** What needs no door: resolves once its one fact is on the disk [S1]. */
export async function serve(
	store: Pick<KioskStore, 'transact'>,
	place: Exclude<Place, { kind: 'slot' }>,
	{ done, measuredC }: Work
): Promise<void> {
	const fact: FactBody<'service'> = {
		type: 'service',
		...(place.kind === 'zone' ? { zone: place.zone } : {}),
		done: [...done],
		...(measuredC === null ? {} : { measuredC })
	};
	await store.transact(() => Promise.resolve([fact]));
}

import type { Millis } from '#domain/calendar.ts';
import { isOffered } from '#domain/offer-window.ts';
import type { AlertFact, CollectFact, DonateFact, ExpiredFact } from '#domain/shapes/fact.ts';
import type { HardwareSlot } from '#domain/shapes/machine.ts';
import type { Chance } from './chance.ts';
import { hold, slotsFor, without, type Held } from './contents.ts';
import type { LocalTime } from './local-time.ts';
import { lotOf, MENU } from './menu.ts';

type Envelope =
	'eventId' | 'epoch' | 'seq' | 'occurredAt' | 'bootId' | 'uptimeMs' | 'v' | 'machineId';

/** What happened, before it has its place in the journal. */
export type Draft =
	| Omit<DonateFact, Envelope>
	| Omit<CollectFact, Envelope>
	| Omit<ExpiredFact, Envelope>
	| Omit<AlertFact, Envelope>;

/** What a visit leaves behind. */
export type Visit = { readonly contents: readonly Held[]; readonly drafts: readonly Draft[] };

export type Scene = {
	readonly contents: readonly Held[];
	readonly slots: readonly HardwareSlot[];
	/** Slots whose lock does not work. */
	readonly broken: ReadonlySet<number>;
	readonly at: Millis;
	readonly local: LocalTime;
	readonly chance: Chance;
	readonly newId: () => string;
};

const DONOR_CODES = ['bakery-14', 'grocer-2', 'kitchen-7', 'market-31'];
const NOTES = ['Smells sour.', 'Box was open.', 'Past its date.', 'Leaking — cleaned the shelf.'];

/** Somebody brings one or two lots; where nothing fits in, they go on to the next machine. */
export function donate(scene: Scene): Visit {
	const { chance, at, local, slots, broken } = scene;
	let contents = scene.contents;
	const drafts: Draft[] = [];
	const lots = chance.happens(0.3) ? 2 : 1;
	const donorCode = chance.happens(0.25) ? chance.pick(DONOR_CODES) : undefined;
	for (let i = 0; i < lots; i++) {
		const food = chance.pick(MENU);
		const slot = food && slotsFor(food.storage, slots, contents, broken)[0]?.slot;
		if (food === undefined || slot === undefined) continue;
		const lot = lotOf(food, slot, scene.newId(), at, local, chance);
		const weighedGrams = chance.happens(0.5) ? lot.grams : undefined;
		contents = [...contents, hold(lot, slots, at, local)];
		drafts.push({
			type: 'donate',
			lot,
			evidence: weighedGrams === undefined ? 'door' : 'weight',
			...(donorCode !== undefined && { donorCode }),
			...(weighedGrams !== undefined && { weighedGrams })
		});
	}
	return { contents, drafts };
}

/** Somebody takes a few portions of what is offered, mostly of one lot. */
export function collect(scene: Scene): Visit {
	const { chance, at, broken } = scene;
	let contents = scene.contents;
	const drafts: Draft[] = [];
	const lots = chance.happens(0.35) ? 2 : 1;
	for (let i = 0; i < lots; i++) {
		const choice = contents.filter(
			({ lot, window }) => !broken.has(lot.slot) && isOffered(window, at)
		);
		const held = chance.pick(choice);
		if (!held) break;
		const { lotId, grams, portions: all } = held.lot;
		const portions = Math.min(held.portions, chance.integer(1, 4));
		contents = without(contents, lotId, portions);
		const taken = grams === undefined ? 0 : Math.round((grams / all) * portions);
		drafts.push({
			type: 'collect',
			lotId,
			portions,
			...(taken > 0 ? { evidence: 'weight', grams: taken } : { evidence: 'door' })
		});
	}
	return { contents, drafts };
}

/** A volunteer takes out what may not be given any more, and now and then what looks bad. */
export function round(scene: Scene): Visit {
	const { chance, at, broken } = scene;
	let contents = scene.contents;
	const drafts: Draft[] = [];
	for (const held of scene.contents) {
		const over = !isOffered(held.window, at);
		if (broken.has(held.lot.slot) || (!over && !chance.happens(0.03))) continue;
		contents = without(contents, held.lot.lotId, held.portions);
		const note = chance.happens(0.2) ? chance.pick(NOTES) : undefined;
		drafts.push({
			type: 'expired',
			lotId: held.lot.lotId,
			portions: held.portions,
			reason: over ? 'expired' : 'spoiled',
			final: true,
			...(note !== undefined && { note })
		});
	}
	return { contents, drafts };
}

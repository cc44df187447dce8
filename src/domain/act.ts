import type { Millis } from './calendar.ts';
import type { FactBody, Lot } from './shapes/fact.ts';
import type { ServiceWork } from './shapes/words.ts';

/** Where an act at a door stands [S1a]. From `closed` it is settled in the same transaction. */
export type ActState = OpenState | 'settled' | 'aborted' | 'unresolved';
type OpenState = (typeof OPEN_STATES)[number];

/** Of an act that nobody has settled. */
export const OPEN_STATES = ['requested', 'unlocking', 'unlocked', 'open', 'closed'] as const;

type ActBase = {
	/** Also the key of the unlock [P4]. */
	readonly actId: string;
	readonly slot: number;
	/** By the device's clock, for its age alone. */
	readonly requestedAt: Millis;
	readonly state: ActState;
	/** The person took it back before the door closed: it will make no fact. */
	readonly withdrawn?: true;
	/** The controller's journal does not tell all that happened since the unlock was sent. */
	readonly blind?: true;
	/** What rested in the slot when the door opened, and when it closed, in grams. */
	readonly weighedFrom?: number;
	readonly weighedTo?: number;
};

export type DonateAct = ActBase & {
	readonly kind: 'donate';
	readonly portions: number;
	readonly lot: Lot;
};
export type CollectAct = ActBase & {
	readonly kind: 'collect';
	readonly portions: number;
	readonly lotId: string;
};
/** A volunteer's visit: no food moves. With nothing done the door is only tried, and no fact is made. */
export type ServiceAct = ActBase & {
	readonly kind: 'service';
	readonly done: readonly ServiceWork[];
	/** With `measure`. */
	readonly measuredC?: number;
	readonly personCode?: string;
};
/** What a person gives or takes. */
export type FoodAct = DonateAct | CollectAct;
/** What a person is doing at a door; stored before the door is unlocked. */
export type Act = FoodAct | ServiceAct;

/** What an act is told: by the kiosk itself, by the controller's journal, or by the time. */
export type ActEvent =
	/** The unlock goes out. */
	| { readonly kind: 'sent' }
	/** It was answered: nothing was opened, and will not be. */
	| { readonly kind: 'refused' }
	/** The controller has journaled the unlock with this act's key; the door may stand open already. */
	| { readonly kind: 'unlocked'; readonly isOpen: boolean }
	/** `grams`: what rested there at that moment; null where nobody knows. */
	| { readonly kind: 'opened' | 'closed'; readonly grams: number | null }
	/** Locked again without having been pulled open. */
	| { readonly kind: 'relocked' }
	/** The controller has started again: it did not see its doors for a while. */
	| { readonly kind: 'restarted' }
	/** A part of the journal is gone, or it is another journal. */
	| { readonly kind: 'journalLost' }
	/** All that was journaled has been told, up to now. */
	| { readonly kind: 'journalRead'; readonly isOpen: boolean }
	| { readonly kind: 'withdrawn' }
	/** Ten minutes are over. */
	| { readonly kind: 'timedOut' };

/** What an act comes to, before it has its place in an outbox. */
export type ActFact = FactBody<'donate'> | FactBody<'collect'> | FactBody<'service'>;

/** `act` is the same object where the event changes nothing. */
export type ActStep = { readonly act: Act; readonly fact: ActFact | null };

export function isOpenAct({ state }: Act): boolean {
	return OPEN_STATES.some((open) => open === state);
}

/**
 * The next step of an act, and the fact that settles it [S1a]: made once, since nothing follows on a
 * settled act. Only what the journal tells after the unlock with its key is the act's own: a door that
 * opened before that was opened by somebody else.
 */
export function actAfter(act: Act, event: ActEvent): ActStep {
	if (!isOpenAct(act)) return stays(act);
	const { state, blind = false } = act;
	const isOwn = state === 'unlocked' || (state === 'unlocking' && blind);
	switch (event.kind) {
		case 'sent':
			return state === 'requested' ? goes({ ...act, state: 'unlocking' }) : stays(act);
		case 'refused':
			return state === 'requested' || state === 'unlocking' ? aborts(act) : stays(act);
		case 'unlocked':
			if (state !== 'requested' && state !== 'unlocking') return stays(act);
			return event.isOpen ? opens(act, null) : goes({ ...act, state: 'unlocked' });
		case 'opened':
			return isOwn ? opens(act, event.grams) : stays(act);
		case 'closed':
			return state === 'open' || isOwn ? settles(weighed(act, event.grams)) : stays(act);
		case 'relocked':
			return isOwn ? aborts(act) : stays(act);
		case 'restarted':
			return state === 'unlocked' && !blind ? goes({ ...act, blind: true }) : stays(act);
		case 'journalLost':
			return losesSight(act);
		case 'journalRead':
			return afterJournal(act, event.isOpen);
		case 'withdrawn':
			return act.withdrawn ? stays(act) : goes({ ...act, withdrawn: true });
		case 'timedOut':
			if (state === 'requested') return aborts(act);
			return state === 'closed' ? settles(act) : givesUp(act);
	}
}

/** Who moved what since the door opened is not known any more. */
function losesSight(act: Act): ActStep {
	const { weighedFrom, ...rest } = act;
	return act.blind && weighedFrom === undefined ? stays(act) : goes({ ...rest, blind: true });
}

/** An unlock that is not in a journal that tells all was never obeyed: it is written before the pulse. */
function afterJournal(act: Act, isOpen: boolean): ActStep {
	switch (act.state) {
		case 'requested':
			return aborts(act);
		case 'unlocking':
			return act.blind ? givesUp(act) : aborts(act);
		case 'unlocked':
			if (isOpen) return opens(act, null);
			return act.blind ? givesUp(act) : stays(act);
		case 'open':
			return isOpen ? stays(act) : settles(act);
		case 'closed':
			return settles(act);
		case 'settled':
		case 'aborted':
		case 'unresolved':
			return stays(act);
	}
}

/** What happened, as it was measured. */
export function factOf(act: Act): ActFact {
	const grams = gramsMoved(act);
	const evidence = grams === null ? 'door' : 'weight';
	switch (act.kind) {
		case 'donate': {
			const weighed = grams === null ? {} : { weighedGrams: grams };
			return { type: 'donate', lot: act.lot, evidence, ...weighed };
		}
		case 'collect': {
			const weighed = grams === null ? {} : { grams };
			return { type: 'collect', lotId: act.lotId, portions: act.portions, evidence, ...weighed };
		}
		case 'service':
			return serviceOf(act);
	}
}

/**
 * What was declared, where the door tells nothing: food that may not be there is not offered. A visit
 * counts where its door was seen open.
 */
export function doubtfulFactOf(act: FoodAct): ActFact;
export function doubtfulFactOf(act: Act): ActFact | null;
export function doubtfulFactOf(act: Act): ActFact | null {
	switch (act.kind) {
		case 'donate':
			return { type: 'donate', lot: act.lot, evidence: 'none', unconfirmed: true };
		case 'collect':
			return { type: 'collect', lotId: act.lotId, portions: act.portions, evidence: 'none' };
		case 'service':
			return act.state === 'open' ? serviceOf(act) : null;
	}
}

function serviceOf({ slot, done, measuredC, personCode }: ServiceAct): FactBody<'service'> {
	return {
		type: 'service',
		slot,
		done: [...done],
		...(measuredC === undefined ? {} : { measuredC }),
		...(personCode === undefined ? {} : { personCode })
	};
}

/** The most that a fact may say, in grams. */
const MAX_GRAMS = 200_000;

/** What was put in or taken out; null where nothing was weighed that agrees with the act. */
function gramsMoved({ kind, weighedFrom, weighedTo }: Act): number | null {
	if (weighedFrom === undefined || weighedTo === undefined) return null;
	const grams = kind === 'collect' ? weighedFrom - weighedTo : weighedTo - weighedFrom;
	return grams >= 1 && grams <= MAX_GRAMS ? grams : null;
}

const isTrial = (act: Act): boolean => act.kind === 'service' && act.done.length === 0;

/** Without a fact: a step on the way, or none. */
const goes = (act: Act): ActStep => ({ act, fact: null });
const stays = goes;
const aborts = (act: Act): ActStep => goes({ ...act, state: 'aborted' });

function opens(act: Act, grams: number | null): ActStep {
	return goes({ ...act, state: 'open', ...(grams === null ? {} : { weighedFrom: grams }) });
}

const weighed = (act: Act, grams: number | null): Act =>
	grams === null ? act : { ...act, weighedTo: grams };

function settles(act: Act): ActStep {
	if (act.withdrawn) return aborts(act);
	return { act: { ...act, state: 'settled' }, fact: isTrial(act) ? null : factOf(act) };
}

function givesUp(act: Act): ActStep {
	if (act.withdrawn) return aborts(act);
	const fact = isTrial(act) ? null : doubtfulFactOf(act);
	return { act: { ...act, state: 'unresolved' }, fact };
}

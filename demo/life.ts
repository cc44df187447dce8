import type { Millis } from '#domain/calendar.ts';
import { isOffered } from '#domain/offer-window.ts';
import type { HardwareSlot } from '#domain/shapes/machine.ts';
import type { Chance } from './chance.ts';
import type { Held } from './contents.ts';
import type { LocalTime } from './local-time.ts';
import { donorShare, OUTAGE, pauseBetweenPeople, PAUSES } from './rhythm.ts';
import { alertOf, newTrouble, type Trouble } from './troubles.ts';
import { collect, donate, round, type Draft, type Scene, type Visit } from './visits.ts';

/** What stands still of a machine between two things that happen to it; a file can hold it. */
export type LifeState = {
	contents: readonly Held[];
	troubles: readonly Trouble[];
	/** When the network is back; 0 while it is there. */
	offlineUntil: Millis;
	/** When the next of each comes. */
	next: Record<'person' | 'round' | 'trouble' | 'outage', Millis>;
};

/** What a life is lived with. */
export type World = {
	readonly slots: readonly HardwareSlot[];
	readonly local: LocalTime;
	readonly chance: Chance;
	readonly newId: () => string;
	/** How many times as busy as a real machine. */
	readonly speed: number;
	/** Nobody may bring food now [M16]. */
	readonly donationPaused: boolean;
};

export type Happened = { readonly at: Millis; readonly draft: Draft };

/** A machine that begins is filled up to so many lots that may be given. */
const STOCKED = 7;
/** Of the machines that begin, those with something wrong. */
const TROUBLED = 0.3;

export function beginLife(at: Millis, { chance, speed }: World): LifeState {
	const soon = (mean: Millis): Millis => at + chance.pause(mean) / speed;
	return {
		contents: [],
		troubles: [],
		offlineUntil: 0,
		next: {
			person: at,
			round: soon(PAUSES.round),
			// Some begin with one: a visitor should find something that needs somebody.
			trouble: chance.next() < TROUBLED ? at : soon(PAUSES.trouble),
			outage: soon(PAUSES.outage)
		}
	};
}

/** Nothing happened while the machine stood without power: what was due comes from now on. */
export function wake(life: LifeState, at: Millis): void {
	for (const what of ['person', 'round', 'trouble', 'outage'] as const) {
		life.next[what] = Math.max(life.next[what], at);
	}
}

/** People fill the machine until it has something to show. */
export function stockUp(life: LifeState, at: Millis, world: World): Happened[] {
	const happened: Happened[] = [];
	const given = (): number => life.contents.filter(({ window }) => isOffered(window, at)).length;
	for (let tries = 0; given() < STOCKED && tries < 3 * STOCKED; tries++) {
		happened.push(...visit(life, at, world, donate));
	}
	return happened;
}

/** Everything that happens until now, in order; changes `life`. */
export function live(life: LifeState, now: Millis, world: World): Happened[] {
	const happened: Happened[] = [];
	for (;;) {
		const [what, at] = earliest(life);
		if (at > now) return happened;
		happened.push(...happen(life, what, at, world));
	}
}

/** When something happens next. */
export function nextAt(life: LifeState): Millis {
	return earliest(life)[1];
}

type What = keyof LifeState['next'] | 'cure';

function earliest(life: LifeState): [What, Millis] {
	const all = Object.entries(life.next) as [What, Millis][];
	for (const { until } of life.troubles) all.push(['cure', until]);
	return all.reduce((first, one) => (one[1] < first[1] ? one : first));
}

function happen(life: LifeState, what: What, at: Millis, world: World): Happened[] {
	const { chance, speed, local, slots } = world;
	switch (what) {
		case 'person': {
			const hour = local.hour(at);
			life.next.person = at + chance.pause(pauseBetweenPeople(hour)) / speed;
			const brings = chance.happens(donorShare(hour)) && !world.donationPaused;
			return visit(life, at, world, brings ? donate : collect);
		}
		case 'round':
			life.next.round = at + chance.pause(PAUSES.round) / speed;
			return visit(life, at, world, round);
		case 'trouble': {
			life.next.trouble = at + chance.pause(PAUSES.trouble) / speed;
			const trouble = newTrouble(slots, life.troubles, at, speed, chance);
			if (!trouble) return [];
			life.troubles = [...life.troubles, trouble];
			return [{ at, draft: alertOf(trouble, false) }];
		}
		case 'cure': {
			const cured = life.troubles.filter(({ until }) => until <= at);
			life.troubles = life.troubles.filter(({ until }) => until > at);
			return cured.map((trouble) => ({ at, draft: alertOf(trouble, true) }));
		}
		case 'outage':
			life.offlineUntil = at + chance.between(...OUTAGE) / speed;
			life.next.outage = life.offlineUntil + chance.pause(PAUSES.outage) / speed;
			return [];
	}
}

function visit(
	life: LifeState,
	at: Millis,
	{ slots, local, chance, newId }: World,
	how: (scene: Scene) => Visit
): Happened[] {
	const broken = new Set(
		life.troubles.flatMap(({ kind, slot }) => (kind === 'lock' && slot !== undefined ? [slot] : []))
	);
	const after = how({ contents: life.contents, slots, broken, at, local, chance, newId });
	life.contents = after.contents;
	return after.drafts.map((draft) => ({ at, draft }));
}

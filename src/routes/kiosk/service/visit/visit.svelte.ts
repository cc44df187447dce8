import { limitOf } from '#domain/cold-zone.ts';
import type { ServiceWork, Storage } from '#domain/shapes/words.ts';
import { reasonToDiscard, type Counted } from '#acts/count.ts';
import type { ActOutcome, DoorStep } from '#acts/open-door.ts';
import { serviceAt, type Place } from '#acts/serve.ts';
import type { LotInside } from '#acts/stock.ts';
import type { Here } from '../../here.ts';

/** What a volunteer can do in a visit; counting makes facts of its own. */
export type Task = ServiceWork | 'count';

/**
 * Where a visit is. `door`: it was asked to open, and is not settled; `count`: it is closed, and what
 * was counted is not saved; `end`: what came of it is on the screen.
 */
export type Step = 'where' | 'what' | 'measure' | 'door' | 'count' | 'end';

/** How the visit ended; `savedOpen`: saved, and its door was not seen to close. */
export type End =
	| { readonly kind: 'saved' | 'savedOpen' | 'withdrawn' }
	| { readonly kind: 'failed'; readonly outcome: ActOutcome };

/** What is seen of a lot while it is counted. */
export type Seen = { readonly left: number; readonly thrown: number };

const WORKS: readonly ServiceWork[] = ['clean', 'measure', 'restock', 'reopen'];
/** Beyond these nothing in a machine is measured, in degrees Celsius. */
const COLDEST = -60;
const HOTTEST = 80;

/** A volunteer's visit at the machine, from where they work to what is saved of it [S1a, F6]. */
export class Visit {
	step = $state<Step>('where');
	place = $state.raw<Place>({ kind: 'machine' });
	tasks = $state.raw<readonly Task[]>([]);
	/** The temperature as it is typed: digits, at most one point, a minus before them. */
	typed = $state('');
	door = $state.raw<DoorStep>({ kind: 'opening' });
	end = $state.raw<End>({ kind: 'saved' });
	/** By lot, where somebody has said something else than the ledger. */
	seen = $state.raw<Readonly<Record<string, Seen>>>({});
	isCounted = $state(false);
	isSaving = $state(false);
	/** The count could not be saved. */
	countFailed = $state(false);
	readonly #here: Here;
	#isCounting = false;
	#withdraw: () => void = () => undefined;

	constructor(here: Here) {
		this.#here = here;
	}

	/** What the place offers to do, in the order in which it is done. */
	readonly offers = $derived.by<readonly Task[]>(() => {
		switch (this.place.kind) {
			case 'slot':
				return this.lots.length > 0
					? ['clean', 'restock', 'measure', 'count']
					: ['clean', 'restock', 'measure'];
			case 'zone':
				return ['clean', 'measure', 'reopen'];
			case 'machine':
				return ['clean', 'restock'];
		}
	});
	/** What is behind the door. */
	readonly lots = $derived.by<readonly LotInside[]>(() => {
		const { place } = this;
		if (place.kind !== 'slot') return [];
		return this.#here.machine.inside.filter(({ lot }) => lot.slot === place.slot);
	});
	/** In degrees Celsius; null while it is not typed, or nothing in a machine is so warm or so cold. */
	readonly measuredC = $derived.by<number | null>(() => {
		const value = Number(this.typed);
		if (!/\d$/.test(this.typed) || value < COLDEST || value > HOTTEST) return null;
		return value;
	});
	/** What keeps a zone from being reopened [F6]: the warmest that it may be. Null where nothing does. */
	readonly tooWarmFor = $derived.by<number | null>(() => {
		const limit = this.#limit;
		const isTooWarm = limit !== null && this.measuredC !== null && this.measuredC > limit;
		return this.tasks.includes('reopen') && isTooWarm ? limit : null;
	});
	readonly canSave = $derived(
		this.tasks.length > 0 &&
			(!this.tasks.includes('measure') || (this.measuredC !== null && this.tooWarmFor === null))
	);

	get #limit(): number | null {
		const { machine } = this.#here;
		const storage = this.#zone?.storage;
		return storage === undefined ? null : limitOf(storage, machine.policy.cold);
	}

	get #zone(): { readonly storage: Storage } | undefined {
		const { place } = this;
		if (place.kind !== 'zone') return undefined;
		return this.#here.machine.config?.zones.find(({ zone }) => zone === place.zone);
	}

	choose(place: Place): void {
		this.place = place;
		this.tasks = [];
		this.typed = '';
		this.seen = {};
		this.isCounted = false;
		this.countFailed = false;
		this.step = 'what';
	}

	/** A zone is opened again only at a temperature that somebody measured [F6]. */
	toggle(task: Task): void {
		const has = this.tasks.includes(task);
		const others = this.tasks.filter((one) => one !== task);
		if (!has) {
			const needs: readonly Task[] = task === 'reopen' ? ['measure'] : [];
			const missing = needs.filter((one) => !others.includes(one));
			this.tasks = [...others, ...missing, task];
		} else this.tasks = task === 'measure' ? others.filter((one) => one !== 'reopen') : others;
	}

	type(key: string): void {
		const { typed } = this;
		const turned = typed.startsWith('-') ? typed.slice(1) : `-${typed}`;
		const next = key === '-' ? turned : typed + key;
		if (/^-?(\d{0,2}|\d{1,2}\.\d?)$/.test(next)) this.typed = next;
	}

	erase(): void {
		this.typed = this.typed.slice(0, -1);
	}

	/** What follows what was chosen: the temperature, the door, or the end. */
	async next(): Promise<void> {
		if (this.step === 'what' && this.tasks.includes('measure')) this.step = 'measure';
		else if (this.canSave) await this.begin();
	}

	/** Opens the door, or saves what needs none; also once more, where the door did not open. */
	async begin(): Promise<void> {
		if (this.isSaving) return;
		const { journey, machine } = this.#here;
		const done = WORKS.filter((work) => this.tasks.includes(work));
		const work = { done, measuredC: done.includes('measure') ? this.measuredC : null };
		const { place } = this;
		const { doors, deviceNow } = machine;
		this.isSaving = true;
		if (place.kind === 'slot') {
			this.door = { kind: 'opening' };
			this.step = 'door';
			journey.isWorking = true;
			let wasOpen = false;
			const use = doors.use(serviceAt(place.slot, work, deviceNow), (step) => {
				this.door = step;
				wasOpen ||= step.kind === 'open';
			});
			this.#withdraw = use.withdraw;
			this.#endWith(endOf(await use.end, wasOpen));
			journey.isWorking = false;
		} else {
			const isSaved = await doors.serve(place, work);
			const cause = new Error('The store refused it.');
			const outcome: ActOutcome = { kind: 'notSaved', cause, used: false };
			this.#endWith(isSaved ? { kind: 'saved' } : { kind: 'failed', outcome });
		}
		this.isSaving = false;
	}

	/** Nothing was done after all: the door only has to be closed. */
	withdraw(): void {
		this.#withdraw();
	}

	look(lotId: string, seen: Seen): void {
		this.seen = { ...this.seen, [lotId]: seen };
	}

	seenOf({ lot, portions }: LotInside): Seen {
		return this.seen[lot.lotId] ?? { left: portions, thrown: 0 };
	}

	async saveCount(): Promise<void> {
		if (this.#isCounting) return;
		this.#isCounting = true;
		const { machine } = this.#here;
		const counted = this.lots.map((inside): Counted => ({
			...{ lotId: inside.lot.lotId, known: inside.portions },
			...this.seenOf(inside),
			reason: reasonToDiscard(inside, machine.now)
		}));
		this.isCounted = await machine.doors.count(counted);
		this.countFailed = !this.isCounted;
		this.#isCounting = false;
		if (this.isCounted && this.step === 'count') this.step = 'end';
	}

	/** The door is closed, and nobody counts. */
	leaveCount(): void {
		this.step = 'end';
	}

	#endWith(end: End): void {
		this.end = end;
		const wasInside = end.kind === 'saved' || end.kind === 'savedOpen';
		const waits = wasInside && this.tasks.includes('count') && !this.isCounted;
		this.step = waits ? 'count' : 'end';
	}
}

function endOf(outcome: ActOutcome, wasOpen: boolean): End {
	switch (outcome.kind) {
		case 'settled':
			return { kind: 'saved' };
		case 'withdrawn':
			return { kind: 'withdrawn' };
		case 'unresolved':
			return wasOpen ? { kind: 'savedOpen' } : { kind: 'failed', outcome };
		case 'notOpened':
		case 'notSaved':
			return { kind: 'failed', outcome };
	}
}

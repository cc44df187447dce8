import type { ControllerEvent } from '#controller/event.ts';
import type { JournalEntry, JournalKeeper, JournalPosition } from '#controller/journal.ts';
import type { Act, ActEvent } from '#domain/act.ts';
import type { Millis } from '#domain/calendar.ts';
import type { ColdEvent } from '#domain/cold-chain-state.ts';
import type { FactBody } from '#domain/shapes/fact.ts';
import { instant } from '#platform/clock.ts';
import type { Draft } from '#outbox/row.ts';
import {
	begunAnew,
	boardAfter,
	EMPTY_BOARD,
	inDoubt,
	overflowed,
	sensorOf,
	withDoor
} from './board.ts';
import { stillSo } from './before-news.ts';
import type { Board, DoorMemory, LimitOf, Told } from './board.ts';
import { stepColdChain } from './keep-cold-chain.ts';
import type { KioskStore } from './kiosk-store.ts';
import { withStuckDoor, withWorkingDoor } from './report-fault.ts';

/**
 * Where a kiosk stores what its controller tells, before it is acknowledged [P3]: the position in the
 * journal, the step of the act that the event belongs to, and the facts that come of it, in one
 * transaction [S1a]; the facts carry the event's time, however late it is told. What comes again is
 * stored once. Of what was journaled before this store knew the controller only what settles an act, and
 * alerts that still stand, become facts.
 *
 * @param limitOf the warmest that a sensor's zone may be, in degrees Celsius; null where it may be warm
 */
export function keepJournal(store: KioskStore, limitOf: LimitOf): JournalKeeper {
	return {
		position: async (controllerId) =>
			(await store.recall('journals'))?.positions[controllerId] ?? null,
		keep: (entry) =>
			store.transact(async () => {
				const journals = await store.recall('journals');
				const { position } = entry;
				const { controllerId } = position;
				const positions = journals?.positions ?? {};
				const before = positions[controllerId];
				if (before && isStored(position, before)) return [];
				const last = journals && positions[journals.current];
				const isOther = last !== undefined && !isSameJournal(position, last);
				await store.remember('journals', {
					current: controllerId,
					positions: { ...positions, [controllerId]: position }
				});
				return new Keeping(store, limitOf).keep(entry, isOther);
			}, entry.at)
	};
}

function isSameJournal(one: JournalPosition, other: JournalPosition): boolean {
	const { controllerId, journalId, epoch } = one;
	return (
		controllerId === other.controllerId && journalId === other.journalId && epoch === other.epoch
	);
}

/** Of an older epoch is what a link that was replaced still had in hand. */
function isStored(position: JournalPosition, before: JournalPosition): boolean {
	return isSameJournal(position, before)
		? position.seq <= before.seq
		: position.epoch < before.epoch;
}

/** What a controller tells so soon after its start it has found so: it did not see who did it. */
const FOUND_WITHIN_MS = 1_000;
/** A door that opens so soon after it closed has swung back, and not latched [controller-link]. */
const LATCH_MS = 2_000;

type DoorMoved = Extract<ControllerEvent, { k: 'door' }>;

/** One entry, within its transaction. */
class Keeping {
	readonly #store: KioskStore;
	readonly #limitOf: LimitOf;
	/** What the controller told, which may be no news. */
	readonly #facts: Draft[] = [];
	/** What settles acts of this store: it is news whenever it is told [S1a]. */
	readonly #actFacts: Draft[] = [];
	#board: Board = EMPTY_BOARD;
	#isNews = true;

	constructor(store: KioskStore, limitOf: LimitOf) {
		this.#store = store;
		this.#limitOf = limitOf;
	}

	async keep(entry: JournalEntry, isOtherJournal: boolean): Promise<readonly Draft[]> {
		const before = (await this.#store.recall('board')) ?? EMPTY_BOARD;
		this.#board = before;
		this.#isNews = entry.position.seq >= (entry.position.newsFrom ?? 1);
		if (isOtherJournal) {
			await this.#lose(entry.at);
			this.#tell(begunAnew(this.#board));
		}
		switch (entry.kind) {
			case 'event':
				await this.#take(entry.event, entry.at);
				break;
			case 'unknown':
				this.#board = { ...this.#board, unknownEvents: this.#board.unknownEvents + 1 };
				break;
			case 'lost':
				await this.#lose(entry.at);
				this.#tell(overflowed(this.#board, entry.to - entry.from + 1));
				break;
		}
		const facts = [...this.#news(entry.position, before), ...this.#actFacts];
		if (this.#board !== before) await this.#store.remember('board', this.#board);
		return facts;
	}

	#news({ seq, newsFrom = 1 }: JournalPosition, before: Board): readonly Draft[] {
		const { stillSo: standing = [], ...board } = this.#board;
		if (this.#isNews) {
			if (standing.length > 0) this.#board = board;
			return [...standing, ...this.#facts];
		}
		const now = stillSo(standing, this.#facts);
		const isLast = seq === newsFrom - 1;
		// What was measured then begins no reading.
		this.#board = { ...board, windows: before.windows, ...(isLast ? {} : { stillSo: now }) };
		return isLast ? now : [];
	}

	async #take(event: ControllerEvent, at: Millis): Promise<void> {
		this.#tell(boardAfter(this.#board, event, at, this.#limitOf));
		const cold = coldEventOf(event, at);
		if (cold !== null) await this.#stepColdChain(cold, at);
		switch (event.k) {
			case 'unlock':
				return this.#unlocked(event.c, event.key);
			case 'door':
				return event.open === 1 ? this.#opened(event, at) : this.#closed(event);
			case 'relock':
				return this.#relocked(event.c);
			case 'fault':
				if (event.dev === 'lock' && event.c !== undefined && event.c > 0) {
					await this.#tellFaults(withStuckDoor(await this.#faults(), event.c));
				}
				return;
			case 'boot':
				return this.#restarted();
			default:
				return;
		}
	}

	async #unlocked(slot: number, key: string): Promise<void> {
		const { isOpen = false } = this.#door(slot);
		this.#remember(slot, { unlockedBy: key });
		const act = await this.#store.acts.get(key);
		if (act) await this.#step(act, { kind: 'unlocked', isOpen });
	}

	/** Without an act it is an access, and nobody knows any more what is behind that door. */
	async #opened({ c: slot, ms, g }: DoorMoved, at: Millis): Promise<void> {
		const { unlockedBy, closedMs = -Infinity } = this.#door(slot);
		this.#remember(slot, { isOpen: true, wasNotPulled: undefined });
		await this.#tellFaults(withWorkingDoor(await this.#faults(), slot));
		const act = await this.#stepAt(slot, { kind: 'opened', grams: g ?? null });
		if (act?.state === 'open') return;
		const earlier = unlockedBy === undefined ? undefined : await this.#store.acts.get(unlockedBy);
		// Its fact has said already that nobody knows.
		if (earlier?.state === 'unresolved') return;
		const wasWatched = ms >= FOUND_WITHIN_MS && ms - closedMs >= LATCH_MS;
		const cause = unlockedBy === undefined && wasWatched ? 'forced' : 'unknown';
		const access: FactBody<'access'> = {
			...{ type: 'access', slot, openedAt: instant(at), cause }
		};
		this.#facts.push(access);
	}

	async #closed({ c: slot, ms, g }: DoorMoved): Promise<void> {
		this.#remember(slot, { isOpen: undefined, unlockedBy: undefined, closedMs: ms });
		await this.#stepAt(slot, { kind: 'closed', grams: g ?? null });
	}

	/** Somebody may have thought better of it. Twice in a row the door is taken for stuck. */
	async #relocked(slot: number): Promise<void> {
		const { wasNotPulled } = this.#door(slot);
		this.#remember(slot, { unlockedBy: undefined, wasNotPulled: true });
		await this.#stepAt(slot, { kind: 'relocked' });
		if (wasNotPulled) await this.#tellFaults(withStuckDoor(await this.#faults(), slot));
	}

	/** Its locks are locked now; what its doors did meanwhile it has not seen. */
	async #restarted(): Promise<void> {
		for (const slot of Object.keys(this.#board.doors).map(Number)) {
			this.#remember(slot, { unlockedBy: undefined, closedMs: undefined });
		}
		await this.#stepAll({ kind: 'restarted' });
	}

	async #lose(at: Millis): Promise<void> {
		this.#board = inDoubt(this.#board);
		await this.#stepColdChain({ kind: 'lost' }, at);
		await this.#stepAll({ kind: 'journalLost' });
	}

	async #stepColdChain(event: ColdEvent, at: Millis): Promise<void> {
		const isNews = this.#isNews;
		this.#facts.push(...(await stepColdChain(this.#store, event, { at, isNews })));
	}

	async #stepAll(event: ActEvent): Promise<void> {
		for (const act of await this.#store.openActs()) await this.#step(act, event);
	}

	async #stepAt(slot: number, event: ActEvent): Promise<Act | null> {
		const act = (await this.#store.openActs()).find((open) => open.slot === slot);
		return act ? this.#step(act, event) : null;
	}

	async #step(before: Act, event: ActEvent): Promise<Act> {
		const { act, facts } = await this.#store.step(before, event);
		this.#actFacts.push(...facts);
		return act;
	}

	#door(slot: number): DoorMemory {
		return this.#board.doors[slot] ?? {};
	}

	#remember(slot: number, change: { [K in keyof DoorMemory]: DoorMemory[K] | undefined }): void {
		const next = Object.entries({ ...this.#door(slot), ...change });
		const known = next.filter(([, value]) => value !== undefined);
		this.#board = withDoor(this.#board, slot, Object.fromEntries(known));
	}

	#tell({ board, facts }: Told): void {
		this.#board = board;
		this.#facts.push(...facts);
	}

	async #faults(): Promise<readonly number[]> {
		return (await this.#store.recall('faults')) ?? [];
	}

	async #tellFaults(told: ReturnType<typeof withStuckDoor>): Promise<void> {
		if (told.facts.length > 0) await this.#store.remember('faults', told.faults);
		this.#facts.push(...told.facts);
	}
}

/** What of an event the cold chain is judged by; null for what says nothing of it. */
function coldEventOf(event: ControllerEvent, at: Millis): ColdEvent | null {
	const { ms } = event;
	switch (event.k) {
		case 'temp':
			return { kind: 'measured', sensor: sensorOf(event.p), celsius: event.dC / 10, ms, at };
		case 'door':
			return event.open === 1 ? { kind: 'opened', slot: event.c, ms, at } : null;
		case 'boot':
			return { kind: 'started', ms, at };
		case 'fault':
			return event.dev === 'probe' && event.c !== undefined
				? { kind: 'broken', sensor: sensorOf(event.c), ms, at }
				: null;
		default:
			return null;
	}
}

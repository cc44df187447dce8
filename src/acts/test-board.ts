import type { Controller, DoorEvent, LinkState, Unlocked } from '#controller/controller.ts';
import type { ControllerEvent } from '#controller/event.ts';
import type { JournalKeeper } from '#controller/journal.ts';
import type { Through } from './test-steps.ts';

export type BoardOptions = {
	readonly slots: readonly number[];
	readonly sleep: (ms: number) => Promise<void>;
	/** How long a person takes to pull the door open, and then to close it; null: never. */
	readonly opensAfterMs: number | null;
	readonly closesAfterMs: number | null;
};

/** Without its first letter an event as it is written: the board adds its uptime. */
type Happening = { [E in ControllerEvent as E['k']]: Omit<E, 'ms'> }[ControllerEvent['k']];

/** Locked again after so long, where nobody pulled. */
const RELOCKS_AFTER_MS = 8_000;

/** A controller with its journal and its doors: it goes on whatever becomes of the page. */
export class TestBoard {
	journal: { readonly seq: number; readonly event: ControllerEvent }[] = [];
	/** How often each key has released a lock: more than once is what must never be. */
	readonly pulses = new Map<string, number>();
	/** Slots whose door was opened, in order. */
	readonly opened: number[] = [];
	readonly open = new Set<number>();
	readonly jammed = new Set<number>();
	controllerId = 'board1';
	journalId = '5eed0001';
	/** The first event that it still has: what was acknowledged is forgotten. */
	first = 1;
	/** Nobody closes a door before. */
	untilThen: Promise<unknown> = Promise.resolve();
	/** Ends when nobody is at a door any more. */
	people: Promise<unknown> = Promise.resolve();
	readonly #with: BoardOptions;
	readonly #listeners = new Set<() => void>();

	constructor(options: BoardOptions) {
		this.#with = options;
		this.write({ k: 'boot', why: 0 });
	}

	write(happening: Happening): void {
		const seq = this.journal.length + 1;
		this.journal.push({ seq, event: { ...happening, ms: seq } });
		for (const listener of this.#listeners) listener();
	}

	/** Its electronics are replaced: another journal, and the doors as they are found. */
	replace(): void {
		this.controllerId = 'board2';
		this.journalId = '5eed0002';
		this.journal = [];
		this.first = 1;
		this.write({ k: 'boot', why: 0 });
		for (const slot of this.open) this.write({ k: 'door', c: slot, open: 1 });
	}

	onWrite(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** In the order of the protocol: the key, the lock, the journal, the pulse. */
	unlock(slot: number, key: string, withinMs: number): Unlocked {
		if (this.pulses.has(key)) return 'done';
		if (withinMs < 0) return 'late';
		if (!this.#with.slots.includes(slot) || this.jammed.has(slot)) return 'fault';
		this.write({ k: 'unlock', c: slot, key });
		this.pulses.set(key, (this.pulses.get(key) ?? 0) + 1);
		const use = this.#use(slot);
		this.people = Promise.all([this.people, use]);
		return 'done';
	}

	/** Somebody moves a door by hand. */
	move(slot: number, isOpen: boolean): void {
		if (this.open.has(slot) === isOpen) return;
		if (isOpen) this.open.add(slot);
		else this.open.delete(slot);
		if (isOpen) this.opened.push(slot);
		this.write({ k: 'door', c: slot, open: isOpen ? 1 : 0 });
	}

	async #use(slot: number): Promise<void> {
		const { sleep, opensAfterMs, closesAfterMs } = this.#with;
		const { controllerId } = this;
		if (opensAfterMs === null) {
			await sleep(RELOCKS_AFTER_MS);
			if (this.controllerId === controllerId) this.write({ k: 'relock', c: slot });
			return;
		}
		await sleep(opensAfterMs);
		this.move(slot, true);
		if (closesAfterMs === null) return;
		await sleep(closesAfterMs);
		await this.untilThen;
		this.move(slot, false);
	}
}

/** A page's link to the board: what is journaled is stored, acknowledged and told, in order [P3]. */
export class TestLink implements Controller {
	readonly open = new Set<number>();
	/** The page is gone. */
	readonly stop: () => void;
	/** The next answer to an unlock, or the question itself, is lost, and the link with it. */
	loses: 'answer' | 'question' | null = null;
	/** A mutant, which the crash tests have to find. */
	acksFirst = false;
	readonly #board: TestBoard;
	readonly #keeper: JournalKeeper;
	readonly #now: () => number;
	readonly #through: Through;
	readonly #doorListeners = new Set<(event: DoorEvent) => void>();
	readonly #linkListeners = new Set<(link: LinkState) => void>();
	#link: LinkState = { kind: 'ready' };
	#stored: number | null = null;
	#epoch = 1;
	#newsFrom: number | undefined;
	#pumping: Promise<void> = Promise.resolve();

	constructor(
		board: TestBoard,
		keeper: JournalKeeper,
		now: () => number,
		through: Through = (_, work) => work()
	) {
		this.#board = board;
		this.#keeper = keeper;
		this.#now = now;
		this.#through = through;
		this.stop = board.onWrite(() => void this.#pump());
	}

	get link(): LinkState {
		return this.#link;
	}

	async unlock(slot: number, key: string, withinMs: number): Promise<Unlocked> {
		if (this.#link.kind !== 'ready') return 'noLink';
		const { loses } = this;
		this.loses = null;
		const answer =
			loses === 'question'
				? 'unknown'
				: await this.#through('unlock', () =>
						Promise.resolve(this.#board.unlock(slot, key, withinMs))
					);
		if (loses === null) return answer;
		this.unplug();
		return 'unknown';
	}

	onDoor(listener: (event: DoorEvent) => void): () => void {
		this.#doorListeners.add(listener);
		return () => this.#doorListeners.delete(listener);
	}

	onLink(listener: (link: LinkState) => void): () => void {
		this.#linkListeners.add(listener);
		return () => this.#linkListeners.delete(listener);
	}

	unplug(): void {
		this.#set({ kind: 'lost', reason: 'unplugged' });
	}

	/** Ready once all that was journaled is stored. */
	async plug(): Promise<void> {
		this.#set({ kind: 'syncing' });
		this.#stored = null;
		await this.#pump();
		this.open.clear();
		for (const slot of this.#board.open) this.open.add(slot);
		if (this.#link.kind === 'syncing') this.#set({ kind: 'ready' });
	}

	/** Ends when all that was journaled up to now is stored. */
	async idle(): Promise<void> {
		await this.#pump();
	}

	#pump(): Promise<void> {
		this.#pumping = this.#pumping.then(() => this.#deliver());
		return this.#pumping;
	}

	async #deliver(): Promise<void> {
		const { journal, controllerId } = this.#board;
		try {
			let stored = this.#stored ?? (await this.#position(controllerId));
			while (stored < journal.length && this.#isUp()) {
				const position = {
					...{ controllerId, journalId: this.#board.journalId, epoch: this.#epoch },
					...(this.#newsFrom === undefined ? {} : { newsFrom: this.#newsFrom })
				};
				const at = this.#now();
				const { first } = this.#board;
				if (first > stored + 1) {
					const lost = { kind: 'lost' as const, from: stored + 1, to: first - 1 };
					await this.#keeper.keep({ ...lost, at, position: { ...position, seq: lost.to } });
					this.#stored = stored = lost.to;
					continue;
				}
				const entry = journal[stored];
				if (!entry) return;
				const { seq, event } = entry;
				if (this.acksFirst) await this.#acknowledge(seq);
				await this.#keeper.keep({ kind: 'event', event, at, position: { ...position, seq } });
				this.#stored = stored = seq;
				if (!this.acksFirst) await this.#acknowledge(seq);
				if (event.k === 'door') this.#tell({ slot: event.c, open: event.open === 1 });
			}
		} catch {
			this.#set({ kind: 'lost', reason: 'store' });
		}
	}

	/** What the hello says is stored counts as acknowledged. */
	async #position(controllerId: string): Promise<number> {
		const position = await this.#keeper.position(controllerId);
		const isSame = position?.journalId === this.#board.journalId;
		if (position) this.#epoch = isSame ? position.epoch : position.epoch + 1;
		if (isSame) this.#newsFrom = position.newsFrom;
		else if (!position) this.#newsFrom = this.#board.journal.length + 1;
		const stored = isSame ? position.seq : 0;
		this.#board.first = Math.max(this.#board.first, stored + 1);
		return stored;
	}

	async #acknowledge(seq: number): Promise<void> {
		await this.#through('ack', () => {
			this.#board.first = Math.max(this.#board.first, seq + 1);
			return Promise.resolve();
		});
	}

	#isUp(): boolean {
		return this.#link.kind === 'ready' || this.#link.kind === 'syncing';
	}

	#tell({ slot, open }: { slot: number; open: boolean }): void {
		if (open) this.open.add(slot);
		else this.open.delete(slot);
		for (const listener of this.#doorListeners) {
			listener({ kind: 'door', slot, open, at: this.#now() });
		}
	}

	#set(link: LinkState): void {
		this.#link = link;
		for (const listener of this.#linkListeners) listener(link);
	}
}

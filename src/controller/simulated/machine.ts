import type { PortSource } from '../port.ts';
import { Board, type BoardOptions, type BootReason, type Parts } from './board.ts';
import type { Hardware } from './hardware.ts';
import { BoardJournal } from './journal.ts';
import { Line } from './line.ts';
import { PowerCut, type Memory } from './memory.ts';
import { arrives, stands, USUAL, weightAfter, type Habit, type Visit } from './person.ts';
import { changed, later, newWorld, type Compartment, type World } from './physics.ts';
import { load, save } from './saved.ts';

/** So long a page may be away as if the machine had gone on without it; longer was a power cut. */
const AWAY_MS = 10 * 60_000;
const MAINS_MV = 12_400;
const BATTERY_MV = 11_800;

export type MachineOptions = {
	readonly slots: readonly number[];
	readonly memory: Memory;
	/** Milliseconds on a clock that nobody can set. */
	readonly uptime: () => number;
	/** Milliseconds since 1970, only to know how long no page was there. */
	readonly now: () => number;
	/** Runs a task later; returns how to stop it. */
	readonly after: (ms: number, task: () => void) => () => void;
	/** From 0 to below 1, of real chance. */
	readonly random: () => number;
	readonly habit?: Habit;
	readonly id?: string;
	readonly journalSize?: number;
	readonly parts?: Partial<Parts>;
	/** A lock was released. */
	readonly onPulse?: (slot: number) => void;
};

/** What somebody who stands before it sees. */
export type MachineView = {
	readonly isOn: boolean;
	readonly isPlugged: boolean;
	readonly isSilent: boolean;
	readonly isNoisy: boolean;
	/** A host talks to it. */
	readonly hasHost: boolean;
	readonly journalId: string;
	/** Events that it has written. */
	readonly events: number;
	readonly world: World;
	readonly habit: Habit;
};

/**
 * A simulated machine that lives on its own [P9]: people, a fridge, doors, and the board that watches
 * them. A host reaches it by its port alone. A page that comes back within ten minutes finds it as if it
 * had gone on: same journal, no boot, what was due has happened. After a longer absence, and after
 * `cutPower`, the board has been without power: its session, its uptime and what it was about to do
 * are gone, its journal is not, and it writes that it started.
 */
export class SimulatedMachine {
	readonly #with: MachineOptions;
	readonly #line: Line;
	#journal: BoardJournal;
	readonly #hardware: Hardware;
	readonly #watchers = new Set<() => void>();
	readonly #offset: number;
	#world: World;
	#visits: readonly Visit[] = [];
	#habit: Habit;
	#board: Board | null = null;
	#isSilent = false;
	#beeps = 0;
	#stopTimer: () => void = () => undefined;

	constructor(options: MachineOptions) {
		const { memory, random, uptime, now, slots } = options;
		this.#with = options;
		this.#habit = options.habit ?? USUAL;
		this.#line = new Line({
			random,
			onBytes: (bytes) => {
				this.#hear(bytes);
			}
		});
		this.#journal = this.#readJournal();
		this.#hardware = this.#wires();
		const saved = load(memory);
		const away = saved ? Math.max(0, now() - saved.savedAt) : 0;
		this.#offset = (saved ? saved.at + away : 0) - uptime();
		this.#world = newWorld(slots, this.#at);
		if (saved) {
			const isSame = slots.every((slot) => saved.world.compartments.has(slot));
			this.#line.plug(saved.isPlugged);
			if (isSame) this.#world = saved.world;
			if (isSame) this.#visits = saved.visits;
			if (isSame && away <= AWAY_MS && saved.running) {
				this.#board = Board.resume(this.#boardOptions(), saved.at, saved.running);
			}
		}
		this.#enter(() => {
			if (!this.#board && saved?.running !== null) this.#boot('power');
		});
	}

	get ports(): PortSource {
		return this.#line;
	}

	get view(): MachineView {
		return {
			isOn: this.#board !== null,
			isPlugged: this.#line.isPlugged,
			isSilent: this.#isSilent,
			isNoisy: this.#line.noise > 0,
			hasHost: this.#line.isPlugged && (this.#board?.hasHost ?? false),
			journalId: this.#journal.id,
			events: this.#journal.next - 1,
			world: later(this.#world, this.#at),
			habit: this.#habit
		};
	}

	/** How often it was heard to beep. */
	get beeps(): number {
		return this.#beeps;
	}

	/** Calls after each change; returns how to stop. */
	watch(watcher: () => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	/** Somebody moves a door by hand; a locked one is broken open. */
	move(slot: number, isOpen: boolean): void {
		this.#enter((at) => {
			this.#swing(slot, isOpen, at);
		});
	}

	/** Changes a compartment: jams its lock, sticks its switch, lets its scale drift, puts something in. */
	change(slot: number, change: Partial<Compartment>): void {
		this.#enter(() => {
			this.#world = changed(this.#world, slot, change);
		});
	}

	/** Changes the weather, the mains, the probe. */
	changeWorld(
		change: Partial<Pick<World, 'celsius' | 'ambient' | 'hasMains' | 'isProbeDead'>>
	): void {
		this.#enter(() => {
			this.#world = { ...this.#world, ...change };
		});
	}

	/** How people use doors from now on. */
	useHabit(habit: Habit): void {
		this.#enter(() => {
			this.#habit = habit;
		});
	}

	/** Puts the cable in or pulls it. */
	plug(isPlugged: boolean): void {
		this.#enter(() => {
			this.#line.plug(isPlugged);
		});
	}

	/** It neither hears nor answers, and goes on journaling. */
	silence(isSilent: boolean): void {
		this.#enter(() => {
			this.#isSilent = isSilent;
		});
	}

	/** @param chance of each byte on the line to be spoiled */
	makeNoise(chance: number): void {
		this.#enter(() => {
			this.#line.noise = chance;
		});
	}

	reset(why: BootReason = 'asked'): void {
		this.#enter(() => {
			if (this.#board) this.#boot(why);
		});
	}

	cutPower(): void {
		this.#enter(() => {
			this.#board = null;
		});
	}

	restorePower(): void {
		this.#enter(() => {
			if (!this.#board) this.#boot('power');
		});
	}

	/** Its memory chip is changed while the power is off. */
	loseJournal(): void {
		this.#enter(() => {
			this.#journal.lose();
			if (this.#board) this.#boot('power');
		});
	}

	scan(type: 'qr' | 'ean' | 'code', value: string): void {
		this.#enter(() => {
			this.#board?.scan(type, value);
		});
	}

	tamper(): void {
		this.#enter(() => {
			this.#board?.tamper();
		});
	}

	/** The page goes: timers end. The machine goes on in the next page. */
	stop(): void {
		this.#stopTimer();
	}

	get #at(): number {
		return this.#with.uptime() + this.#offset;
	}

	/** Everything that was due, then what happens now, then a timer for what comes. */
	#enter(happens: (at: number) => void): void {
		const at = this.#at;
		this.#guarded(() => {
			this.#catchUp(at);
			happens(at);
			this.#board?.run(at);
		});
		this.#guarded(() => {
			this.#save();
		});
		this.#line.power(this.#board !== null);
		this.#schedule();
		for (const watcher of this.#watchers) watcher();
	}

	/** The power that goes in the middle of a write comes back at once. */
	#guarded(run: () => void): void {
		try {
			run();
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
			this.#guarded(() => {
				this.#boot('watchdog');
			});
		}
	}

	#catchUp(end: number): void {
		for (let at = this.#due; at <= end; at = this.#due) this.#advance(at);
		this.#world = later(this.#world, end);
	}

	get #due(): number {
		return Math.min(this.#board?.due ?? Infinity, ...this.#visits.map((visit) => visit.at));
	}

	#advance(at: number): void {
		this.#world = later(this.#world, at);
		for (const visit of this.#visits.filter((one) => one.at <= at)) {
			this.#visits = this.#visits.filter((one) => one !== visit);
			const { slot, opens } = visit;
			if (!opens || this.#board?.isReleased(slot)) this.#swing(slot, opens, at);
		}
		this.#board?.run(at);
	}

	#swing(slot: number, isOpen: boolean, at: number): void {
		const before = this.#world.compartments.get(slot);
		if (!before || before.isOpen === isOpen) return;
		const grams = isOpen ? before.grams : weightAfter(before.grams, this.#with.random);
		this.#world = changed(this.#world, slot, { isOpen, grams });
		this.#visits = isOpen
			? stands(this.#visits, slot, at, this.#habit)
			: this.#visits.filter((visit) => visit.slot !== slot);
	}

	#hear(bytes: Uint8Array): void {
		if (this.#isSilent || !this.#board) return;
		const before = this.#journal.next;
		const at = this.#at;
		this.#guarded(() => {
			this.#catchUp(at);
			this.#board?.receive(bytes, at);
		});
		if (this.#journal.next !== before) this.#enter(() => undefined);
		else this.#schedule();
	}

	#schedule(): void {
		this.#stopTimer();
		const { after } = this.#with;
		const wait = this.#due - this.#at;
		if (wait === Infinity) return;
		this.#stopTimer = after(Math.max(0, Math.ceil(wait)), () => {
			this.#enter(() => undefined);
		});
	}

	#save(): void {
		const { memory, now } = this.#with;
		save(memory, {
			...{ savedAt: now(), at: this.#world.at, world: this.#world, visits: this.#visits },
			...{ isPlugged: this.#line.isPlugged, running: this.#board?.running ?? null }
		});
	}

	#readJournal(): BoardJournal {
		const { memory, random, journalSize } = this.#with;
		return new BoardJournal(memory, random, journalSize);
	}

	/** It knows what its memory holds, and nothing that it was about to write. */
	#boot(why: BootReason): void {
		this.#journal = this.#readJournal();
		this.#board = Board.boot(this.#boardOptions(), this.#world.at, why);
	}

	#boardOptions(): BoardOptions {
		return {
			...{ id: this.#with.id ?? 'simulated', hardware: this.#hardware, journal: this.#journal },
			...(this.#with.parts ? { parts: this.#with.parts } : {}),
			send: (bytes) => {
				if (!this.#isSilent) this.#line.send(bytes);
			}
		};
	}

	#wires(): Hardware {
		const of = (slot: number): Compartment | undefined => this.#world.compartments.get(slot);
		const hasMains = (): boolean => this.#world.hasMains;
		return {
			slots: this.#with.slots,
			doorIsOpen: (slot) => of(slot)?.stuckAt ?? of(slot)?.isOpen ?? false,
			lockWorks: (slot) => of(slot)?.isJammed === false,
			pulse: (slot) => {
				this.#with.onPulse?.(slot);
				this.#visits = arrives(this.#visits, slot, this.#at, this.#habit);
			},
			grams: (slot) => {
				const one = of(slot);
				return one ? Math.round(one.grams + one.drift) : null;
			},
			deciCelsius: (probe) =>
				probe === 1 && !this.#world.isProbeDead ? Math.round(this.#world.celsius * 10) : null,
			get hasMains() {
				return hasMains();
			},
			get milliVolts() {
				return hasMains() ? MAINS_MV : BATTERY_MV;
			},
			light: () => undefined,
			beep: (times) => {
				this.#beeps += times;
			}
		};
	}
}

import type { PortSource } from '../port.ts';
import { Board, type BoardOptions, type BootReason } from './board.ts';
import { BoardJournal } from './journal.ts';
import { Line } from './line.ts';
import type { MachineOptions, MachineView } from './machine-options.ts';
import { PowerCut } from './memory.ts';
import { USUAL, type Habit } from './person.ts';
import { hasPower, later, type Compartment, type World } from './physics.ts';
import { load, save } from './saved.ts';
import { Street } from './street.ts';

/** So long a page may be away as if the machine had gone on without it; longer was a power cut. */
const AWAY_MS = 10 * 60_000;

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
	readonly #street: Street;
	readonly #hardware: BoardOptions['hardware'];
	readonly #watchers = new Set<() => void>();
	readonly #offset: number;
	#board: Board | null = null;
	#isSilent = false;
	#beeps = 0;
	#stopTimer: () => void = () => undefined;

	constructor(options: MachineOptions) {
		const { memory, random, uptime, now, slots } = options;
		this.#with = options;
		this.#line = new Line({
			random,
			onBytes: (bytes) => {
				this.#hear(bytes);
			}
		});
		this.#journal = this.#readJournal();
		const saved = load(memory);
		const away = saved ? Math.max(0, now() - saved.savedAt) : 0;
		this.#offset = (saved ? saved.at + away : 0) - uptime();
		this.#street = new Street({ slots, random, at: this.#at, habit: options.habit ?? USUAL });
		this.#hardware = this.#street.wires(slots, {
			now: () => this.#at,
			onPulse: (slot) => options.onPulse?.(slot),
			onBeep: (times) => {
				this.#beeps += times;
			}
		});
		if (saved) {
			this.#line.plug(saved.isPlugged);
			const isSame = slots.every((slot) => saved.world.compartments.has(slot));
			if (isSame) this.#street.restore(saved.world, saved.visits);
			if (isSame && away <= AWAY_MS && saved.running) {
				this.#board = Board.resume(this.#boardOptions(), saved.at, saved.running);
			}
		}
		this.#enter(() => {
			if (saved?.running !== null) this.#start();
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
			world: later(this.#street.world, this.#at),
			habit: this.#street.habit
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
			this.#street.swing(slot, isOpen, at);
		});
	}

	/** Changes a compartment: jams its lock, sticks its switch, lets its scale drift, puts something in. */
	change(slot: number, change: Partial<Compartment>): void {
		this.#enter(() => {
			this.#street.change(slot, change);
		});
	}

	/**
	 * Changes the weather, the mains, the battery, the probe. A board without mains and with a flat battery
	 * is off, and starts when there is power again.
	 */
	changeWorld(
		change: Partial<Pick<World, 'celsius' | 'ambient' | 'hasMains' | 'charge' | 'isProbeDead'>>
	): void {
		this.#enter(() => {
			const hadPower = this.#hasPower;
			this.#street.changeWorld(change);
			if (!hadPower) this.#start();
		});
	}

	/** How people use doors from now on. */
	useHabit(habit: Habit): void {
		this.#enter(() => {
			this.#street.habit = habit;
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
			this.#start();
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
			this.#starve();
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
		this.#street.pass(end);
	}

	get #due(): number {
		return Math.min(this.#board?.due ?? Infinity, this.#street.due);
	}

	#advance(at: number): void {
		this.#street.pass(at);
		this.#street.visit(at, (slot) => this.#board?.isReleased(slot) ?? false);
		this.#board?.run(at);
		this.#starve();
	}

	get #hasPower(): boolean {
		return hasPower(this.#street.world);
	}

	#starve(): void {
		if (!this.#hasPower) this.#board = null;
	}

	/** Its switch is on. */
	#start(): void {
		if (!this.#board && this.#hasPower) this.#boot('power');
	}

	#hear(bytes: Uint8Array): void {
		if (this.#isSilent || !this.#board) return;
		const before = this.#journal.next;
		const at = this.#at;
		this.#guarded(() => {
			this.#catchUp(at);
			this.#board?.receive(bytes, at);
		});
		if (this.#journal.next !== before || !this.#hasPower) this.#enter(() => undefined);
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
		const { world, visits } = this.#street;
		save(memory, {
			...{ savedAt: now(), at: world.at, world, visits },
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
		this.#board = Board.boot(this.#boardOptions(), this.#street.world.at, why);
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
}

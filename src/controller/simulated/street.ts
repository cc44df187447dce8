import type { Hardware } from './hardware.ts';
import { arrives, stands, weightAfter, type Habit, type Visit } from './person.ts';
import { changed, flatAt, later, milliVolts, newWorld } from './physics.ts';
import type { Compartment, World } from './physics.ts';

export type StreetOptions = {
	readonly slots: readonly number[];
	readonly at: number;
	readonly habit: Habit;
	/** From 0 to below 1, of real chance. */
	readonly random: () => number;
};

/** What hears and feels the board's wires, beside doors and scales. */
export type Hands = {
	readonly now: () => number;
	readonly onPulse: (slot: number) => void;
	readonly onBeep: (times: number) => void;
};

/** Where a machine stands: its doors, its fridge, its supply, and the people who come to it. */
export class Street {
	habit: Habit;
	#world: World;
	#visits: readonly Visit[] = [];
	readonly #random: () => number;

	constructor({ slots, at, habit, random }: StreetOptions) {
		this.habit = habit;
		this.#world = newWorld(slots, at);
		this.#random = random;
	}

	/** As it was looked at last. */
	get world(): World {
		return this.#world;
	}

	/** Who is about to move a door. */
	get visits(): readonly Visit[] {
		return this.#visits;
	}

	/** When somebody moves a door next, or the battery is flat; never is infinity. */
	get due(): number {
		return Math.min(flatAt(this.#world), ...this.#visits.map((visit) => visit.at));
	}

	/** As it was left. */
	restore(world: World, visits: readonly Visit[]): void {
		this.#world = world;
		this.#visits = visits;
	}

	/** It warms up, cools, drifts and runs flat until then. */
	pass(at: number): void {
		this.#world = later(this.#world, at);
	}

	/** Those whose time it is move their doors; nobody pulls open what is locked. */
	visit(at: number, isReleased: (slot: number) => boolean): void {
		for (const visit of this.#visits.filter((one) => one.at <= at)) {
			this.#visits = this.#visits.filter((one) => one !== visit);
			if (!visit.opens || isReleased(visit.slot)) this.swing(visit.slot, visit.opens, at);
		}
	}

	/** A door moves, whoever moves it. Behind an open one something is put in or taken out. */
	swing(slot: number, isOpen: boolean, at: number): void {
		const before = this.#world.compartments.get(slot);
		if (!before || before.isOpen === isOpen) return;
		const grams = isOpen ? before.grams : weightAfter(before.grams, this.#random);
		this.#world = changed(this.#world, slot, { isOpen, grams });
		this.#visits = isOpen
			? stands(this.#visits, slot, at, this.habit)
			: this.#visits.filter((visit) => visit.slot !== slot);
	}

	change(slot: number, change: Partial<Compartment>): void {
		this.#world = changed(this.#world, slot, change);
	}

	changeWorld(change: Partial<World>): void {
		this.#world = { ...this.#world, ...change };
	}

	/** What a board's wires lead to. */
	wires(slots: readonly number[], { now, onPulse, onBeep }: Hands): Hardware {
		const of = (slot: number): Compartment | undefined => this.#world.compartments.get(slot);
		const world = (): World => this.#world;
		return {
			slots,
			doorIsOpen: (slot) => of(slot)?.stuckAt ?? of(slot)?.isOpen ?? false,
			lockWorks: (slot) => of(slot)?.isJammed === false,
			pulse: (slot) => {
				onPulse(slot);
				this.#visits = arrives(this.#visits, slot, now(), this.habit);
			},
			grams: (slot) => {
				const one = of(slot);
				return one ? Math.round(one.grams + one.drift) : null;
			},
			deciCelsius: (probe) =>
				probe === 1 && !this.#world.isProbeDead ? Math.round(this.#world.celsius * 10) : null,
			get hasMains() {
				return world().hasMains;
			},
			get milliVolts() {
				return milliVolts(world());
			},
			light: () => undefined,
			beep: onBeep
		};
	}
}

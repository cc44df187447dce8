/** What a board's wires lead to. Slots and probes are counted from 1. */
export interface Hardware {
	readonly slots: readonly number[];
	/** What the door's switch says, which may be stuck. */
	doorIsOpen(slot: number): boolean;
	/** What the bolt's contact says. */
	lockWorks(slot: number): boolean;
	/** Half a second of current in the lock's magnet. */
	pulse(slot: number): void;
	/** What lies on the scale, in whole grams; null without a scale. */
	grams(slot: number): number | null;
	/** In tenths of a degree; null where the probe is dead or not there. */
	deciCelsius(probe: number): number | null;
	readonly hasMains: boolean;
	/** Of what feeds the board now. */
	readonly milliVolts: number;
	/** Slot 0 is the machine's own light. */
	light(slot: number, isOn: boolean): void;
	beep(times: number): void;
}

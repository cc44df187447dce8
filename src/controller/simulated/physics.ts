/** Where a fridge's temperature goes, and how fast: it is half way after ln 2 of the time. */
const SETPOINT_C = 4;
const OPEN_MS = 12 * 60_000;
const COOLING_MS = 20 * 60_000;
const WITHOUT_MAINS_MS = 5 * 3_600_000;

/** What lies behind one door, and how the door, its lock, its switch and its scale are. */
export type Compartment = {
	readonly isOpen: boolean;
	readonly isJammed: boolean;
	/** What a stuck switch says; null where it says what is so. */
	readonly stuckAt: boolean | null;
	readonly grams: number;
	/** How far the scale is off, and by how much more it is every hour. */
	readonly drift: number;
	readonly driftPerHour: number;
};

/** A machine as it stands in the street, whatever its board knows of it. Temperatures in degrees Celsius. */
export type World = {
	readonly at: number;
	readonly celsius: number;
	readonly ambient: number;
	readonly hasMains: boolean;
	readonly isProbeDead: boolean;
	readonly compartments: ReadonlyMap<number, Compartment>;
};

/** A cold fridge with every door closed and nothing inside. */
export function newWorld(slots: readonly number[], at: number): World {
	const compartment: Compartment = {
		isOpen: false,
		isJammed: false,
		stuckAt: null,
		grams: 0,
		drift: 0,
		driftPerHour: 0
	};
	return {
		at,
		celsius: SETPOINT_C,
		ambient: 22,
		hasMains: true,
		isProbeDead: false,
		compartments: new Map(slots.map((slot) => [slot, compartment]))
	};
}

/** The same machine later, where nobody has touched it: it warms up or cools, and its scales drift. */
export function later(world: World, at: number): World {
	const elapsed = Math.max(0, at - world.at);
	if (elapsed === 0) return world;
	const isOpen = [...world.compartments.values()].some((compartment) => compartment.isOpen);
	const target = isOpen || !world.hasMains ? world.ambient : SETPOINT_C;
	const span = isOpen ? OPEN_MS : world.hasMains ? COOLING_MS : WITHOUT_MAINS_MS;
	const celsius = target + (world.celsius - target) * Math.exp(-elapsed / span);
	const compartments = new Map(
		[...world.compartments].map(([slot, one]) => [
			slot,
			one.driftPerHour === 0
				? one
				: { ...one, drift: one.drift + (one.driftPerHour * elapsed) / 3_600_000 }
		])
	);
	return { ...world, at: Math.max(at, world.at), celsius, compartments };
}

/** The world with one compartment changed; a slot that is not there changes nothing. */
export function changed(world: World, slot: number, change: Partial<Compartment>): World {
	const before = world.compartments.get(slot);
	if (!before) return world;
	const compartments = new Map(world.compartments).set(slot, { ...before, ...change });
	return { ...world, compartments };
}

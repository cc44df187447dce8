/** Where a fridge's temperature goes, and how fast: it is half way after ln 2 of the time. */
const SETPOINT_C = 4;
const OPEN_MS = 12 * 60_000;
const COOLING_MS = 20 * 60_000;
const WITHOUT_MAINS_MS = 5 * 3_600_000;
/** From a full battery to a flat one without mains, and back. */
const BATTERY_LASTS_MS = 4 * 3_600_000;
const BATTERY_CHARGES_MS = 8 * 3_600_000;
const MAINS_MV = 12_400;
const FULL_MV = 11_800;
const FLAT_MV = 10_500;

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
	/** Of the board's battery, from 0, which is flat, to 1. */
	readonly charge: number;
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
		charge: 1,
		isProbeDead: false,
		compartments: new Map(slots.map((slot) => [slot, compartment]))
	};
}

/** When the battery is flat, where nobody puts the mains on; infinity where it is, or they are. */
export function flatAt({ at, charge, hasMains }: World): number {
	return hasMains || charge === 0 ? Infinity : at + charge * BATTERY_LASTS_MS;
}

/** Whether there is anything that a board could run on. */
export const hasPower = ({ hasMains, charge }: World): boolean => hasMains || charge > 0;

/** Of what feeds the board. */
export function milliVolts({ hasMains, charge }: World): number {
	return hasMains ? MAINS_MV : Math.round(FLAT_MV + charge * (FULL_MV - FLAT_MV));
}

/**
 * The same machine later, where nobody has touched it: it warms up or cools, its scales drift, and its
 * battery runs flat or is charged.
 */
export function later(world: World, at: number): World {
	const elapsed = Math.max(0, at - world.at);
	if (elapsed === 0) return world;
	const isOpen = [...world.compartments.values()].some((compartment) => compartment.isOpen);
	const target = isOpen || !world.hasMains ? world.ambient : SETPOINT_C;
	const span = isOpen ? OPEN_MS : world.hasMains ? COOLING_MS : WITHOUT_MAINS_MS;
	const celsius = target + (world.celsius - target) * Math.exp(-elapsed / span);
	const charge = world.hasMains
		? Math.min(1, world.charge + elapsed / BATTERY_CHARGES_MS)
		: at >= flatAt(world)
			? 0
			: Math.max(0, world.charge - elapsed / BATTERY_LASTS_MS);
	const compartments = new Map(
		[...world.compartments].map(([slot, one]) => [
			slot,
			one.driftPerHour === 0
				? one
				: { ...one, drift: one.drift + (one.driftPerHour * elapsed) / 3_600_000 }
		])
	);
	return { ...world, at: Math.max(at, world.at), celsius, charge, compartments };
}

/** The world with one compartment changed; a slot that is not there changes nothing. */
export function changed(world: World, slot: number, change: Partial<Compartment>): World {
	const before = world.compartments.get(slot);
	if (!before) return world;
	const compartments = new Map(world.compartments).set(slot, { ...before, ...change });
	return { ...world, compartments };
}

/** How people use doors. `null`: they never do. Milliseconds. */
export type Habit = {
	/** From the pulse of the lock until they pull. */
	readonly opensAfterMs: number | null;
	/** From the open door until it is closed again. */
	readonly closesAfterMs: number | null;
};

export const USUAL: Habit = { opensAfterMs: 800, closesAfterMs: 5_000 };

/** Somebody is about to move a door. */
export type Visit = { readonly slot: number; readonly at: number; readonly opens: boolean };

/** What somebody does at a lock that has just been released; at most one person stands at a door. */
export function arrives(visits: readonly Visit[], slot: number, at: number, habit: Habit): Visit[] {
	const others = visits.filter((visit) => visit.slot !== slot);
	if (habit.opensAfterMs === null) return others;
	return [...others, { slot, at: at + habit.opensAfterMs, opens: true }];
}

/** The door is open: they will close it. */
export function stands(visits: readonly Visit[], slot: number, at: number, habit: Habit): Visit[] {
	const others = visits.filter((visit) => visit.slot !== slot);
	if (habit.closesAfterMs === null) return others;
	return [...others, { slot, at: at + habit.closesAfterMs, opens: false }];
}

/** What lies there when they have gone, in grams: something is put in, or some of it is taken out. */
export function weightAfter(grams: number, random: () => number): number {
	const takes = grams >= 100 && random() < 0.5;
	if (takes) return Math.max(0, Math.round(grams - 100 - random() * grams));
	return Math.round(grams + 300 + random() * 1_200);
}

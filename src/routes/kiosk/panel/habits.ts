import { USUAL, type Habit } from '#controller/simulated/person.ts';

/** How people can be told to use doors. */
export const HABITS = {
	usual: USUAL,
	late: { opensAfterMs: 10_000, closesAfterMs: 5_000 },
	never: { opensAfterMs: null, closesAfterMs: null },
	leave: { opensAfterMs: 800, closesAfterMs: null }
} as const satisfies Readonly<Record<string, Habit>>;

export type HabitName = keyof typeof HABITS;

export const HABIT_NAMES = Object.keys(HABITS) as readonly HabitName[];

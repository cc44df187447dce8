import { HOUR, MINUTE, type Millis } from '#domain/calendar.ts';

/** People at one machine in each hour of its day: few at night, most when kitchens close and work ends. */
const PEOPLE_PER_HOUR = [
	...[0.8, 0.4, 0.3, 0.3, 0.4, 1.0, 2.5, 4.5],
	...[6.0, 5.0, 4.5, 5.5, 7.5, 6.0, 5.0, 5.5],
	...[7.0, 9.0, 9.5, 8.0, 7.0, 5.5, 3.0, 1.6]
];

/** The share of them who bring food: bakeries in the morning, shops and kitchens in the evening. */
const DONORS = [
	...[0.1, 0.1, 0.1, 0.1, 0.2, 0.5, 0.5, 0.4],
	...[0.3, 0.35, 0.3, 0.2, 0.15, 0.25, 0.3, 0.25],
	...[0.15, 0.15, 0.2, 0.25, 0.35, 0.45, 0.4, 0.2]
];

/** The mean pause between two people at a local hour, from 0 to 23. */
export function pauseBetweenPeople(hour: number): Millis {
	return HOUR / at(PEOPLE_PER_HOUR, hour);
}

/** How likely the next one brings food. */
export function donorShare(hour: number): number {
	return at(DONORS, hour);
}

/** Mean pauses between the rarer things in a machine's life. */
export const PAUSES = {
	/** A volunteer comes by, and takes out what is over. */
	round: 3 * HOUR,
	/** Something goes wrong with the machine. */
	trouble: 5 * HOUR,
	/** Its network goes away. */
	outage: 6 * HOUR
} as const;

/** How long it stays away: most are short, some long enough to be missed. */
export const OUTAGE: readonly [min: Millis, max: Millis] = [2 * MINUTE, 25 * MINUTE];

function at(hours: readonly number[], hour: number): number {
	const value = hours[hour];
	if (value === undefined) throw new RangeError(`No hour ${hour}.`);
	return value;
}

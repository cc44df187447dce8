import { languageTag } from '#lib/messages/messages.svelte.ts';

/** A distance as people say it: 0 m, 350 m (to ten metres), 1.2 km, 14 km. */
export function distanceWords(metres: number): string {
	const tens = Math.round(metres / 10) * 10;
	if (tens < 1_000) return unit('meter', tens, 0);
	return unit('kilometer', metres / 1_000, metres < 9_950 ? 1 : 0);
}

function unit(name: 'meter' | 'kilometer', value: number, digits: number): string {
	return new Intl.NumberFormat(languageTag(), {
		style: 'unit',
		unit: name,
		maximumFractionDigits: digits
	}).format(value);
}

/** The way is longer than the line: a third more, at 80 m a minute. */
export function minutesOnFoot(metres: number): number {
	return Math.max(1, Math.round((metres * 1.3) / 80));
}

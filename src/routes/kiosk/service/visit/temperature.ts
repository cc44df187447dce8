import { languageTag } from '#lib/messages/messages.svelte.ts';

/** So many degrees Celsius, with the digits and the sign of the language. */
export function degrees(celsius: number, digits = 1): string {
	const style = { style: 'unit', unit: 'celsius' } as const;
	return new Intl.NumberFormat(languageTag(), {
		...style,
		minimumFractionDigits: digits,
		maximumFractionDigits: 1
	}).format(celsius);
}

/** The sign between whole degrees and tenths, as the language writes it. */
export function decimalSign(): string {
	const parts = new Intl.NumberFormat(languageTag()).formatToParts(0.5);
	return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

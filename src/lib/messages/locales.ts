import type { Language } from '#domain/shapes/words.ts';

/** The languages of the app, each by its own name. */
export const LOCALES = {
	en: 'English',
	de: 'Deutsch',
	ar: 'العربية'
} as const satisfies Record<Language, string>;
export type Locale = keyof typeof LOCALES;

export function isLocale(text: string): text is Locale {
	return Object.hasOwn(LOCALES, text);
}

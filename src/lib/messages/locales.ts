/** The languages of the app, each by its own name. */
export const LOCALES = { en: 'English', de: 'Deutsch', ar: 'العربية' } as const;
export type Locale = keyof typeof LOCALES;

export function isLocale(text: string): text is Locale {
	return Object.hasOwn(LOCALES, text);
}

import type { PublicText, TextName } from '../shapes/texts.ts';
import type { Language } from '../shapes/words.ts';

/**
 * The text that a reader of a language gets. An operator's own words go before those of Exes, in
 * another language too: they alone are true of this network in every point. Undefined where there
 * is none of that name.
 */
export function textFor(
	texts: readonly PublicText[],
	name: TextName,
	language: Language
): PublicText | undefined {
	const named = texts.filter((text) => text.name === name);
	const own = named.filter((text) => !text.isDefault);
	const isTheirs = (text: PublicText) => text.language === language;
	return own.find(isTheirs) ?? own[0] ?? named.find(isTheirs) ?? named[0];
}

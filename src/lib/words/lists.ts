import { languageTag } from '#lib/messages/messages.svelte.ts';

/** Several words in a row, with the commas of the language. */
export function listWords(words: readonly string[]): string {
	return new Intl.ListFormat(languageTag(), { style: 'short', type: 'unit' }).format(words);
}

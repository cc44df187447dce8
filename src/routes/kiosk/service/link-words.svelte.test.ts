import { afterEach, describe, expect, test } from 'vitest';
import { LOCALES, type Locale } from '#lib/messages/locales.ts';
import { speak } from '#lib/messages/messages.svelte.ts';
import { linkWords } from './link-words.ts';
import { EVERY_LINK } from './service.fixture.ts';

/** What says no more than that something is wrong. */
const EMPTY_WORDS = /^\W*(error|fehler|خطأ|failed|problem)\W*$/i;

describe('[P7] every state of the link has words', () => {
	afterEach(() => speak('en'));

	test.each(Object.keys(LOCALES) as Locale[])('in %s', async (locale) => {
		await speak(locale);
		const titles = new Set<string>();
		const deeds = new Set<string>();
		for (const link of EVERY_LINK) {
			const { title, now, deed } = linkWords(link);
			for (const text of [title, now, deed]) {
				expect(text, JSON.stringify(link)).toMatch(/\p{L}.*\p{L}/u);
				expect(text, JSON.stringify(link)).not.toMatch(EMPTY_WORDS);
				expect(text, JSON.stringify(link)).not.toContain('undefined');
			}
			titles.add(title);
			deeds.add(deed);
		}
		// Nobody can act on words that are the same for two different troubles.
		expect(titles.size).toBe(EVERY_LINK.length);
		expect(deeds.size).toBe(EVERY_LINK.length);
	});

	test('only a link that is ready looks good', () => {
		const good = EVERY_LINK.filter((link) => linkWords(link).tone === 'good');
		expect(good).toEqual([{ kind: 'ready' }]);
	});
});

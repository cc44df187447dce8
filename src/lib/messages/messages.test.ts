import { expect, test } from 'vitest';
import { fill, type Catalogue, type Message } from './catalogue.ts';
import ar from './ar.ts';
import de from './de.ts';
import { en } from './en.ts';
import foodAr from './food/ar.ts';
import foodDe from './food/de.ts';
import * as food from './food/en.ts';

/** The names in braces that a message uses, over all its forms; plural forms may leave `n` out. */
function namesIn(message: Message): string[] {
	const texts = typeof message === 'string' ? [message] : Object.values(message);
	const names = texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
	return [
		...new Set(names.filter((name) => name !== undefined && name !== 'n'))
	].sort() as string[];
}

const languages: [string, Catalogue, Catalogue][] = [
	['German', en, de],
	['Arabic', en, ar],
	['German of lots', food.en, foodDe],
	['Arabic of lots', food.en, foodAr]
];

test.each(languages)(
	'%s uses the names that English uses, and leaves nothing empty',
	(_, english, words) => {
		for (const [key, message] of Object.entries(english)) {
			const other = words[key] ?? '';
			expect([key, namesIn(other)]).toEqual([key, namesIn(message)]);
			const texts = typeof other === 'string' ? [other] : Object.values(other);
			for (const text of texts) expect(text.trim(), key).not.toBe('');
		}
	}
);

test.each([
	['en', 'en', 1, '1 portion'],
	['en', 'en', 1_200, '1,200 portions'],
	['de', 'de', 0, '0 Portionen'],
	['ar', 'ar', 2, 'حصتان'],
	['ar', 'ar-EG', 3, '٣ حصص'],
	['ar', 'ar', 11, '11 حصة']
] as const)('%s (%s) says %d portions', (locale, tag, n, sentence) => {
	const { portions } = { en, de, ar }[locale];
	expect(fill(portions, locale, tag, { n })).toBe(sentence);
});

test('a value is put in as it is, even where it looks like a name in braces', () => {
	expect(fill('{day} {time}', 'en', 'en', { day: '{time}', time: '$&' })).toBe('{time} $&');
});

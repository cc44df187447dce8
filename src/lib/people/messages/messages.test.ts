import { expect, test } from 'vitest';
import { fill, type Catalogue } from '#lib/messages/catalogue.ts';
import ar from './ar.ts';
import de from './de.ts';
import { en } from './en.ts';

const languages: [string, Catalogue][] = [
	['de', de],
	['ar', ar]
];

test.each(languages)('%s says everything with the names that English uses', (_, words) => {
	for (const [key, message] of Object.entries(en as Catalogue)) {
		const names = namesIn(message);
		for (const text of textsOf(words[key] ?? '')) {
			expect(text.trim(), key).not.toBe('');
			for (const name of namesIn(text)) expect(names, key).toContain(name);
		}
	}
});

test('no count of open things is left without words in Arabic', () => {
	for (const n of [0, 1, 2, 3, 11, 100]) {
		expect(fill(ar.inboxCount, 'ar', 'ar', { n })).not.toContain('{n}');
	}
	expect(fill(ar.inboxCount, 'ar', 'ar', { n: 2 })).toBe('أمران مفتوحان، الأكثر إلحاحًا أولًا');
});

function textsOf(message: Catalogue[string]): string[] {
	return typeof message === 'string' ? [message] : Object.values(message);
}

function namesIn(message: Catalogue[string]): string[] {
	return textsOf(message).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([name]) => name));
}

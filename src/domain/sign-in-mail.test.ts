import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from './shapes/words.ts';
import { acceptedLanguage, signInMail } from './sign-in-mail.ts';

const code = '5PXW8KDAQM3TH7RYB4JC';
const publicUrl = 'https://food.example';
const mail = (language: (typeof LANGUAGES)[number], digits: string | null = '012345') =>
	signInMail(language, { digits, code, publicUrl });

describe.each(LANGUAGES)('the mail in %s', (language) => {
	test('has the digits once in the subject and once in each body, and the link', () => {
		const { subject, text, html } = mail(language);
		for (const part of [subject, text, html]) expect(part.split('012345')).toHaveLength(2);
		for (const part of [text, html]) expect(part).toContain(`${publicUrl}/sign-in/#${code}`);
		expect(subject).toContain('food.example');
		expect(`${subject}${text}${html}`).not.toMatch(/[{}]|undefined/);
		expect(text).toContain('10');
	});

	test('without digits has the long code to type', () => {
		const { subject, text, html } = mail(language, null);
		for (const part of [text, html]) {
			expect(part).toContain('5PXW-8KDA-QM3T-H7RY-B4JC');
			expect(part).toContain(`${publicUrl}/sign-in/#${code}`);
		}
		expect(subject).not.toMatch(/\d/);
	});

	test('reads in its own direction, and loads nothing', () => {
		const { html } = mail(language);
		expect(html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`);
		expect(html).not.toMatch(/<img|<script|<link|url\(/);
	});
});

test('the languages say different things', () => {
	const texts = LANGUAGES.map((language) => mail(language).text.split('\n'));
	for (const line of texts[0]!.filter((one) => /[a-z]{3}/.test(one) && !one.includes(code))) {
		expect([texts[1]!.includes(line), texts[2]!.includes(line)]).toEqual([false, false]);
	}
});

describe('the language of a header', () => {
	const rows: [string, string][] = [
		['', 'en'],
		['de', 'de'],
		['de-AT,de;q=0.9,en;q=0.8', 'de'],
		['fr, ar;q=0.7, de;q=0.5', 'ar'],
		['en;q=0.1, ar-EG;q=0.2', 'ar'],
		['de;q=0, en', 'en'],
		['*', 'en'],
		['AR', 'ar'],
		['de;q=abc', 'en'],
		[';;,,q=1', 'en'],
		['den', 'en']
	];
	test.each(rows)('%j is %s', (header, language) => {
		expect(acceptedLanguage(header, LANGUAGES)).toBe(language);
	});

	test('is one of ours whatever the header says', () => {
		fc.assert(
			fc.property(fc.string(), (header) => {
				expect(LANGUAGES).toContain(acceptedLanguage(header, LANGUAGES));
			})
		);
	});
});

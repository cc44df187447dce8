import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DETAIL_NAMES, REQUIRED_DETAILS, TEXT_NAMES, type Details } from '../shapes/texts.ts';
import { LANGUAGES } from '../shapes/words.ts';
import { blocksOf, gapsOf, type Span } from './blocks.ts';
import { textFor } from './choose.ts';
import { DEFAULT_TEXTS } from './defaults.ts';

const none = Object.fromEntries(DETAIL_NAMES.map((name) => [name, ''])) as Details;
const all = Object.fromEntries(DETAIL_NAMES.map((name) => [name, `the ${name}`])) as Details;

const spansOf = (text: string, details = none): Span[] =>
	blocksOf(text, details).flatMap((block) =>
		block.kind === 'heading' ? block.spans : block.lines.flat()
	);
const linksIn = (text: string): [string, string][] =>
	spansOf(text).flatMap((span) => (span.kind === 'link' ? [[span.text, span.href]] : []));

describe('an operator’s plain text', () => {
	test('has paragraphs with lines, headings and lists', () => {
		const blocks = blocksOf('# Who\nAda\nWeg 1\n\n\nMore.\n-5 °C\n- one\n- two\n# End\nIt.', none);
		expect(blocks.map(({ kind }) => kind)).toEqual([
			...['heading', 'paragraph', 'paragraph', 'list', 'heading', 'paragraph']
		]);
		expect(blocks[1]).toMatchObject({ lines: [[{ text: 'Ada' }], [{ text: 'Weg 1' }]] });
	});

	test.each<[string, [string, string][]]>([
		['See https://a.example/x?y=1.', [['https://a.example/x?y=1', 'https://a.example/x?y=1']]],
		['(http://a.example)', [['http://a.example', 'http://a.example']]],
		['Write to ada@a.example.', [['ada@a.example', 'mailto:ada@a.example']]],
		['Call tel:+49 30 19240 now', [['+49 30 19240', 'tel:+493019240']]],
		['javascript:alert(1) data:text/html,x //a.example ftp://a.example', []],
		['<a href="x">y</a> <script>', []],
		['a @ b, 5@ 6', []]
	])('%s has the links %j', (text, links) => {
		expect(linksIn(text)).toEqual(links);
	});

	test('whatever is written, links lead to the web, to mail or to a telephone, and no word is lost', () => {
		const piece = fc.oneof(
			fc.string(),
			fc.constantFrom(
				'https://',
				'javascript:',
				'"><img>',
				'a@b.cd',
				'tel:+1',
				' ',
				'\n',
				'#',
				'- '
			)
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
				const text = pieces
					.join('')
					.replace(/[[\]{}]/g, '')
					.replace(/#/g, '');
				const spans = spansOf(text);
				for (const span of spans) {
					if (span.kind === 'link') expect(span.href).toMatch(/^(https?:\/\/|mailto:|tel:)/i);
				}
				const said = spans.map((span) => ('text' in span ? span.text : '')).join('');
				const bare = (words: string) => words.replace(/tel:|[\s#-]/gi, '');
				expect(bare(said)).toBe(bare(text));
			})
		);
	});

	test('details stand in it, numbers can be called, gaps are told', () => {
		const details = { ...none, email: 'a@b.example', emergency: '112' };
		expect(
			spansOf('Call {{emergency}} or {{email}}, {{name}} [[the register]] {{nonsense}}', details)
		).toEqual([
			{ kind: 'text', text: 'Call ' },
			{ kind: 'link', text: '112', href: 'tel:112' },
			{ kind: 'text', text: ' or ' },
			{ kind: 'link', text: 'a@b.example', href: 'mailto:a@b.example' },
			{ kind: 'text', text: ', ' },
			{ kind: 'missing', detail: 'name' },
			{ kind: 'text', text: ' ' },
			{ kind: 'missing', detail: null, text: 'the register' },
			{ kind: 'text', text: ' ' },
			{ kind: 'text', text: '{{nonsense}}' }
		]);
	});

	test('a detail is text, whatever is in it', () => {
		const details = { ...none, name: '# {{email}} [[x]] <b>' };
		expect(spansOf('{{name}}', details)).toEqual([
			{ kind: 'value', text: '# {{email}} [[x]] <b>' }
		]);
	});

	test('a line about what need not be there is left out, one about what must is not', () => {
		expect(gapsOf('Officer: {{officer}}\nHost: {{host}}\nHost: {{host}}', none)).toEqual(['host']);
		expect(blocksOf('# Officer\nOfficer: {{officer}}\n# More', none)).toEqual([]);
	});
});

describe('the default texts', () => {
	const texts = LANGUAGES.flatMap((language) =>
		TEXT_NAMES.map((name) => [language, name, DEFAULT_TEXTS[language][name]] as const)
	);

	test.each(texts)('%s %s is whole once the details are filled in', (_, __, text) => {
		const required = Object.fromEntries(REQUIRED_DETAILS.map((name) => [name, 'x']));
		expect(gapsOf(text, { ...none, ...required, emergency: '112' })).toEqual([]);
		expect(gapsOf(text, all)).toEqual([]);
		expect(text).not.toMatch(/<\w|\[\[/);
	});

	test('say the same in every language: headings, lists and details in the same places', () => {
		const form = (text: string) =>
			blocksOf(text, all).map((block) =>
				block.kind === 'heading' ? 'heading' : `${block.kind} ${block.lines.length}`
			);
		const tokens = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String);
		for (const name of TEXT_NAMES) {
			const { en, ...others } = DEFAULT_TEXTS;
			for (const other of Object.values(others)) {
				expect(form(other[name]), name).toEqual(form(en[name]));
				expect(tokens(other[name]), name).toEqual(tokens(en[name]));
			}
		}
	});

	test('ask for every required detail somewhere, and for no other', () => {
		const asked = new Set(texts.flatMap(([, , text]) => gapsOf(text, none)));
		expect([...asked].sort()).toEqual([...REQUIRED_DETAILS].sort());
	});
});

test('an operator’s words go before ours, in another language too', () => {
	const ours = LANGUAGES.map((language) => ({
		...{ name: 'terms' as const, language, text: language },
		...{ isDefault: true, updatedAt: null }
	}));
	const theirs = { ...ours[1]!, text: 'Eigene', isDefault: false };
	expect(textFor(ours, 'terms', 'ar')?.language).toBe('ar');
	expect(textFor([...ours, theirs], 'terms', 'ar')?.text).toBe('Eigene');
	expect(textFor([...ours, theirs], 'terms', 'de')?.text).toBe('Eigene');
	expect(textFor(ours, 'privacy', 'de')).toBeUndefined();
});

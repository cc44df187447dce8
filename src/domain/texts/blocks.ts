import type { DetailName, Details } from '../shapes/texts.ts';
import { DETAIL_NAMES, REQUIRED_DETAILS } from '../shapes/texts.ts';

/**
 * A piece of a line. `value` is a detail, which may be of another direction of writing; `missing` is what an
 * operator has yet to say: a detail, or in words of the text.
 */
export type Span =
	| { readonly kind: 'text' | 'value'; readonly text: string }
	| { readonly kind: 'link'; readonly text: string; readonly href: string }
	| { readonly kind: 'missing'; readonly detail: DetailName }
	| { readonly kind: 'missing'; readonly detail: null; readonly text: string };

export type Block =
	| { readonly kind: 'heading'; readonly spans: readonly Span[] }
	| { readonly kind: 'paragraph' | 'list'; readonly lines: readonly (readonly Span[])[] };

/**
 * An operator's plain text as a page shows it: paragraphs parted by an empty line, `# ` headings, `- `
 * lists. Links are addresses of the web and of e-mail, and `tel:` numbers, found in the text: nothing
 * else becomes one, and no HTML is ever read. A heading with nothing below is left out. `{{name}}` is a detail, `[[...]]` a gap to be filled.
 */
export function blocksOf(text: string, details: Details): Block[] {
	const blocks: { kind: Block['kind']; lines: Span[][] }[] = [];
	let isOpen = false;
	for (const line of text.split(/\r\n|\r|\n/)) {
		const [, mark = '', rest = ''] = /^(?:([#-])\s+)?(.*)$/.exec(line.trim()) ?? [];
		if (rest === '') {
			isOpen = false;
			continue;
		}
		if (isLeftOut(rest, details)) continue;
		const kind = mark === '#' ? 'heading' : mark === '-' ? 'list' : 'paragraph';
		const last = blocks.at(-1);
		const spans = spansOf(rest, details);
		if (isOpen && last?.kind === kind && kind !== 'heading') last.lines.push(spans);
		else blocks.push({ kind, lines: [spans] });
		isOpen = true;
	}
	return blocks
		.filter(({ kind }, i) => kind !== 'heading' || (blocks[i + 1]?.kind ?? 'heading') !== 'heading')
		.map(({ kind, lines }) =>
			kind === 'heading' ? { kind, spans: lines.flat() } : { kind, lines }
		);
}

/** What a reader would find missing, each once: the names of details, and the words of gaps. */
export function gapsOf(text: string, details: Details): string[] {
	const found = blocksOf(text, details)
		.flatMap((block) => (block.kind === 'heading' ? block.spans : block.lines.flat()))
		.flatMap((span) => (span.kind === 'missing' ? [span.detail ?? span.text] : []));
	return [...new Set(found)];
}

const TOKEN = /\[\[(.+?)\]\]|\{\{(\w+)\}\}/g;
const LINK =
	/https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]|[^\s@<>()"',;:]{1,64}@[^\s@<>()"',;:]{1,180}\.[a-z]{2,24}|tel:\+?\d[\d ]{1,18}\d/gi;

const isDetail = (name: string): name is DetailName =>
	(DETAIL_NAMES as readonly string[]).includes(name);

/** A line about a detail that need not be there, and is not. */
function isLeftOut(line: string, details: Details): boolean {
	const names = [...line.matchAll(TOKEN)].map(([, , name = '']) => name);
	return names.some(
		(name) =>
			isDetail(name) &&
			details[name] === '' &&
			!(REQUIRED_DETAILS as readonly DetailName[]).includes(name)
	);
}

function spansOf(line: string, details: Details): Span[] {
	const spans: Span[] = [];
	let from = 0;
	for (const found of line.matchAll(TOKEN)) {
		const [token, gap, name = ''] = found;
		spans.push(...linked(line.slice(from, found.index)));
		from = found.index + token.length;
		if (gap !== undefined) spans.push({ kind: 'missing', detail: null, text: gap.trim() });
		else if (!isDetail(name)) spans.push({ kind: 'text', text: token });
		else if (details[name] === '') spans.push({ kind: 'missing', detail: name });
		else spans.push(...valueOf(name, details[name]));
	}
	return [...spans, ...linked(line.slice(from))];
}

const NUMBERS: readonly DetailName[] = ['phone', 'emergency', 'doctorLine', 'poisonLine'];

function valueOf(name: DetailName, value: string): Span[] {
	return NUMBERS.includes(name)
		? [{ kind: 'link', text: value, href: dialled(value) }]
		: linked(value).map((span) => (span.kind === 'text' ? { ...span, kind: 'value' } : span));
}

/** The link that calls a number; only what a telephone dials is in it. */
export const dialled = (number: string): string => `tel:${number.replace(/[^\d+]/g, '')}`;

function linked(text: string): Span[] {
	const spans: Span[] = [];
	let from = 0;
	const say = (until: number) => {
		if (until > from) spans.push({ kind: 'text', text: text.slice(from, until) });
	};
	for (const found of text.matchAll(LINK)) {
		const [shown] = found;
		say(found.index);
		from = found.index + shown.length;
		const isWeb = /^https?:/i.test(shown);
		const isCall = /^tel:/i.test(shown);
		spans.push({
			kind: 'link',
			text: isCall ? shown.slice(4) : shown,
			href: isWeb ? shown : isCall ? dialled(shown) : `mailto:${shown}`
		});
	}
	say(text.length);
	return spans;
}

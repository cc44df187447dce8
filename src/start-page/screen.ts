import { fill } from '#lib/messages/catalogue.ts';
import { LOCALES, type Locale } from '#lib/messages/locales.ts';
import { clockAlert } from '#lib/icons/public.ts';
import { wifiOff } from '#lib/icons/later.ts';
import { triangleAlert } from '#lib/icons/surfaces.ts';
import type { Address } from './address.ts';
import type { State } from './opening.ts';
import ar from './words/ar.ts';
import de from './words/de.ts';
import { en } from './words/en.ts';

/** What the page has to say. */
export type Said = State | Exclude<Address, { kind: 'kiosk' }>;

export type Facts = {
	/** The kiosk's, without a code; empty where there is none. */
	readonly address: string;
	/** By the device's clock. */
	readonly now: number;
};

const WORDS = { en, de, ar };
type Key = keyof typeof en;

const ICONS: Readonly<Record<string, string>> = { noNetwork: wifiOff, clock: clockAlert };

/** Fills the page, or the window of the words: what is so, in every language at once. */
export function paint(
	page: Document,
	said: Said,
	{ address, now }: Facts,
	onTap: () => void
): void {
	const what = said.kind === 'trouble' ? said.why : said.kind;
	const isWrong = what !== 'starting' && what !== 'here';
	const values = (lang: Locale): Record<string, string | number> => ({
		moment: momentOf(now, lang),
		...(said.kind === 'trouble' ? { since: momentOf(said.since, lang), n: said.tries } : {})
	});
	const say = (lang: Locale, key: Key): string => fill(WORDS[lang][key], lang, lang, values(lang));

	const stage = inEach((lang) => [say(lang, `title:${what}`)], 'h1');
	if (isWrong) stage.unshift(icon(ICONS[what] ?? triangleAlert));
	if (address !== '') stage.push(element('code', address));
	page.getElementById('stage')?.replaceChildren(...stage);

	const linesOf = (): readonly Key[] => {
		switch (said.kind) {
			case 'starting':
			case 'here':
				return [`why:${said.kind}`];
			case 'trouble':
				return [`why:${said.why}`, `do:${said.why}`, 'closed', 'since'];
			case 'addressMissing':
			case 'addressInvalid':
				return [`why:${said.kind}`, 'do:address', 'closed'];
		}
	};
	const lines = linesOf();
	page
		.getElementById('deed')
		?.replaceChildren(...inEach((lang) => lines.map((key) => say(lang, key)), 'p'));

	const button = page.getElementById('try');
	const key = said.kind === 'here' ? 'show' : 'try';
	button?.replaceChildren(...inEach((lang) => [say(lang, key)], 'span'));
	button?.toggleAttribute('hidden', said.kind !== 'here' && said.kind !== 'trouble');
	if (button) button.onclick = onTap;
	const clock = page.getElementById('clock');
	if (clock)
		clock.textContent = new Date(now - offsetOf(now)).toISOString().slice(0, 16).replace('T', ' ');
}

/** Minutes that the device's zone is behind, in milliseconds. */
const offsetOf = (at: number): number => new Date(at).getTimezoneOffset() * 60_000;

const momentOf = (at: number, lang: Locale): string =>
	new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' }).format(at);

/** The same in each language, in a block that says which it is. */
function inEach(textsIn: (lang: Locale) => readonly string[], tag: string): Element[] {
	return (Object.keys(LOCALES) as Locale[]).map((lang) => {
		const block = element('div', '');
		block.lang = lang;
		block.dir = lang === 'ar' ? 'rtl' : 'ltr';
		block.append(...textsIn(lang).map((text) => element(tag, text)));
		return block;
	});
}

function element(tag: string, text: string): HTMLElement {
	const made = document.createElement(tag);
	made.textContent = text;
	return made;
}

const SVG = 'http://www.w3.org/2000/svg';

function icon(d: string): Element {
	const svg = document.createElementNS(SVG, 'svg');
	svg.setAttribute('viewBox', '0 0 24 24');
	svg.setAttribute('class', 'i');
	svg.setAttribute('aria-hidden', 'true');
	const path = document.createElementNS(SVG, 'path');
	path.setAttribute('d', d);
	svg.append(path);
	return svg;
}

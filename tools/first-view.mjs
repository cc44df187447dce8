// What a visitor's first view needs goes into two files: thirty small ones compress 5 kB worse and
// cost a request each. What every page stands on is one of them, so that the way in does not carry
// the list of fridges. What a tap brings, and what only other sections use, stays apart.

/** Modules that every page stands on, by where they stand. */
const FRAME = [
	/node_modules\/@sveltejs\//,
	/node_modules\/svelte\//,
	/vite\/preload-helper/,
	/\/src\/lib\/(Icon|Glyph|Logo|LogoMark|LanguageMenu)\.svelte/,
	/\/src\/lib\/(addresses|glyphs|icons\/public)\.ts/,
	/\/src\/lib\/messages\/(say|en|messages\.svelte|catalogue|locales)\.ts/,
	/\/src\/routes\/\+layout\./
];

/** Modules that every visitor of the list loads at once besides. */
const FIRST_VIEW = [
	/\/src\/lib\/words\/(ages|distances?)\.ts/,
	/\/src\/platform\/(location|network)\.ts/,
	/\/src\/domain\/(availability|calendar|geo|offer-window|opening-hours)\.ts/,
	/\/src\/domain\/shapes\/(words|snapshot)\.ts/,
	/\/src\/remote\/public\.ts/,
	/\/src\/routes\/\(public\)\//
];

/** Of these, what only a tap, another page or another section brings. */
const LATER = [
	/node_modules\/svelte\/src\/reactivity\/(?!create-subscriber)/,
	/\/src\/routes\/\(public\)\/(m|tapped)\//,
	/\/src\/routes\/\(public\)\/messages\/(de|ar)\.ts/,
	/\/src\/routes\/\(public\)\/(OldNews|Failed|MapPane)\.svelte/,
	/\/src\/routes\/\(public\)\/later\b/,
	/\/src\/routes\/\(public\)\/list\/(MachineList|MachineCard|Cabinet|cabinet|AgeBadge)/
];

/** @param {readonly RegExp[]} places */
const isAnyOf = (places) => (/** @type {string} */ id) =>
	places.some((place) => place.test(id)) && !LATER.some((place) => place.test(id));

/**
 * A Vite plugin for the build of the page; the server's side of the build is left alone.
 *
 * @returns {import('vite').Plugin}
 */
export function lightFirstView() {
	const groups = [
		{ name: 'frame', priority: 2, test: isAnyOf(FRAME) },
		{ name: 'first-view', priority: 1, test: isAnyOf(FIRST_VIEW) },
		// What asks the server and knows who asks: the way in loads it, and has to be light too.
		{
			name: 'ask',
			test: /\/src\/(remote\/api|platform\/(session|passkey|device-name)|lib\/update\/busy)\.ts/
		}
	];
	const client = { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } };
	return {
		name: 'light-first-view',
		config: (_, { isSsrBuild }) => (isSsrBuild ? {} : { environments: { client } })
	};
}

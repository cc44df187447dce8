// What a visitor's first view needs goes into one file: thirty small ones compress 5 kB worse and
// cost a request each. What a tap brings, and what only other sections use, stays apart.

/** Modules that every visitor loads at once, by where they stand. */
const FIRST = [
	/node_modules\/@sveltejs\//,
	/node_modules\/svelte\//,
	/vite\/preload-helper/,
	/\/src\/lib\/(Icon|Glyph|Logo|LogoMark|LanguageMenu)\.svelte/,
	/\/src\/lib\/(addresses|glyphs|icons\/public)\.ts/,
	/\/src\/lib\/messages\/(say|en|messages\.svelte|catalogue|locales)\.ts/,
	/\/src\/lib\/words\/(ages|distances?)\.ts/,
	/\/src\/platform\/(location|network)\.ts/,
	/\/src\/domain\/(availability|calendar|geo|offer-window|opening-hours)\.ts/,
	/\/src\/domain\/shapes\/(words|snapshot)\.ts/,
	/\/src\/remote\/public\.ts/,
	/\/src\/routes\/\+layout\./,
	/\/src\/routes\/\(public\)\//
];

/** Of these, what only a tap, another page or another section brings. */
const LATER = [
	/node_modules\/svelte\/src\/reactivity\//,
	/node_modules\/svelte\/src\/internal\/client\/dom\/elements\/bindings\/(?!this|shared)/,
	/\/src\/routes\/\(public\)\/(m|tapped)\//,
	/\/src\/routes\/\(public\)\/messages\/(de|ar)\.ts/,
	/\/src\/routes\/\(public\)\/(OldNews|Failed|MapPane)\.svelte/,
	/\/src\/routes\/\(public\)\/later\b/,
	/\/src\/routes\/\(public\)\/list\/(MachineList|MachineCard|Cabinet|cabinet|AgeBadge)/
];

/**
 * A Vite plugin for the build of the page; the server's side of the build is left alone.
 *
 * @returns {import('vite').Plugin}
 */
export function firstViewInOneFile() {
	const groups = [
		{
			name: 'first-view',
			/** @param {string} id */
			test: (id) => FIRST.some((place) => place.test(id)) && !LATER.some((place) => place.test(id))
		},
		// What asks the server and knows who asks: the way in loads it, and has to be light too.
		{
			name: 'ask',
			test: /\/src\/(remote\/api|platform\/(session|passkey|device-name)|lib\/update\/busy)\.ts/
		}
	];
	const client = { build: { rolldownOptions: { output: { codeSplitting: { groups } } } } };
	return {
		name: 'first-view-in-one-file',
		config: (_, { isSsrBuild }) => (isSsrBuild ? {} : { environments: { client } })
	};
}

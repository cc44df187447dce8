/**
 * The rooms of the house and the doors between them, as ESLint rules: arrows point inward, an
 * import into another room is written `#room/file.ts`, the innermost room is pure, and hooks keep
 * PocketBase's traps shut. `tests/house/rooms.test.ts` shows each rule failing.
 */
const inner = ['domain', 'outbox', 'feed', 'controller', 'remote', 'platform', 'acts', 'lib'];
const world = ['outbox', 'feed', 'controller', 'remote', 'platform'];

/** Which rooms each room may import from. @type {Record<string, string[]>} */
const doors = {
	'src/domain': [],
	...Object.fromEntries(world.map((room) => [`src/${room}`, ['domain']])),
	'src/acts': ['domain', ...world],
	'src/lib': ['domain', ...world, 'acts'],
	'src/routes': inner,
	'src/start-page': ['domain', 'platform', 'lib'],
	'src/service-worker': ['domain', 'platform'],
	'pocketbase/hooks': ['domain'],
	demo: ['domain', 'remote', 'outbox'],
	// It knows other people's servers by the contract alone.
	conformance: []
};

/** @typedef {import('eslint').Linter.Config} Config */
/** @typedef {{ selector: string, message: string }} Ban */

const FOREIGN_RUNTIME = 'This also runs in the server’s JavaScript runtime, which lacks it.';
const foreignGlobals = [
	...['AbortController', 'Intl', 'TextDecoder', 'TextEncoder', 'URL', 'URLSearchParams'],
	...['clearInterval', 'clearTimeout', 'crypto', 'document', 'fetch', 'indexedDB', 'localStorage'],
	...['navigator', 'performance', 'process', 'queueMicrotask', 'setInterval', 'setTimeout'],
	...['structuredClone', 'window']
].map((name) => ({ name, message: FOREIGN_RUNTIME }));

/** @type {Ban[]} */
const foreignSyntax = [
	{
		selector: String.raw`Literal[regex.pattern=/\\p\{/i]`,
		message: 'The server’s runtime never matches \\p{...}.'
	},
	{ selector: 'Literal[regex.flags=/[dv]/]', message: FOREIGN_RUNTIME },
	{ selector: 'ForOfStatement[await=true]', message: FOREIGN_RUNTIME },
	{ selector: ':function[async=true][generator=true]', message: FOREIGN_RUNTIME },
	{
		selector: 'CallExpression[callee.property.name=/^toLocale/]',
		message: 'Words and figures for people are made on the page; here it depends on the runtime.'
	},
	{
		selector: 'CallExpression[callee.object.name=/^(Object|Map)$/][callee.property.name="groupBy"]',
		message: FOREIGN_RUNTIME
	}
];

/** @type {Ban[]} */
const impure = [
	{
		selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
		message: 'Time is an argument.'
	},
	{ selector: 'CallExpression[callee.name="Date"]', message: 'Time is an argument.' },
	{ selector: 'Identifier[name="globalThis"]', message: 'The domain sees its arguments alone.' }
];

const OUTER_APP =
	'Inside a transaction the outer $app waits for ever for the only writer: use the argument.';
/** @type {Ban[]} */
const transactions = ['callee.property.name="runInTransaction"', 'callee.name="inTransaction"'].map(
	(call) => ({
		selector: `CallExpression[${call}] > :function Identifier[name="$app"]:not(MemberExpression[computed=false] > Identifier.property)`,
		message: OUTER_APP
	})
);
/** @type {Ban[]} */
const hooks = [
	...transactions,
	{
		selector: 'CallExpression[callee.name="routerUse"]',
		message: 'A router hook in JavaScript holds a runtime for every request: write it in Go.'
	}
];
/** @type {Ban[]} */
const entry = [
	{ selector: ':function[async=true]', message: 'PocketBase does not wait for a promise.' },
	{ selector: 'ImportDeclaration', message: 'A handler sees nothing around it: require() inside.' }
];

/** @type {Config[]} */
export const rooms = [
	...Object.entries(doors).map(([folder, allowed]) => guard(folder, allowed, bansOf(folder))),
	guard('pocketbase/hooks', ['domain'], [...foreignSyntax, ...hooks, ...entry], ['main.pb.ts']),
	{
		files: ['src/domain/**', 'pocketbase/hooks/**'],
		ignores: ['**/*.test.ts'],
		rules: { 'no-restricted-globals': ['error', ...foreignGlobals] }
	},
	{
		files: ['src/domain/**'],
		ignores: ['**/*.test.ts'],
		rules: {
			'no-restricted-properties': [
				'error',
				{ object: 'Date', property: 'now', message: 'Time is an argument.' },
				{ object: 'Math', property: 'random', message: 'Chance is an argument.' }
			]
		}
	}
];

/**
 * @param {string} folder
 * @returns {Ban[]}
 */
function bansOf(folder) {
	if (folder === 'src/domain') return [...foreignSyntax, ...impure];
	return folder === 'pocketbase/hooks' ? [...foreignSyntax, ...hooks] : [];
}

/**
 * Fails on an import from a room that is not among `allowed`, static or dynamic, and on every way
 * into another room but its name. Tests beside the code may look anywhere.
 *
 * @param {string} folder
 * @param {string[]} allowed
 * @param {Ban[]} bans
 * @param {string[]} names globs below the folder
 * @returns {Config}
 */
function guard(folder, allowed, bans, names = ['**']) {
	const room = folder.replace(/^src\//, '');
	const outer = inner.filter((name) => name !== room && !allowed.includes(name)).join('|');
	const places = [
		...inner,
		'routes',
		'service-worker',
		'start-page',
		'src',
		'demo',
		'conformance',
		'pocketbase',
		'tools',
		'tests'
	];
	const elsewhere = places.filter((name) => name !== room).join('|');
	const message = `${folder} may import from ${allowed.map((name) => `#${name}`).join(', ') || 'no other room'}.`;
	const byName = 'Name the room an import crosses into: #room/file.ts.';
	const patterns = [
		...(outer ? [{ regex: `^#(${outer})(/|$)`, message }] : []),
		{ regex: String.raw`^(\.\./)+(${elsewhere})/`, message: byName },
		{ regex: String.raw`^(\$lib|/src)(/|$)`, message: byName },
		...(folder === 'src/domain' || folder === 'pocketbase/hooks'
			? [{ regex: '^node:', message: FOREIGN_RUNTIME }]
			: [])
	];
	const dynamic = patterns.map((pattern) => ({
		selector: `ImportExpression > Literal[value=/${pattern.regex.replaceAll('/', String.raw`\u002F`)}/]`,
		message: pattern.message
	}));
	return {
		files: names.map((name) => `${folder}/${name}`),
		ignores: ['**/*.test.ts'],
		rules: {
			'no-restricted-imports': ['error', { patterns }],
			'no-restricted-syntax': ['error', ...dynamic, ...bans]
		}
	};
}

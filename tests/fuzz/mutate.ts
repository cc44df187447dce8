import type { Chance } from './chance.ts';

type Holder = Record<string, unknown> | unknown[];
/** A place in a JSON value: `holder[key]`. */
type Place = { readonly holder: Holder; readonly key: string };

/** Names that every object of JavaScript answers to, so that a table looked up by name may too. */
export const PROTOTYPE_NAMES = [
	...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty'],
	...['__defineGetter__', 'isPrototypeOf', 'toJSON', 'then', 'length', 'get', 'set']
] as const;

/** Texts that have broken somebody before. */
export const TEXTS: readonly string[] = [
	...[
		'',
		' ',
		'\t\n',
		'\u0000',
		'a\u0000b',
		'\ud800',
		'a\udfffb',
		'\udc00\ud800',
		'\ufeff',
		'\ufffe'
	],
	...[
		'\u202eabc',
		'e\u0301'.repeat(50),
		'👩‍👩‍👧‍👦',
		'𝕏',
		'ﷺ'.repeat(40),
		'ß',
		'İ',
		'\u2028\u2029',
		'\u007f\u0080'
	],
	...[
		"'; DROP TABLE facts; --",
		'" OR 1=1',
		'{:machineId}',
		'[[eventId]]',
		'{{eventId}}',
		'$1',
		'?',
		'%',
		'\\',
		'\\u0000'
	],
	...[
		'<script>alert(1)</script>',
		'../../etc/passwd',
		'null',
		'true',
		'NaN',
		'Infinity',
		'-0',
		'1e999'
	],
	...[
		'2026-02-30',
		'2026-13-01T00:00:00Z',
		'0000-00-00',
		'9999-12-31T23:59:60Z',
		'+275760-09-14T00:00:00Z'
	],
	...['2026-11-23T18:00:00+25:00', '2026-11-23', '1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
	...[
		'07',
		'+7',
		'7 ',
		'7.0',
		'0x7',
		'9007199254740993',
		'٧',
		'a'.repeat(81),
		'x'.repeat(2_001),
		'é'.repeat(8_193)
	],
	...PROTOTYPE_NAMES
];

export const NUMBERS: readonly number[] = [
	...[0, -0, -1, 0.5, -0.1, 1e-320, 1e21, 1e308, -1e308, 2 ** 31, -(2 ** 31) - 1, 2 ** 32],
	...[
		Number.MAX_SAFE_INTEGER,
		-Number.MAX_SAFE_INTEGER,
		999,
		1_000,
		9_999,
		10_000,
		200_001,
		100_001
	]
];

const OTHERS: readonly (() => unknown)[] = [
	...[() => null, () => true, () => false, () => [], () => ({}), () => [[]], () => [null]],
	...[() => ({ length: 3 }), () => Array(300).fill(0), () => deep(8, false), () => deep(40, true)]
];

function deep(levels: number, isList: boolean): unknown {
	let value: unknown = 1;
	for (let i = 0; i < levels; i++) value = isList ? [value] : { a: value };
	return value;
}

export function weird(chance: Chance): unknown {
	const kind = chance.integer(0, 2);
	if (kind === 0) return chance.one(TEXTS);
	return kind === 1 ? chance.one(NUMBERS) : chance.one(OTHERS)();
}

/** The value with one to three things wrong, or right in an unusual way; the given one is not touched. */
export function mutated<T>(value: T, chance: Chance): T {
	const root = { value: structuredClone(value) as unknown };
	const times = chance.integer(1, 3);
	for (let i = 0; i < times; i++) change(root, chance);
	return root.value as T;
}

function change(root: { value: unknown }, chance: Chance): void {
	const places = placesOf(root, root);
	const { holder, key } = chance.one(places);
	const at = holder as Record<string, unknown>;
	switch (chance.integer(0, 9)) {
		case 0:
		case 1:
		case 2:
			at[key] = weird(chance);
			return;
		case 3:
			if (holder !== root) Reflect.deleteProperty(at, key);
			return;
		case 4:
			at[key] = nudged(at[key], chance);
			return;
		case 5:
			own(inside(places, chance) ?? {}, chance.one(PROTOTYPE_NAMES), weird(chance));
			return;
		case 6:
			own(
				inside(places, chance) ?? at,
				chance.one([chance.id(), '', '\u0000', '🍎', '0']),
				weird(chance)
			);
			return;
		case 7: {
			// One field's value in another's place.
			const other = chance.one(places);
			at[key] = structuredClone((other.holder as Record<string, unknown>)[other.key]);
			return;
		}
		case 8:
			if (Array.isArray(at[key])) at[key] = repeated(at[key], chance.one([2, 20, 200]));
			else at[key] = [at[key]];
			return;
		default:
			at[key] = JSON.stringify(at[key]);
	}
}

/** A number, text or list just beside what it was. */
function nudged(value: unknown, chance: Chance): unknown {
	if (typeof value === 'number') return value + chance.one([-1, 1, 0.5, 1e6, -1e6, 2 ** 53]);
	if (typeof value === 'string') {
		const at = chance.integer(0, value.length);
		return value.slice(0, at) + chance.one(TEXTS) + value.slice(at + chance.integer(0, 1));
	}
	if (typeof value === 'boolean') return chance.one([!value, Number(value), String(value)]);
	return Array.isArray(value) ? value.slice(1) : null;
}

const repeated = (list: readonly unknown[], times: number): unknown[] =>
	Array.from({ length: times }, () => structuredClone(list)).flat();

/** As JSON.parse does it: `__proto__` becomes a key like any other. */
function own(holder: object, key: string, value: unknown): void {
	Object.defineProperty(holder, key, {
		...{ value, enumerable: true, configurable: true, writable: true }
	});
}

function inside(places: readonly Place[], chance: Chance): object | undefined {
	const objects = places.map(({ holder, key }) => (holder as Record<string, unknown>)[key]);
	const found = objects.filter(
		(one) => typeof one === 'object' && one !== null && !Array.isArray(one)
	) as object[];
	return found.length > 0 ? chance.one(found) : undefined;
}

function placesOf(holder: Holder, root: object): Place[] {
	const found: Place[] = [];
	for (const key of Object.keys(holder)) {
		found.push({ holder, key });
		const value = (holder as Record<string, unknown>)[key];
		if (typeof value === 'object' && value !== null && found.length < 2_000) {
			found.push(...placesOf(value as Holder, root));
		}
	}
	return found;
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, sortedJson, utf8Length } from './canonical.ts';

/** Objects with names that repeat over the levels, those that every object answers to among them. */
const key = fc.oneof(
	fc.constantFrom('a', 'b', 'B', '10', '9', 'constructor', 'toString', '__proto__', 'é', '😀', ''),
	fc.string()
);
const json = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4 },
		fc.jsonValue({ maxDepth: 0 }),
		fc.array(tie('value'), { maxLength: 4 }),
		fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map(
			(entries) =>
				// As a body arrives: JSON.parse makes `__proto__` a field like any other.
				JSON.parse(
					`{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
				) as unknown
		)
	)
})).value;

test('[M9] the quick way writes what sorting name by name writes', () => {
	fc.assert(
		fc.property(json, (value) => {
			expect(canonicalJson(value)).toBe(sortedJson(value));
		}),
		{ numRuns: 2_000 }
	);
});

test('[M9] the order in which names came does not matter, at any level', () => {
	expect(canonicalJson({ b: { d: 1, c: [{ f: 2, e: null }] }, a: undefined })).toBe(
		'{"b":{"c":[{"e":null,"f":2}],"d":1}}'
	);
	expect(canonicalJson({ b: { c: [{ e: null, f: 2 }], d: 1 } })).toBe(
		'{"b":{"c":[{"e":null,"f":2}],"d":1}}'
	);
});

/** Any text, with the ends of UTF-8's lengths among it; fast-check's own takes seconds to be made. */
const text = fc
	.array(
		fc.oneof(
			fc.constantFrom(0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff),
			fc.nat(0xd7ff),
			fc.integer({ min: 0xe000, max: 0x10ffff })
		)
	)
	.map((points) => String.fromCodePoint(...points));

test('bytes are counted as UTF-8 counts them', () => {
	fc.assert(
		fc.property(text, (text) => {
			expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
		})
	);
});

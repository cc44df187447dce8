import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digitsOf, groupsOf, typedDigits } from './confirmation.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('[M6] the six digits', () => {
	const table: [string, string][] = [
		['0'.repeat(64), '000000'],
		[`00000000002a${'f'.repeat(52)}`, '000042'],
		[`ffffffffffff${'0'.repeat(52)}`, '710655'],
		[sha256('a secret'), digitsOf(sha256('a secret'))]
	];
	test.each(table)('of %s are %s', (hash, digits) => {
		expect(digitsOf(hash)).toBe(digits);
	});

	test('are six of any hash, and come back as they are typed', () => {
		fc.assert(
			fc.property(fc.string(), fc.constantFrom('', ' ', '-', '  '), (secret, between) => {
				const digits = digitsOf(sha256(secret));
				expect(digits).toMatch(/^\d{6}$/);
				expect(typedDigits(` ${groupsOf(digits).join(between)}`)).toBe(digits);
			})
		);
	});

	test('of many secrets meet as seldom as chance has it, and use the whole range', () => {
		const digits = Array.from({ length: 20_000 }, (_, i) => digitsOf(sha256(`secret ${i}`)));
		// 20,000 of a million: 200 pairs are expected to meet.
		expect(digits.length - new Set(digits).size).toBeLessThan(300);
		const firsts = Map.groupBy(digits, (d) => d[0]);
		expect([...firsts.values()].every((d) => d.length > 1_750 && d.length < 2_250)).toBe(true);
	});

	test.each(['', '12345', '1234567', '12345a', '１２３４５６', '12.345', 'null'])(
		'%j is none',
		(typed) => {
			expect(typedDigits(typed)).toBeNull();
		}
	);
});

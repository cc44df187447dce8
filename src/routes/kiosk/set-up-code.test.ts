import { describe, expect, test } from 'vitest';
import { codeOf, setUpCodeIn } from './set-up-code.ts';

const HERE = 'https://food.example';
const CODE = '23456789ABCDEFGHJKLM';
const code = { kind: 'code', code: CODE, way: null };

describe('what a scanned text is to the screen that waits for its code', () => {
	test.each([
		['the code', CODE, code],
		['the link', `${HERE}/kiosk/#${CODE}`, code],
		[
			'the link that says what opens the doors',
			`${HERE}/kiosk/?doors=none#${CODE}`,
			{ ...code, way: 'none' }
		],
		['doors that are not known', `${HERE}/kiosk/?doors=magic#${CODE}`, code],
		[
			'a link for another address',
			`https://other.example/kiosk/#${CODE}`,
			{ kind: 'elsewhere', origin: 'https://other.example' }
		],
		[
			'the same address without encryption',
			`http://food.example/kiosk/#${CODE}`,
			{ kind: 'elsewhere', origin: 'http://food.example' }
		],
		['a product', '4006381333931', { kind: 'none' }],
		['a link to elsewhere on this address', `${HERE}/operator/#${CODE}`, { kind: 'none' }],
		['a link without a code', `${HERE}/kiosk/#`, { kind: 'none' }],
		['a script', 'javascript:alert(1)//kiosk#abcdefgh', { kind: 'none' }],
		['words', 'open the door please', { kind: 'none' }],
		['nothing', '', { kind: 'none' }]
	])('%s', (_, text, expected) => {
		expect(setUpCodeIn(text, HERE)).toEqual(expected);
	});

	test('a code that is no percent encoding is told as it stands', () => {
		expect(codeOf(new URL(`${HERE}/kiosk/#50%`))).toEqual({ code: '50%', way: null });
	});
});

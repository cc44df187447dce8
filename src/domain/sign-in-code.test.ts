import { describe, expect, test } from 'vitest';
import { grouped, isWholeCode, judgeAsked, typedCode, type Asked } from './sign-in-code.ts';

describe('a request for a code', () => {
	const rows: [Partial<Asked>, 'digits' | 'link' | 'nothing'][] = [
		[{}, 'digits'],
		[{ lately: 3, today: 3 }, 'digits'],
		[{ lately: 4, today: 4 }, 'nothing'],
		[{ today: 9 }, 'digits'],
		[{ today: 10 }, 'link'],
		[{ today: 39 }, 'link'],
		[{ today: 40 }, 'nothing'],
		[{ tries: 299 }, 'digits'],
		[{ tries: 300 }, 'link'],
		[{ tries: 1e9 }, 'link'],
		[{ lately: 4, tries: 1e9 }, 'nothing']
	];
	test.each(rows)('after %o brings %s', (asked, brings) => {
		expect(judgeAsked({ lately: 0, today: 0, tries: 0, ...asked })).toBe(brings);
	});
});

describe('what is typed', () => {
	const rows: [string, string, boolean][] = [
		['123456', '123456', true],
		[' 123 456 ', '123456', true],
		['Code: 12 34-56', '123456', true],
		['١٢٣٤٥٦', '123456', true],
		['۱۲۳ ۴۵۶', '123456', true],
		['\u2066012345\u2069', '012345', true],
		['12345', '12345', false],
		['1234567', '1234567', false],
		['5pxw-8kda-qm3t-h7ry-b4jc', '5pxw8kdaqm3th7ryb4jc', true],
		[' 5PXW 8KDA QM3T H7RY B4JC ', '5PXW8KDAQM3TH7RYB4JC', true],
		['5PXW-8K', '5PXW8K', false],
		['5PXW-8KDA-QM3T-H7RY-B4JC-X', '5PXW8KDAQM3TH7RYB4JCX', false],
		['Code: 5PXW-8KDA', '58', false],
		['', '', false],
		['no', '', false]
	];
	test.each(rows)('%j is %j, all of it: %s', (typed, is, isWhole) => {
		expect([typedCode(typed), isWholeCode(is)]).toEqual([is, isWhole]);
	});

	test('a long code is written in groups, and is the same when it is typed', () => {
		const code = '5PXW8KDAQM3TH7RYB4JC';
		expect(grouped(code)).toBe('5PXW-8KDA-QM3T-H7RY-B4JC');
		expect(typedCode(grouped(code))).toBe(code);
	});
});

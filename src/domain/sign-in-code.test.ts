import { describe, expect, test } from 'vitest';
import { grouped, judgeAsked, typedCode, type Asked } from './sign-in-code.ts';

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
	const rows: [string, ReturnType<typeof typedCode>][] = [
		['123456', { digits: '123456' }],
		[' 123 456 ', { digits: '123456' }],
		['123-456', { digits: '123456' }],
		['١٢٣٤٥٦', { digits: '123456' }],
		['۱۲۳ ۴۵۶', { digits: '123456' }],
		['\u2066012345\u2069', { digits: '012345' }],
		['12345', { code: '12345' }],
		['1234567', { code: '1234567' }],
		['5pxw-8kda-qm3t-h7ry-b4jc', { code: '5pxw-8kda-qm3t-h7ry-b4jc' }],
		['', null],
		['  ', null]
	];
	test.each(rows)('%j is %o', (typed, is) => {
		expect(typedCode(typed)).toEqual(is);
	});

	test('a long code is written in groups, and is the same when it is typed', () => {
		expect(grouped('5PXW8KDAQM3TH7RYB4JC')).toBe('5PXW-8KDA-QM3T-H7RY-B4JC');
	});
});

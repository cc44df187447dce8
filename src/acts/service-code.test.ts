import { describe, expect, test } from 'vitest';
import { ServiceCode, TRIES, WAIT_MS } from './service-code.ts';

function bench() {
	const kept = new Map<string, unknown>();
	let at = 1_000;
	const store = {
		recall: (name: string) => Promise.resolve(kept.get(name) as never),
		remember: (name: string, value: unknown) => {
			kept.set(name, value);
			return Promise.resolve();
		}
	};
	const newPage = () => new ServiceCode({ store, uptime: () => at });
	return { newPage, pass: (ms: number) => (at += ms) };
}

async function miss(code: ServiceCode, times: number) {
	let last;
	for (let i = 0; i < times; i++) last = await code.enter('0000', '4711');
	return last;
}

describe('[M16] the service code', () => {
	test('opens, and a wrong one says how many tries are left', async () => {
		const code = bench().newPage();
		expect(await code.enter('4710', '4711')).toEqual({ kind: 'wrong', left: TRIES - 1 });
		expect(await code.enter('4711', '4711')).toEqual({ kind: 'right' });
		expect(await code.enter('', '4711')).toEqual({ kind: 'wrong', left: TRIES - 1 });
	});

	test('after five wrong ones not even the right one is looked at, for ten minutes', async () => {
		const { newPage, pass } = bench();
		const code = newPage();
		expect(await miss(code, TRIES)).toEqual({ kind: 'waits', ms: WAIT_MS });
		pass(WAIT_MS - 1);
		expect(await code.enter('4711', '4711')).toEqual({ kind: 'waits', ms: 1 });
		pass(1);
		expect(await code.enter('4711', '4711')).toEqual({ kind: 'right' });
	});

	test('a page that starts again gives no new tries, and waits anew', async () => {
		const { newPage, pass } = bench();
		await miss(newPage(), TRIES - 1);
		expect(await miss(newPage(), 1)).toEqual({ kind: 'waits', ms: WAIT_MS });
		pass(WAIT_MS - 1);
		expect(await newPage().enter('4711', '4711')).toEqual({ kind: 'waits', ms: WAIT_MS });
	});
});

import { describe, expect, test } from 'vitest';
import { lostSeqs } from './lost-seqs.ts';
import { openStore } from './testing.ts';

/** Ten facts of which the browser lost some rows. */
async function without(...seqs: number[]) {
	const store = openStore();
	await store.append(Array.from({ length: 10 }, () => ({ type: 'a' })));
	const { epoch, epochNumber } = await store.currentEpoch();
	await store.rows.bulkDelete(seqs.map((seq) => [epochNumber, seq]));
	const acked = (missingSeqs: number[]) => ({ epoch, throughSeq: 0, highestSeq: 10, missingSeqs });
	return { store, acked };
}
const gap = (fromSeq: number, toSeq: number) => ({
	...{ type: 'gap', fromSeq, toSeq, reason: 'evicted' }
});

describe('[S5] [M12] what the server misses and this store does not hold', () => {
	test('is said as runs, and what is held is sent instead', async () => {
		const { store, acked } = await without(2, 3, 7);
		expect(await lostSeqs(store, acked([2, 3, 4, 7]))).toEqual([gap(2, 3), gap(7, 7)]);
	});

	test('is said once', async () => {
		const { store, acked } = await without(2, 3);
		await store.append(await lostSeqs(store, acked([2, 3])));
		expect(await lostSeqs(store, acked([2, 3]))).toEqual([]);
	});

	test('is nothing where the server has it, or speaks of another epoch, or of none', async () => {
		const { store, acked } = await without(2);
		expect(await lostSeqs(store, acked([]))).toEqual([]);
		expect(await lostSeqs(store, { ...acked([2]), epoch: 'another00000000' })).toEqual([]);
		expect(await lostSeqs(store, null)).toEqual([]);
	});
});

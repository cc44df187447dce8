import { describe, expect, test } from 'vitest';
import type { Acked } from '#domain/shapes/machine.ts';
import { reopenLost } from './mark-answers.ts';
import type { Row } from './row.ts';
import { openStore } from './testing.ts';

/** Two epochs of five facts each, all answered; of the second the fourth as out of range. */
async function filled() {
	const store = openStore();
	const drafts = Array.from({ length: 5 }, () => ({ type: 'a' }));
	await store.append(drafts);
	const first = (await store.currentEpoch()).epoch;
	const second = await store.startEpoch();
	await store.append(drafts);
	await store.rows.filter(({ seq }) => seq > 0).modify(answer);
	return { store, first, second };
}

type Filled = Awaited<ReturnType<typeof filled>>;

function answer(row: Row): void {
	const isOut = row.epochNumber === 2 && row.seq === 4;
	const isBad = row.seq === 2;
	row.state = isOut || isBad ? 'deadLetter' : 'done';
	row.answer = isOut
		? { result: 'quarantined', code: 'seq_out_of_range', at: 0 }
		: isBad
			? { result: 'quarantined', code: 'malformed', at: 0 }
			: { result: 'accepted', at: 0 };
}

/** Which rows are pending, as `epoch.seq`. */
async function pending({ store }: Filled): Promise<string[]> {
	const rows = await store.inState('pending').toArray();
	return rows.map(({ epochNumber, seq }) => `${epochNumber}.${seq}`);
}

const FIRST = ['1.1', '1.2', '1.3', '1.4', '1.5'];
/** Without the one that was out of range: it would be so again. */
const SECOND = ['2.1', '2.2', '2.3', '2.5'];
const acked = (
	epoch: string,
	highestSeq: number,
	missingSeqs: number[] = []
): NonNullable<Acked> => ({ epoch, throughSeq: 0, highestSeq, missingSeqs });

type Case = [string, (of: Filled) => Acked, boolean, string[]];

describe('[M15] what becomes pending again', () => {
	test.each<Case>([
		['nothing, where the server has everything', ({ second }) => acked(second, 5), false, []],
		['what it misses', ({ second }) => acked(second, 5, [1, 2]), false, ['2.1', '2.2']],
		['not what was out of its range', ({ second }) => acked(second, 5, [4]), false, []],
		['what is above its highest', ({ second }) => acked(second, 2), false, ['2.3', '2.5']],
		['both', ({ second }) => acked(second, 2, [1]), false, ['2.1', '2.3', '2.5']],
		['a seq that this store never had', ({ second }) => acked(second, 9, [7, 8]), false, []],
		['of another’s epoch: the current one', () => acked('stranger0000000', 9), false, SECOND],
		['of an older one of ours: all that came later', ({ first }) => acked(first, 5), false, SECOND],
		[
			'and what it lacks of that one',
			({ first }) => acked(first, 3, [1]),
			false,
			['1.1', '1.4', '1.5', ...SECOND]
		],
		['of no epoch: everything', () => null, false, [...FIRST, ...SECOND]],
		[
			'another feed: older epochs too',
			({ second }) => acked(second, 5, [3]),
			true,
			[...FIRST, '2.3']
		],
		[
			'another feed and a stranger’s epoch',
			() => acked('stranger0000000', 0),
			true,
			[...FIRST, ...SECOND]
		]
	])('%s', async (_, told, feedChanged, expected) => {
		const store = await filled();
		const count = await reopenLost(store.store, told(store), feedChanged);
		expect(await pending(store)).toEqual(expected);
		expect(count).toBe(expected.length);
	});

	test('what waits for its first answer, or was set aside, stays as it is', async () => {
		const store = openStore();
		await store.append([{ type: 'a' }, { type: 'b' }]);
		await store.rows.filter(({ seq }) => seq === 2).modify({ state: 'setAside' });
		expect(await reopenLost(store, null, true)).toBe(0);
		expect((await store.rows.toArray()).map(({ state }) => state)).toEqual([
			'begin',
			'pending',
			'setAside'
		]);
	});
});

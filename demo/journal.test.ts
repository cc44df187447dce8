import type { FactResult } from '#domain/shapes/batch.ts';
import { FACTS } from '#domain/shapes/fact.ts';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { Journal } from './journal.ts';

const EPOCH = 'epoch0000000001';
const id = (n: number): string => `event${String(n).padStart(10, '0')}`;
const boot = { bootId: 'boot00000000001', bootedAt: 1_000 };

function journalOf(count: number): Journal {
	const journal = new Journal(Journal.begin(EPOCH));
	for (let n = 1; n <= count; n++) {
		const draft = {
			type: 'collect',
			lotId: 'lot000000000001',
			portions: 1,
			evidence: 'door'
		} as const;
		journal.add(draft, id(n), { at: 1_000 + n * 500, ...boot });
	}
	return journal;
}

const accepted = (...ns: number[]): FactResult[] =>
	ns.map((n) => ({ eventId: id(n), result: 'accepted' }));
const nothingNew = (): string => {
	throw new Error('No new epoch was asked for.');
};
const seqs = (journal: Journal): number[] => journal.state.waiting.map(({ seq }) => seq);

test('facts get seqs without a gap and travel in the contract’s form [M2]', () => {
	const journal = journalOf(3);
	expect(seqs(journal)).toEqual([1, 2, 3]);
	for (const { type, ...fact } of journal.next()) {
		expect(v.safeParse(FACTS[type], fact).issues).toBeUndefined();
	}
	expect(journal.next()[1]).toMatchObject({
		occurredAt: '1970-01-01T00:00:02.000Z',
		uptimeMs: 1_000,
		bootId: boot.bootId
	});
	expect(journal.oldestAt).toBe('1970-01-01T00:00:01.500Z');
});

test('a batch holds 100 facts at most, of one epoch [M12]', () => {
	const journal = journalOf(130);
	expect(journal.next()).toHaveLength(100);
	journal.answer(accepted(...Array.from({ length: 128 }, (_, i) => i + 1)), nothingNew);
	journal.state.epoch = 'epoch0000000002';
	journal.state.nextSeq = 1;
	journal.add({ type: 'alert', kind: 'full', severity: 'info', cleared: false }, id(131), {
		at: 9_000,
		...boot
	});
	expect(journal.next().map(({ epoch }) => epoch)).toEqual([EPOCH, EPOCH]);
});

test('only a fact’s own answer acknowledges it [M12]', () => {
	const journal = journalOf(3);
	journal.answer([{ eventId: null, result: 'quarantined' }, ...accepted(2)], nothingNew);
	expect(seqs(journal)).toEqual([1, 3]);
});

test('[M15] what the server does not have any more is owed again, in order', () => {
	const journal = journalOf(5);
	journal.answer(accepted(1, 2, 3, 4), nothingNew);
	const reply = { epoch: EPOCH, throughSeq: 1, highestSeq: 3, missingSeqs: [2] };
	expect(journal.owe(reply)).toBe(2);
	expect(seqs(journal)).toEqual([2, 4, 5]);
	expect(journal.owe(reply)).toBe(0);
});

test('[M15] a server that knows another epoch, or none, is owed all of this one', () => {
	for (const acked of [
		null,
		{ epoch: 'other0000000000', throughSeq: 9, highestSeq: 9, missingSeqs: [] }
	]) {
		const journal = journalOf(2);
		journal.answer(accepted(1, 2), nothingNew);
		expect(journal.owe(acked)).toBe(2);
		expect(seqs(journal)).toEqual([1, 2]);
	}
});

test('[M3a] after a seq_conflict what follows is of a new epoch', () => {
	const journal = journalOf(2);
	const conflict: FactResult = { eventId: id(1), result: 'quarantined', code: 'seq_conflict' };
	journal.answer([conflict, ...accepted(2)], () => 'epoch0000000002');
	expect(journal.state).toMatchObject({ epoch: 'epoch0000000002', nextSeq: 1, waiting: [] });
});

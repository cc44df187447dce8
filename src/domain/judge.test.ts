import { describe, expect, test } from 'vitest';
import {
	access,
	adjust,
	collect,
	context,
	discard,
	donate,
	gap,
	id,
	moveIn,
	moveOut,
	NOON,
	nothingKnown,
	outcome,
	raise,
	reading,
	safety,
	service,
	task
} from './facts.fixture.ts';
import { judge, SEQ_WINDOW } from './judge.ts';
import type { Sender, Verdict } from './judged.ts';

/** Judges one after the other, as a batch does. */
function judged(elements: unknown[], known = nothingKnown(), more = {}): Verdict[] {
	return elements.map((element) => judge(element, known, context(more)));
}
const results = (elements: unknown[], known = nothingKnown()) =>
	judged(elements, known).map(({ result }) => [result.result, result.code]);

describe('[M9] exactly once', () => {
	const table: [string, unknown[], (string | undefined)[][]][] = [
		['the first delivery applies', [donate(1)], [['accepted', undefined]]],
		[
			'the same again is a duplicate, within a batch too',
			[donate(1), donate(1)],
			[
				['accepted', undefined],
				['duplicate', 'duplicate']
			]
		],
		[
			'with its keys in another order it is the same',
			[donate(1), Object.fromEntries(Object.entries(donate(1)).reverse())],
			[
				['accepted', undefined],
				['duplicate', 'duplicate']
			]
		],
		[
			'naming the own machine, as text or number, changes nothing',
			[donate(1), { ...donate(1), machineId: '7' }, { ...donate(1), machineId: 7 }],
			[
				['accepted', undefined],
				['duplicate', 'duplicate'],
				['duplicate', 'duplicate']
			]
		],
		[
			'the same content under another seq is a duplicate',
			[donate(1), { ...donate(1), seq: 2 }],
			[
				['accepted', undefined],
				['duplicate', 'duplicate']
			]
		],
		[
			'other content under the same eventId is a conflict',
			[donate(1), donate(1, { portions: 5 })],
			[
				['accepted', undefined],
				['quarantined', 'event_conflict']
			]
		],
		[
			'an unknown field is content too',
			[donate(1), { ...donate(1), mood: 'good' }],
			[
				['accepted', undefined],
				['quarantined', 'event_conflict']
			]
		],
		[
			'another event under the same seq is a conflict',
			[donate(1), { ...collect(1), eventId: id('oth') }],
			[
				['accepted', undefined],
				['quarantined', 'seq_conflict']
			]
		],
		[
			'the same lot donated twice is added, with a warning',
			[donate(1), donate(2)],
			[
				['accepted', undefined],
				['acceptedWithWarning', 'lot_exists']
			]
		]
	];
	test.each(table)('%s', (_, elements, expected) => {
		expect(results(elements)).toEqual(expected);
	});

	test('a duplicate and a conflict move nothing', () => {
		const known = nothingKnown();
		judged([donate(1), donate(1), donate(1, { portions: 9 }), { ...donate(1), seq: 3 }], known);
		expect(known.lots.get(id('lot', 1))?.portions).toBe(4);
	});
});

describe('[M10] a fact is never lost because it makes no sense', () => {
	const warned: [string, unknown[], string][] = [
		['a pickup of a lot nobody gave', [collect(1)], 'unknown_lot'],
		['more taken than there was', [donate(1), collect(2, { portions: 9 })], 'stock_negative'],
		[
			'a use-by already past',
			[donate(1, { dateKind: 'useBy', date: '2026-11-22' })],
			'use_by_past'
		],
		[
			'prepared in the future',
			[donate(1, { dateKind: 'preparedAt', date: undefined, preparedAt: '2026-11-23T13:00:00Z' })],
			'prepared_in_future'
		],
		['a date more than five years ahead', [donate(1, { date: '2032-01-01' })], 'date_too_far'],
		['chilled food in a slot that is not', [donate(1, { storage: 'chilled' })], 'wrong_storage'],
		['an unknown slot', [donate(1, { slot: 99 })], 'unknown_slot'],
		['waste of a lot nobody gave', [discard(1)], 'unknown_lot']
	];
	test.each(warned)('%s is stored, with a warning', (_, elements, code) => {
		const known = nothingKnown();
		const last = judged(elements, known).at(-1)!;
		expect(last.result).toEqual({
			eventId: expect.any(String) as string,
			result: 'acceptedWithWarning',
			code
		});
		expect(last.kind).toBe('applied');
		expect(known.facts.has(last.result.eventId!)).toBe(true);
	});

	const malformed: [string, unknown, string][] = [
		[
			'no portions',
			{ ...donate(1), lot: { ...donate(1).lot, portions: undefined } },
			'lot.portions'
		],
		['portions as text', collect(1, { portions: '2' }), 'portions'],
		['no such day', donate(1, { date: '2026-02-30' }), 'lot.date'],
		[
			'an instant with another offset',
			collect(1, { occurredAt: '2026-11-23T12:00:00+02:00' }),
			'occurredAt'
		],
		['an unknown category', donate(1, { category: 'cake' }), 'lot.category'],
		['a date missing for its kind', donate(1, { dateKind: 'preparedAt' }), 'lot.preparedAt'],
		['a machine that is no number', collect(1, { machineId: '07' }), 'machineId'],
		[
			'an unknown allergen',
			donate(1, { allergens: { contains: ['gold'], mayContain: [], freeOf: [] } }),
			'lot.allergens.contains.0'
		]
	];
	test.each(malformed)(
		'%s is quarantined, names the field, and its seq is seen',
		(_, element, field) => {
			const known = nothingKnown();
			const verdict = judged([element], known)[0]!;
			expect(verdict.kind).toBe('quarantined');
			expect(verdict.result.code).toBe('malformed');
			expect(Object.keys(verdict.result.data ?? {})).toEqual([field]);
			expect(known.seqs.get(1)).toBe(id('eve', 1));
			expect(known.lots.size).toBe(0);
		}
	);

	test('every bad field is named at once [M21]', () => {
		const { result } = judged([donate(1, { portions: 0, slot: -1, name: ' ' })])[0]!;
		expect(Object.keys(result.data ?? {}).sort()).toEqual(['lot.name', 'lot.portions', 'lot.slot']);
	});

	test.each([
		['a newer form', { ...collect(1), v: 2 }],
		['an unknown type', { ...collect(1), type: 'teleport' }]
	])('%s is kept until the server knows it', (_, element) => {
		const verdict = judged([element])[0]!;
		expect(verdict.result.code).toBe('version_unknown');
		expect(verdict.kind === 'quarantined' && verdict.quarantined.body).toContain('"occurredAt"');
	});

	test('more than 8,192 bytes as UTF-8', () => {
		const big = { ...collect(1), extra: 'ü'.repeat(4_000) };
		expect(judged([big])[0]!.result.code).toBe('too_large');
		expect(judged([{ ...collect(1), extra: 'u'.repeat(4_000) }])[0]!.kind).toBe('applied');
	});

	test('a task told by a machine, its seq seen', () => {
		const known = nothingKnown();
		const verdict = judge(task(3), known, context());
		expect(verdict.result.code).toBe('role_may_not');
		expect(known.seqs.get(3)).toBe(id('eve', 3));
		expect(known.claims.size).toBe(0);
	});

	test('what its sender may not tell, with the time at which it happened', () => {
		const asked: unknown[] = [];
		const sender: Sender = {
			...{ kind: 'person', personId: id('per'), leads: false },
			refusal: (type, madeAt) => {
				asked.push([type, madeAt]);
				return { code: 'device_revoked', reason: 'Made before.' };
			}
		};
		const known = nothingKnown();
		const madeAt = NOON - 60_000;
		const anchors = [{ bootId: id('boo'), uptimeMs: 61_000, recordedAt: NOON }];
		const verdict = judge(donate(1), known, context({ sender, anchors }));
		expect(verdict.kind === 'quarantined' && verdict.quarantined).toMatchObject({
			...{ code: 'device_revoked', reason: 'Made before.', happenedAt: madeAt, marksSeq: true }
		});
		expect(asked).toEqual([['donate', madeAt]]);
		expect([known.facts.size, known.lots.size]).toEqual([0, 0]);
	});

	test('what is stored already stays a duplicate, whatever its sender may tell now', () => {
		const known = nothingKnown();
		judge(donate(1), known, context());
		const refusal = () => ({ code: 'role_may_not', reason: '' }) as const;
		const sender = { kind: 'person', personId: id('per'), leads: false, refusal } as const;
		expect(judge(donate(1), known, context({ sender })).kind).toBe('duplicate');
	});

	test.each([
		...[reading(1), safety(1), service(1), moveOut(1), moveIn(1), adjust(1), access(1)],
		...[outcome(1), gap(2)]
	])('$type is a fact like any other', (fact) => {
		const { kind, result } = judge(fact, nothingKnown(), context());
		expect(kind).toBe('applied');
		expect(result.code).toBe(kind === 'applied' && 'lotId' in fact ? 'unknown_lot' : undefined);
	});

	test('another machine’s fact [M2]', () => {
		const known = nothingKnown();
		const verdict = judged([collect(1, { machineId: 8 })], known)[0]!;
		expect(verdict.result.code).toBe('other_machine');
		expect(known.seqs.has(1)).toBe(true);
	});
});

describe('[M12] places', () => {
	test.each([
		['null', null],
		['a text', 'donate'],
		['a list', [1]],
		['no eventId', { ...collect(1), eventId: undefined }],
		['an eventId in capitals', { ...collect(1), eventId: 'ABCDEFGHIJKLMNO' }],
		['seq 0', { ...collect(1), seq: 0 }],
		['a fraction as seq', { ...collect(1), seq: 1.5 }]
	])('%s has no place: quarantined without eventId, no seq marked', (_, element) => {
		const known = nothingKnown();
		const verdict = judged([element], known)[0]!;
		expect(verdict.result).toMatchObject({
			eventId: null,
			result: 'quarantined',
			code: 'malformed'
		});
		expect(known.seqs.size).toBe(0);
	});

	test('a seq far above the highest seen is not marked', () => {
		const known = nothingKnown();
		expect(judged([collect(SEQ_WINDOW + 1)], known)[0]!.result.code).toBe('seq_out_of_range');
		expect(known.seqs.size).toBe(0);
		expect(judged([collect(SEQ_WINDOW)], known)[0]!.kind).toBe('applied');
	});

	test('one bad fact leaves its neighbours alone', () => {
		expect(results([donate(1), { seq: 2 }, collect(3, { portions: -1 }), collect(4)])).toEqual([
			['accepted', undefined],
			['quarantined', 'malformed'],
			['quarantined', 'malformed'],
			['accepted', undefined]
		]);
	});
});

describe('[M23] what the ledger holds', () => {
	test('free texts stand aside, the hash is that of the whole', () => {
		const spoken = discard(2, { note: ' Ada found it mouldy ' });
		const [, verdict] = judged([donate(1), spoken]);
		if (verdict?.kind !== 'applied') throw new Error('not applied');
		expect(verdict.applied.body).not.toContain('Ada');
		expect(verdict.applied.sideTexts).toEqual([{ field: 'note', value: 'Ada found it mouldy' }]);
		const silent = judged([donate(1), discard(2)])[1];
		expect(silent?.kind === 'applied' && silent.applied.contentHash).not.toBe(
			verdict.applied.contentHash
		);
	});
});

describe('[M17] alerts', () => {
	const states = (elements: unknown[], times: number[] = []) => {
		const known = nothingKnown();
		elements.forEach((element, i) =>
			judge(element, known, context({ recordedAt: NOON + (times[i] ?? 0) * 60_000 }))
		);
		return [...known.alerts.values()].map(({ alertId, state }) => [alertId, state]);
	};
	test('repeats are one alert, a clear ends it', () => {
		expect(states([raise(1), raise(2)])).toEqual([[id('eve', 1), 'open']]);
		expect(states([raise(1), raise(2, { cleared: true })])).toEqual([[id('eve', 1), 'resolved']]);
	});
	test('another place is another alert', () => {
		expect(
			states([raise(1), raise(2, { slot: 2 }), raise(3, { slot: undefined, sensor: 't1' })])
		).toHaveLength(3);
	});
	test('a raise within ten minutes of the clear reopens, a later one is new', () => {
		const clear = raise(2, { cleared: true });
		expect(states([raise(1), clear, raise(3)], [0, 1, 11])).toEqual([[id('eve', 1), 'open']]);
		expect(states([raise(1), clear, raise(3)], [0, 1, 12])).toEqual([[id('eve', 3), 'open']]);
	});
	test('the fact with the highest place decides, whenever it comes [M11]', () => {
		expect(states([raise(2, { cleared: true }), raise(1)])).toEqual([[id('eve', 2), 'resolved']]);
		expect(states([raise(3), raise(2, { cleared: true })])).toEqual([[id('eve', 3), 'open']]);
	});
});

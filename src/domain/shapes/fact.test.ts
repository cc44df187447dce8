import * as v from 'valibot';
import { expect, test } from 'vitest';
import * as make from '../facts.fixture.ts';
import { fieldErrors } from './error.ts';
import { FACTS, SIDE_FIELDS } from './fact.ts';
import { FACT_TYPES, type FactType } from './words.ts';

type More = Record<string, unknown>;

/** A right fact of each type at seq 9, with what a test changes. */
const MAKE: Record<FactType, (more?: More) => More> = {
	donate: (more = {}) => make.donate(9, {}, more),
	collect: (more) => make.collect(9, more),
	expired: (more) => make.discard(9, more),
	alert: (more) => make.raise(9, more),
	reading: (more) => make.reading(9, more),
	safety: (more) => make.safety(9, more),
	service: (more) => make.service(9, more),
	moveOut: (more) => make.moveOut(9, more),
	moveIn: (more) => make.moveIn(9, more),
	adjust: (more) => make.adjust(9, more),
	task: (more) => make.task(9, more),
	access: (more) => make.access(9, more),
	outcome: (more) => make.outcome(9, more),
	gap: (more) => make.gap(9, more)
};

/** The fields that are wrong. */
function wrong(type: FactType, more?: More): string[] {
	const parsed = v.safeParse(FACTS[type], MAKE[type](more));
	return parsed.success ? [] : Object.keys(fieldErrors(parsed.issues)).sort();
}

test.each(FACT_TYPES)('%s: one of its kind is right, and none without its envelope', (type) => {
	expect(wrong(type)).toEqual([]);
	expect(wrong(type, { eventId: undefined, uptimeMs: -1, bootId: 'X' })).toEqual([
		...['bootId', 'eventId', 'uptimeMs']
	]);
	expect(wrong(type, { mood: 'good' })).toEqual([]);
});

const long = 'x'.repeat(81);
const RIGHT: [FactType, More][] = [
	['reading', { to: '2026-11-23T11:40:00Z', minC: -100, meanC: -100, maxC: -100, samples: 1 }],
	['reading', { minC: 4, meanC: 4.000000001, maxC: 4 }],
	['safety', { state: 'unknown', aboveLimitMs: 0 }],
	[
		'service',
		{ zone: undefined, slot: 3, done: ['clean', 'measure', 'restock', 'reopen'], measuredC: 4 }
	],
	['service', { done: ['reopen'], personCode: '12 34' }],
	['moveOut', { slot: 9_999, minutesWarm: 0, portions: 999 }],
	['moveIn', { slot: undefined, minutesWarm: 90 }],
	['adjust', { portions: 0 }],
	['adjust', { portions: -999, reason: 'corrected' }],
	['adjust', { portions: 999, reason: 'returned' }],
	['task', { action: 'snooze', until: '2026-11-24T08:00:00Z', reason: 'At work.' }],
	['task', { taskId: undefined, alertId: make.id('ale', 1), action: 'done' }],
	['task', { action: 'handOver', toPersonId: make.id('per', 1) }],
	['access', { closedAt: '2026-11-23T11:50:00Z', cause: 'key' }],
	['outcome', { result: 'refused', code: 'unknown_op' }],
	['gap', { fromSeq: 1, toSeq: 8, reason: 'corrupt' }]
];
test.each(RIGHT)('%s %j is right', (type, more) => {
	expect(wrong(type, more)).toEqual([]);
});

const WRONG: [FactType, More, string[]][] = [
	['reading', { sensor: '', samples: 0 }, ['samples', 'sensor']],
	['reading', { sensor: long, minC: -101, maxC: 201 }, ['maxC', 'minC', 'sensor']],
	['reading', { to: '2026-11-23T11:39:59.999Z' }, ['to']],
	['reading', { minC: 5 }, ['maxC', 'meanC']],
	['reading', { meanC: 4.4 }, ['meanC']],
	['reading', { meanC: 2.9 }, ['meanC']],
	['reading', { meanC: Number.NaN, maxC: Infinity }, ['maxC', 'meanC']],
	['safety', { zone: '', state: 'cold', since: '2026-11-23' }, ['since', 'state', 'zone']],
	['safety', { aboveLimitMs: -1, policyVersion: undefined }, ['aboveLimitMs', 'policyVersion']],
	['service', { done: [] }, ['done']],
	['service', { done: ['clean', 'clean'] }, ['done']],
	['service', { done: ['sweep'], personCode: long }, ['done.0', 'personCode']],
	['service', { done: ['measure'] }, ['measuredC']],
	['service', { slot: 0, measuredC: 'cold' }, ['measuredC', 'slot']],
	[
		'moveOut',
		{ moveId: 'm', portions: 0, minutesWarm: 1.5 },
		['minutesWarm', 'moveId', 'portions']
	],
	['moveIn', { lotId: undefined, slot: -1, portions: 1_000 }, ['lotId', 'portions', 'slot']],
	['adjust', { portions: 1_000 }, ['portions']],
	['adjust', { portions: -1_000, reason: 'lost' }, ['portions', 'reason']],
	['adjust', { portions: 0, reason: 'corrected' }, ['portions']],
	['task', { taskId: undefined }, ['taskId']],
	['task', { alertId: make.id('ale', 1) }, ['taskId']],
	['task', { action: 'snooze' }, ['until']],
	['task', { action: 'handOver' }, ['toPersonId']],
	['task', { action: 'eat', reason: long }, ['action', 'reason']],
	['access', { slot: 0, cause: 'wind' }, ['cause', 'slot']],
	['access', { closedAt: '2026-11-23T11:49:59Z' }, ['closedAt']],
	['outcome', { commandId: '', result: 'ok', code: '' }, ['code', 'commandId', 'result']],
	['gap', { fromSeq: 0, reason: 'bored' }, ['fromSeq', 'reason']],
	['gap', { fromSeq: 5, toSeq: 4 }, ['toSeq']],
	['gap', { toSeq: 9 }, ['toSeq']]
];
test.each(WRONG)('%s %j names every field that is wrong [M21]', (type, more, fields) => {
	expect(wrong(type, more)).toEqual(fields);
});

test('a rule over two fields is told beside fields that are wrong by themselves [M21]', () => {
	expect(wrong('reading', { sensor: '', to: '2026-11-23T11:00:00Z' })).toEqual(['sensor', 'to']);
	const lot = { date: undefined, portions: 0 };
	const parsed = v.safeParse(FACTS.donate, make.donate(1, lot));
	expect(Object.keys(fieldErrors(parsed.issues ?? [])).sort()).toEqual([
		'lot.date',
		'lot.portions'
	]);
});

test('[M23] every free text and every person of a shape stands aside', () => {
	const aside = Object.values(SIDE_FIELDS).flat().sort();
	expect(aside).toEqual([
		...['donorCode', 'message', 'note', 'personCode', 'reason', 'toPersonId']
	]);
	const isPersonal = /note|message|person|donor/i;
	for (const type of FACT_TYPES) {
		const fields = Object.keys(FACTS[type].entries);
		const free = fields.filter((field) => isPersonal.test(field));
		expect(SIDE_FIELDS[type] ?? []).toEqual(expect.arrayContaining(free));
		for (const field of SIDE_FIELDS[type] ?? []) expect(fields).toContain(field);
	}
});

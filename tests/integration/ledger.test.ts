import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BatchReply, FactResult } from '../../src/domain/shapes/batch.ts';
import type { ApiError } from '../../src/domain/shapes/error.ts';
import type { StatusReply } from '../../src/domain/shapes/machine.ts';
import {
	call,
	codes,
	donation,
	machine,
	newId,
	status,
	type Answer,
	type Machine
} from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';

const HARDWARE = {
	slots: [
		{ slot: 1, storage: 'chilled', kind: 'locker', lock: 1 },
		{ slot: 2, storage: 'ambient' },
		{ slot: 3, storage: 'frozen' }
	]
};
const DAY = 24 * 3_600_000;

let server: Server;
let db: DatabaseSync;
beforeAll(async () => {
	server = await startServer();
	db = new DatabaseSync(join(server.dataDir, 'data.db'));
});
afterAll(async () => {
	db.close();
	await server.stop();
});

type Fact = Record<string, unknown> & { type: string; eventId: string; epoch: string; seq: number };

type Answered<T> = Omit<Answer, 'body'> & { readonly body: T };
type SingleReply = FactResult & ApiError & Pick<BatchReply, 'ackedThroughSeq' | 'serverTime'>;

/** An outbox of a machine, in an epoch of its own. */
function outbox(of: Machine) {
	const epoch = newId();
	let seq = 0;
	const envelope = () => without(donation({}, { epoch, seq: ++seq }), 'lot', 'evidence');
	return {
		epoch,
		donate: (lot: object = {}, more: object = {}): Fact =>
			({ type: 'donate', ...donation(lot, { epoch, seq: ++seq }), ...more }) as unknown as Fact,
		collect: (lotId: string, portions: number, more: object = {}): Fact =>
			({
				type: 'collect',
				...envelope(),
				lotId,
				portions,
				evidence: 'door',
				...more
			}) as unknown as Fact,
		discard: (lotId: string, portions: number, more: object = {}): Fact =>
			({
				type: 'expired',
				...envelope(),
				lotId,
				portions,
				reason: 'expired',
				...more
			}) as unknown as Fact,
		alert: (more: object = {}): Fact =>
			({
				...{ type: 'alert', ...envelope(), kind: 'door_open', severity: 'warning' },
				...{ cleared: false, slot: 2, ...more }
			}) as unknown as Fact,
		send: (...events: unknown[]): Promise<Answered<BatchReply>> =>
			call(server, 'POST', '/api/machine/events', { token: of.token, body: { events } })
	};
}

const lotIdOf = (fact: Fact): string => (fact['lot'] as { lotId: string }).lotId;

function without(value: Record<string, unknown>, ...keys: string[]): Record<string, unknown> {
	return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

const SINGLE: Record<string, string> = {
	donate: '/api/food/donate',
	collect: '/api/food/collect',
	expired: '/api/maintenance/expired',
	alert: '/api/maintenance/alert'
};

const alone = ({ token }: Machine, { type, ...body }: Fact): Promise<Answered<SingleReply>> =>
	call(server, 'POST', SINGLE[type] ?? '', { token, body });

const heartbeat = ({ token }: Machine): Promise<Answered<StatusReply>> =>
	call(server, 'POST', '/api/machine/status', { token, body: status() });

const rows = (sql: string, ...values: SQLInputValue[]) =>
	db
		.prepare(sql)
		.all(...values)
		.map((row) => ({ ...row }));
const stored = (eventId: string) => rows('SELECT * FROM facts WHERE "eventId" = ?', eventId);
const held = (eventId: string) => rows('SELECT * FROM quarantine WHERE "eventId" = ?', eventId);
const portions = ({ machineId }: Machine, lotId: string) =>
	rows('SELECT portions FROM lots WHERE "machineId" = ? AND "lotId" = ?', machineId, lotId)[0]?.[
		'portions'
	];

describe('[M9] facts are applied exactly once', () => {
	let of: Machine;
	beforeAll(async () => {
		of = await machine(server, { hardware: HARDWARE });
	});

	test('a repeat is a duplicate: one fact, one movement, the portions once', async () => {
		const { donate, send } = outbox(of);
		const fact = donate();
		expect((await send(fact)).body.results).toEqual([
			{ eventId: fact.eventId, result: 'accepted' }
		]);
		for (let i = 0; i < 3; i++) {
			const { body } = await send(fact);
			expect(body.results).toEqual([
				{ eventId: fact.eventId, result: 'duplicate', code: 'duplicate' }
			]);
			expect(body.ackedThroughSeq).toBe(1);
		}
		expect(stored(fact.eventId)).toHaveLength(1);
		expect(rows('SELECT portions FROM movements WHERE "eventId" = ?', fact.eventId)).toEqual([
			{ portions: 4 }
		]);
		expect(portions(of, lotIdOf(fact))).toBe(4);
	});

	const same: [string, (fact: Fact) => Record<string, unknown>][] = [
		['with its keys in another order, at every level', reversed],
		['through its own endpoint, which supplies the type', (fact) => without(fact, 'type')],
		['that names its machine as a number', (fact) => ({ ...fact, machineId: of.machineId })],
		['that names its machine as a text', (fact) => ({ ...fact, machineId: `${of.machineId}` })]
	];
	test.each(same)('the same content %s is a duplicate', async (_, change) => {
		const { donate, send } = outbox(of);
		const fact = donate({ allergens: { contains: ['milk'], mayContain: [], freeOf: ['egg'] } });
		await send(fact);
		const again: Record<string, unknown> = change(fact);
		const answer =
			again['type'] !== undefined
				? (await send(again)).body.results[0]
				: await alone(of, { ...again, type: 'donate' } as unknown as Fact).then(({ body }) => body);
		expect(answer).toMatchObject({ eventId: fact.eventId, result: 'duplicate' });
		expect(portions(of, lotIdOf(fact))).toBe(4);
	});

	test('the same content in another place is a duplicate, and its seq is seen', async () => {
		const { donate, send } = outbox(of);
		const fact = donate();
		await send(fact);
		const { body } = await send({ ...fact, seq: 2 });
		expect(body).toMatchObject({ results: [{ result: 'duplicate' }], ackedThroughSeq: 2 });
		expect(portions(of, lotIdOf(fact))).toBe(4);
	});

	test('other content under a known eventId is an event_conflict, kept and not applied', async () => {
		const { donate, send } = outbox(of);
		const fact = donate();
		await send(fact);
		const other = { ...fact, seq: 2, lot: { ...(fact['lot'] as object), portions: 9 } };
		const { body } = await send(other);
		expect(body.results).toEqual([
			{ eventId: fact.eventId, result: 'quarantined', code: 'event_conflict' }
		]);
		expect(body.ackedThroughSeq).toBe(2);
		expect(portions(of, lotIdOf(fact))).toBe(4);
		const [kept] = held(fact.eventId);
		expect(JSON.parse(String(kept?.['body']))).toMatchObject({ lot: { portions: 9 } });
	});

	test('a seq under another eventId is a seq_conflict, kept and not applied', async () => {
		const { donate, send } = outbox(of);
		const [first, second] = [donate(), donate()];
		await send(first);
		const { body } = await send({ ...second, seq: 1 });
		expect(body.results).toEqual([
			{ eventId: second.eventId, result: 'quarantined', code: 'seq_conflict' }
		]);
		expect(stored(second.eventId)).toEqual([]);
		expect(portions(of, lotIdOf(second))).toBeUndefined();
	});

	test('a lot donated twice under two events adds up, is warned of and makes a task', async () => {
		const { donate, send } = outbox(of);
		const first = donate();
		const second = donate({ lotId: lotIdOf(first), portions: 3, name: 'Another name' });
		const { body } = await send(first, second);
		expect(body.results[1]).toEqual({
			eventId: second.eventId,
			result: 'acceptedWithWarning',
			code: 'lot_exists'
		});
		expect(portions(of, lotIdOf(first))).toBe(7);
		expect(rows('SELECT name FROM lots WHERE "lotId" = ?', lotIdOf(first))).toEqual([
			{ name: 'Bread' }
		]);
		expect(rows('SELECT kind FROM tasks WHERE "lotId" = ?', lotIdOf(first))).toEqual([
			{ kind: 'lot_exists' }
		]);
	});

	test('one batch that arrives eight times at once is applied once', async () => {
		const { donate, collect, send } = outbox(of);
		const gift = donate({ portions: 50 });
		const facts = [gift, ...Array.from({ length: 40 }, () => collect(lotIdOf(gift), 1))];
		const answers = await Promise.all(Array.from({ length: 8 }, () => send(...facts)));
		const results = answers.flatMap(({ body }) => body.results);
		expect(results.filter(({ result }) => result === 'accepted')).toHaveLength(41);
		expect(results.filter(({ result }) => result === 'duplicate')).toHaveLength(7 * 41);
		expect(portions(of, lotIdOf(gift))).toBe(10);
	});
});

describe('[M10] a fact is never lost because it makes no sense', () => {
	let of: Machine;
	beforeAll(async () => {
		of = await machine(server, { hardware: HARDWARE });
	});
	const day = (days: number): string =>
		new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

	test.each([
		['a use-by that is past', { dateKind: 'useBy', date: day(-3) }, 'use_by_past', 'over'],
		['a date more than 5 years ahead', { date: day(6 * 366) }, 'date_too_far', 'never'],
		['a slot that nobody knows', { slot: 77 }, 'unknown_slot', 'never'],
		['chilled food in a warm slot', { storage: 'chilled' }, 'wrong_storage', 'never'],
		[
			'food prepared tomorrow',
			{ dateKind: 'preparedAt', preparedAt: new Date(Date.now() + DAY).toISOString() },
			'prepared_in_future',
			'later'
		]
	] as const)(
		'%s is stored, answered with a warning and not offered now',
		async (_, lot, code, when) => {
			const { donate, send } = outbox(of);
			const fact = donate(lot);
			const { body } = await send(fact);
			expect(body.results).toEqual([
				{ eventId: fact.eventId, result: 'acceptedWithWarning', code }
			]);
			expect(stored(fact.eventId)).toHaveLength(1);
			expect(portions(of, lotIdOf(fact))).toBe(4);
			const [offer] = rows(
				'SELECT "offerFrom" AS "from", "offerUntil" AS until FROM lots WHERE "lotId" = ?',
				lotIdOf(fact)
			) as { from: number; until: number }[];
			const now = Date.now();
			expect({
				over: offer?.until !== 0 && Number(offer?.until) <= now,
				never: offer?.from === 0 && offer.until === 0,
				later: Number(offer?.from) > now
			}).toMatchObject({ [when]: true });
		}
	);

	test('food that nobody brought is taken all the same, and a late donation explains it', async () => {
		const { donate, collect, send } = outbox(of);
		const gift = donate();
		const taken = collect(lotIdOf(gift), 3);
		const { body } = await send(taken);
		expect(body.results[0]).toMatchObject({ result: 'acceptedWithWarning', code: 'unknown_lot' });
		expect(body).toMatchObject({ ackedThroughSeq: 0, missingSeqs: [1] });
		expect(portions(of, lotIdOf(gift))).toBe(-3);
		expect((await send(gift)).body).toMatchObject({ ackedThroughSeq: 2, missingSeqs: [] });
		expect(portions(of, lotIdOf(gift))).toBe(1);
	});

	test('more taken than was there makes the sum negative, never wrong', async () => {
		const { donate, collect, send } = outbox(of);
		const gift = donate();
		const { body } = await send(gift, collect(lotIdOf(gift), 6));
		expect(body.results[1]).toMatchObject({ code: 'stock_negative' });
		expect(portions(of, lotIdOf(gift))).toBe(-2);
	});

	test('a discard that is final closes the lot for good', async () => {
		const { donate, discard, send } = outbox(of);
		const gift = donate();
		await send(gift, discard(lotIdOf(gift), 1, { final: true }));
		expect(rows('SELECT portions, closed FROM lots WHERE "lotId" = ?', lotIdOf(gift))).toEqual([
			{ portions: 3, closed: 1 }
		]);
	});

	const unfit: [string, string, (fact: Fact) => object][] = [
		[
			'malformed',
			'a field of a wrong kind',
			(fact) => ({ ...fact, lot: { ...(fact['lot'] as object), portions: 'four' } })
		],
		['malformed', 'no lot', (fact) => without(fact, 'lot')],
		['too_large', 'more than 8,192 bytes', (fact) => ({ ...fact, ballast: 'ä'.repeat(4_100) })],
		['version_unknown', 'a form that is newer than the server', (fact) => ({ ...fact, v: 2 })],
		[
			'version_unknown',
			'a type that the server does not know',
			(fact) => ({ ...fact, type: 'teleport' })
		],
		['other_machine', 'another machine’s number', (fact) => ({ ...fact, machineId: 99_999 })]
	];
	test.each(unfit)(
		'%s (%s): quarantined with its body, its seq seen, its neighbours applied',
		async (code, _, change) => {
			const { donate, send } = outbox(of);
			const [before, broken, after] = [donate(), donate(), donate()];
			const sent = change(broken);
			const { body, status } = await send(before, sent, after);
			expect(status).toBe(200);
			expect(body.results.map(({ result }) => result)).toEqual([
				'accepted',
				'quarantined',
				'accepted'
			]);
			expect(body.results[1]).toMatchObject({ eventId: broken.eventId, code });
			expect(body).toMatchObject({ ackedThroughSeq: 3, missingSeqs: [] });
			expect(stored(broken.eventId)).toEqual([]);
			expect(portions(of, lotIdOf(broken))).toBeUndefined();
			const kept = held(broken.eventId);
			expect(kept).toHaveLength(1);
			expect(JSON.parse(String(kept[0]?.['body']))).toMatchObject(
				without(sent as Record<string, unknown>, 'epoch', 'seq', 'machineId')
			);
			expect(kept[0]).toMatchObject({ code, epoch: broken.epoch, seq: broken.seq });
			await send(sent);
			expect(held(broken.eventId)).toHaveLength(1);
		}
	);

	test('a malformed fact is told every bad field', async () => {
		const { donate, send } = outbox(of);
		const { body } = await send({ ...donate({ portions: 0, storage: 'warm' }), uptimeMs: -1 });
		expect(Object.keys(body.results[0]?.data ?? {}).sort()).toEqual([
			'lot.portions',
			'lot.storage',
			'uptimeMs'
		]);
	});
});

describe('[M12] a batch is answered per fact', () => {
	let of: Machine;
	beforeAll(async () => {
		of = await machine(server, { hardware: HARDWARE });
	});

	test('in the order sent; a repeat within it is a duplicate', async () => {
		const { donate, collect, alert, send } = outbox(of);
		const gift = donate();
		const facts = [gift, collect(lotIdOf(gift), 1), gift, alert()];
		const { body } = await send(...facts);
		expect(body).toEqual({
			results: [
				{ eventId: facts[0]?.eventId, result: 'accepted' },
				{ eventId: facts[1]?.eventId, result: 'accepted' },
				{ eventId: gift.eventId, result: 'duplicate', code: 'duplicate' },
				{ eventId: facts[3]?.eventId, result: 'accepted' }
			],
			ackedThroughSeq: 3,
			missingSeqs: [],
			serverTime: expect.stringMatching(/^\d{4}-.*Z$/) as string
		});
		expect(portions(of, lotIdOf(gift))).toBe(3);
	});

	test('an element without a valid identity has no eventId, marks no seq and mixes no epochs', async () => {
		const { donate, send } = outbox(of);
		const [first, second] = [donate(), donate()];
		const strangers = [
			null,
			7,
			'fact',
			[],
			{},
			{ ...second, eventId: 'short' },
			{ ...second, seq: 0 },
			{ ...second, epoch: 'ANOTHER EPOCH' },
			without(second, 'epoch')
		];
		const { body } = await send(...strangers, first);
		expect(body.results).toHaveLength(strangers.length + 1);
		for (const result of body.results.slice(0, -1)) {
			expect(result).toMatchObject({ eventId: null, result: 'quarantined', code: 'malformed' });
		}
		expect(body.results.at(-1)).toMatchObject({ result: 'accepted' });
		expect(body.ackedThroughSeq).toBe(1);
		expect((await send(second)).body).toMatchObject({
			results: [{ result: 'accepted' }],
			ackedThroughSeq: 2
		});
	});

	test('an empty batch changes nothing', async () => {
		const { body, status } = await outbox(of).send();
		expect(status).toBe(200);
		expect(body).toMatchObject({ results: [], ackedThroughSeq: 0, missingSeqs: [] });
	});

	test('what is no batch is refused as a whole, and nothing of it is stored', async () => {
		const [one, other] = [outbox(of), outbox(of)];
		const fact = one.donate();
		const many = Array.from({ length: 101 }, () => other.donate());
		const post = (body: unknown) =>
			call(server, 'POST', '/api/machine/events', { token: of.token, body });
		const mixed = await one.send(fact, other.donate());
		expect([mixed.status, codes(mixed)]).toEqual([400, { events: 'mixed_epochs' }]);
		const tooMany = await one.send(...many);
		expect([tooMany.status, codes(tooMany)]).toEqual([400, { events: 'too_many_events' }]);
		const noList = await post({ events: 'none' });
		expect([noList.status, codes(noList)]).toEqual([400, { events: 'invalid_events' }]);
		const tooLarge = await one.send({ ...fact, ballast: 'x'.repeat(270_000) });
		expect(tooLarge.status).toBe(413);
		for (const answer of [mixed, tooMany, noList, tooLarge]) {
			expect(answer.body).not.toHaveProperty('results');
		}
		expect(stored(fact.eventId)).toEqual([]);
		expect(many.flatMap(({ eventId }) => stored(eventId))).toEqual([]);
	});

	test('gaps are told: the end of the run and at most the 100 lowest that are missing', async () => {
		const { donate, send } = outbox(of);
		const facts = Array.from({ length: 300 }, () => donate());
		const at = (seq: number): Fact => facts[seq - 1] ?? donate();
		const told = async (...seqs: number[]) => {
			const { body } = await send(...seqs.map(at));
			return { through: body.ackedThroughSeq, missing: body.missingSeqs };
		};
		const run = (from: number, to: number): number[] =>
			Array.from({ length: to - from + 1 }, (_, i) => from + i);
		expect(await told(3)).toEqual({ through: 0, missing: [1, 2] });
		expect(await told(1)).toEqual({ through: 1, missing: [2] });
		expect(await told(300)).toEqual({ through: 1, missing: [2, ...run(4, 102)] });
		expect(await told(2)).toEqual({ through: 3, missing: run(4, 103) });
		expect(await told(...run(5, 100))).toEqual({ through: 3, missing: [4, ...run(101, 199)] });
		expect(await told(4)).toEqual({ through: 100, missing: run(101, 200) });
		await told(...run(101, 200));
		expect(await told(...run(201, 299))).toEqual({ through: 300, missing: [] });
	});

	test('a seq far above the highest is quarantined and not seen', async () => {
		const { donate, send } = outbox(of);
		const first = donate();
		await send(first);
		const far = { ...donate(), seq: 100_002 };
		expect((await send(far)).body).toMatchObject({
			results: [{ eventId: far.eventId, result: 'quarantined', code: 'seq_out_of_range' }],
			ackedThroughSeq: 1,
			missingSeqs: []
		});
		const near = { ...donate(), seq: 100_001 };
		expect((await send(near)).body).toMatchObject({ results: [{ result: 'accepted' }] });
	});
});

describe('[M12] a single-fact endpoint is a batch of one', () => {
	let of: Machine;
	beforeAll(async () => {
		of = await machine(server, { hardware: HARDWARE });
	});
	const answered = (fact: Fact, more: object) => ({
		eventId: fact.eventId,
		ackedThroughSeq: fact.seq,
		serverTime: expect.stringMatching(/Z$/) as string,
		...more
	});

	test('every type has its own, and answers 200 for what counts', async () => {
		const { donate, collect, discard, alert } = outbox(of);
		const gift = donate();
		const facts = [gift, collect(lotIdOf(gift), 1), discard(lotIdOf(gift), 1), alert()];
		for (const fact of facts) {
			const { status, body } = await alone(of, fact);
			expect(status).toBe(200);
			expect(body).toEqual(answered(fact, { result: 'accepted' }));
		}
		expect(portions(of, lotIdOf(gift))).toBe(2);
		const again = await alone(of, gift);
		expect([again.status, again.body]).toMatchObject([200, { result: 'duplicate' }]);
		const more = collect(lotIdOf(gift), 9);
		const warned = await alone(of, more);
		expect(warned.status).toBe(200);
		expect(warned.body).toEqual(
			answered(more, { result: 'acceptedWithWarning', code: 'stock_negative' })
		);
	});

	test('a refused fact is refused in both forms at once: as an error, and as an answer', async () => {
		const { donate } = outbox(of);
		const first = donate();
		await alone(of, first);
		const other = donate();
		const cases: [number, string, Fact][] = [
			[400, 'malformed', donate({ portions: 0 })],
			[400, 'too_large', { ...donate(), ballast: 'x'.repeat(8_200) }],
			[403, 'other_machine', { ...donate(), machineId: 99_999 }],
			[422, 'event_conflict', { ...first, seq: donate().seq, evidence: 'door' }],
			[422, 'seq_conflict', { ...other, seq: 1 }],
			[422, 'version_unknown', { ...donate(), v: 2 }],
			[422, 'seq_out_of_range', { ...donate(), seq: 900_000 }]
		];
		for (const [status, code, fact] of cases) {
			const answer = await alone(of, fact);
			expect([code, answer.status]).toEqual([code, status]);
			expect(answer.body).toMatchObject({
				status,
				message: expect.stringMatching(/\S/) as string,
				eventId: fact.eventId,
				result: 'quarantined',
				code,
				ackedThroughSeq: expect.any(Number) as number,
				serverTime: expect.stringMatching(/Z$/) as string
			});
			const named = Object.values(answer.body.data);
			expect(named.length).toBeGreaterThan(0);
			for (const field of named) expect(field.code).toMatch(/^[a-z_]+$/);
		}
		expect(held(first.eventId)).toHaveLength(1);
	});

	test('without a valid identity it is refused as malformed, and marks nothing', async () => {
		const fact = outbox(of).donate();
		const answer = await alone(of, { ...fact, eventId: 'NOT AN ID' });
		expect(answer.status).toBe(400);
		expect(answer.body).toMatchObject({ eventId: null, result: 'quarantined', code: 'malformed' });
		expect((await alone(of, fact)).body).toMatchObject({ result: 'accepted', ackedThroughSeq: 1 });
	});

	test('what acknowledges nothing has no result', async () => {
		const fact = outbox(of).donate();
		const body = without(fact, 'type');
		for (const token of [undefined, 'nonsense']) {
			const answer = await call(server, 'POST', '/api/food/donate', { token, body });
			expect(answer.status).toBe(401);
			expect(answer.body).not.toHaveProperty('result');
		}
		const pending = await machine(server, { flags: ['--hold'] });
		const answer = await alone(pending, fact);
		expect(answer.status).toBe(403);
		expect(answer.body).not.toHaveProperty('result');
		expect(stored(fact.eventId)).toEqual([]);
	});
});

describe('the ledger', () => {
	let of: Machine;
	beforeAll(async () => {
		of = await machine(server, { hardware: HARDWARE });
	});

	test('[M23] holds no free text: it stands aside, and the fact is known again without it', async () => {
		const { donate, discard, alert, send } = outbox(of);
		const gift = donate({}, { donorCode: 'bakery-14' });
		const waste = discard(lotIdOf(gift), 1, { note: 'Ask for Ada on the 3rd floor' });
		const noise = alert({ message: 'Bob slammed it' });
		await send(gift, waste, noise);
		for (const [fact, field, value] of [
			[gift, 'donorCode', 'bakery-14'],
			[waste, 'note', 'Ask for Ada on the 3rd floor'],
			[noise, 'message', 'Bob slammed it']
		] as const) {
			const body = String(stored(fact.eventId)[0]?.['body']);
			expect(body).not.toContain(value);
			expect(body).not.toContain(field);
			const aside = rows(
				'SELECT field, value, "keepUntil" FROM "sideTexts" WHERE "eventId" = ?',
				fact.eventId
			);
			expect(aside).toMatchObject([{ field, value }]);
			const days = (Number(aside[0]?.['keepUntil']) - Date.now()) / DAY;
			expect(days).toBeGreaterThan(89.9);
			expect(days).toBeLessThanOrEqual(90);
		}
		const { body } = await send(gift, waste, noise);
		const again = body.results.map(({ result }) => result);
		expect(again).toEqual(['duplicate', 'duplicate', 'duplicate']);
	});

	test.each(['facts', 'movements', 'readings'])(
		'[M23] %s refuse UPDATE and DELETE, for everyone',
		async (table) => {
			const { donate, send } = outbox(of);
			await send(donate());
			if (table === 'readings') {
				db.prepare(
					'INSERT INTO readings ("eventId", "machineId", sensor, "from", "to", "minC", "maxC", "meanC", samples) VALUES (?, ?, ?, 0, 1, 2, 3, 2.5, 10)'
				).run(newId(), of.machineId, 't1');
			}
			const before = rows(`SELECT * FROM ${table} WHERE "machineId" = ?`, of.machineId);
			expect(before.length).toBeGreaterThan(0);
			const update = (): void => {
				db.exec(`UPDATE ${table} SET "machineId" = 0`);
			};
			const remove = (): void => {
				db.exec(`DELETE FROM ${table}`);
			};
			expect(update).toThrow('append-only');
			expect(remove).toThrow('append-only');
			expect(rows(`SELECT * FROM ${table} WHERE "machineId" = ?`, of.machineId)).toEqual(before);
		}
	);

	test('[M3] the monotonic clock tells when it happened, whatever the device believed', async () => {
		const { donate } = outbox(of);
		const uptimeMs = 60_000;
		const slow = donate({}, { occurredAt: '2019-01-01T00:00:00Z', uptimeMs });
		const right = donate({}, { occurredAt: new Date(Date.now() - 5_000).toISOString(), uptimeMs });
		const body = { events: [slow, right], bootId: slow['bootId'], sentUptimeMs: 65_000 };
		const reply: Answered<BatchReply> = await call(server, 'POST', '/api/machine/events', {
			token: of.token,
			body
		});
		const serverTime = Date.parse(reply.body.serverTime);
		expect(stored(slow.eventId)).toMatchObject([
			{ happenedAt: serverTime - 5_000, recordedAt: serverTime, clockTrusted: 0 }
		]);
		expect(stored(right.eventId)).toMatchObject([
			{ happenedAt: serverTime - 5_000, clockTrusted: 1 }
		]);
	});

	test('[M17] one alert for a kind and place: raised, repeated, cleared', async () => {
		const { alert, send } = outbox(of);
		const place = { slot: 3, kind: 'temperature' };
		const openAlerts = async () =>
			(await heartbeat(of)).body.openAlerts.filter(({ kind }) => kind === 'temperature');
		await send(alert(place), alert({ ...place, severity: 'critical' }));
		expect(await openAlerts()).toMatchObject([{ slot: 3, severity: 'critical' }]);
		await send(alert({ ...place, cleared: true }));
		expect(await openAlerts()).toEqual([]);
		expect(
			rows(`SELECT state FROM alerts WHERE "machineId" = ? AND kind = 'temperature'`, of.machineId)
		).toEqual([{ state: 'resolved' }]);
	});

	test('[M15] the status reply tells what the server has of the newest epoch', async () => {
		const fresh = await machine(server, { hardware: HARDWARE });
		const acked = async () => (await heartbeat(fresh)).body.acked;
		expect(await acked()).toBeNull();
		const old = outbox(fresh);
		await old.send(old.donate());
		const { epoch, donate, send } = outbox(fresh);
		const [first, , third] = [donate(), donate(), donate()];
		await send(first, third);
		expect(await acked()).toEqual({ epoch, throughSeq: 1, highestSeq: 3, missingSeqs: [2] });
	});
});

/** The value with the keys of every object in the opposite order. */
function reversed<T>(value: T): T {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(reversed) as T;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, member]) => [key, reversed(member as unknown)])
	) as T;
}

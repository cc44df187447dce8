import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
	call,
	donation,
	enrol,
	HARDWARE,
	machine,
	newId,
	newSecret,
	status,
	tokenOf,
	type Machine
} from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

/**
 * Failures that the networks of charge points have had, on the side of the server, each named by the
 * thread that tells of it. Those of the client are in src/acts/field-failures.test.ts, the rule that
 * each of them taught us in docs/field-failures.md.
 */
let server: Server;
let store: Store;
let of: Machine;
beforeAll(async () => {
	server = await startServer();
	store = new Store(server);
});
beforeEach(async () => {
	of = await machine(server);
});
afterAll(async () => {
	store.close();
	await server.stop();
});

type Fact = Record<string, any>;

/** A machine's outbox: facts of one epoch, numbered from 1. */
function outbox(epoch = newId()) {
	let seq = 0;
	const envelope = (more: object): Fact => {
		const { lot: _, evidence: __, ...rest } = donation({}, { epoch, seq: ++seq, ...more });
		return rest;
	};
	return {
		donate: (lot: object = {}, more: object = {}): Fact => ({
			...donation(lot, { epoch, seq: ++seq, ...more }),
			type: 'donate'
		}),
		collect: (lotId: string, portions = 1, more: object = {}): Fact => ({
			...envelope(more),
			...{ type: 'collect', lotId, portions, evidence: 'door' }
		}),
		fact: (type: string, body: object): Fact => ({ ...envelope({}), type, ...body })
	};
}

const deliver = (events: readonly Fact[], more: object = {}, to = of) =>
	call(server, 'POST', '/api/machine/events', { token: to.token, body: { events, ...more } });

const results = (answer: { body: any }): string[] =>
	answer.body.results.map(({ result }: { result: string }) => result);

const factRows = () =>
	store.all('SELECT "eventId" FROM facts WHERE "machineId" = ?', of.machineId).length;

const portionsOf = (lotId: string) =>
	store.all(
		'SELECT portions FROM lots WHERE "machineId" = ? AND "lotId" = ?',
		of.machineId,
		lotId
	)[0]?.['portions'];

test('[libocpp #1137] the answer is lost, the machine sends again: once in the ledger', async () => {
	const { donate, collect } = outbox();
	const given = donate({ portions: 4 });
	const batch = [given, collect(given['lot'].lotId)];
	expect(results(await deliver(batch))).toEqual(['accepted', 'accepted']); // this one is lost
	// What comes after it is another batch: answers are told by eventId, never by place.
	const later = collect(given['lot'].lotId);
	const answer = await deliver([later, ...batch]);
	expect(answer.body.results.map(({ eventId, result }: any) => [eventId, result])).toEqual([
		[later['eventId'], 'accepted'],
		[batch[0]?.['eventId'], 'duplicate'],
		[batch[1]?.['eventId'], 'duplicate']
	]);
	expect([factRows(), portionsOf(given['lot'].lotId)]).toEqual([3, 2]);
});

test('[MicroOcpp #454] the start was lost, only the end arrives: it is kept, and explained when the start comes', async () => {
	const { donate, collect } = outbox();
	const lotId = newId();
	const given = donate({ lotId, portions: 5 });
	const end = await deliver([collect(lotId, 2)]);
	expect(end.body.results[0]).toMatchObject({ result: 'acceptedWithWarning', code: 'unknown_lot' });
	expect(portionsOf(lotId)).toBe(-2);
	expect(results(await deliver([given]))).toEqual(['accepted']);
	expect(portionsOf(lotId)).toBe(3);
});

test('[libocpp #495] an id that the server would have to make is none: the fact is told so, and waits for nothing', async () => {
	const { donate, collect } = outbox();
	const given = donate();
	const [anonymous, minusOne] = [{ ...collect(given['lot'].lotId) }, collect('-1')];
	delete anonymous['eventId'];
	const answer = await deliver([anonymous, minusOne, given]);
	expect(answer.body.results).toMatchObject([
		{ eventId: null, result: 'quarantined', data: { eventId: { code: 'invalid_event_id' } } },
		{
			eventId: minusOne['eventId'],
			result: 'quarantined',
			data: { lotId: { code: 'invalid_lot_id' } }
		},
		{ eventId: given['eventId'], result: 'accepted' }
	]);
	expect(factRows()).toBe(1);
});

test('[MicroOcpp #311, #354, #24] a clock that stands at 1970: the fact is applied, at the time that the uptime tells', async () => {
	const { donate } = outbox();
	const early = donate({}, { occurredAt: '1970-01-01T00:00:12Z', uptimeMs: 12_000 });
	const frame = { bootId: early['bootId'], sentUptimeMs: 612_000 };
	const answer = await deliver([early], frame);
	expect(results(answer)).toEqual(['accepted']);
	const [row] = store.all(
		'SELECT "happenedAt", "clockTrusted" FROM facts WHERE "eventId" = ?',
		early['eventId'] as string
	);
	expect(row).toEqual({
		happenedAt: Date.parse(answer.body.serverTime) - 600_000,
		clockTrusted: 0
	});
});

test('[libocpp #1130] a status is of now, whatever it was before: the server stamps it, the newest stands', async () => {
	const report = (more: object) =>
		call(server, 'POST', '/api/machine/status', { token: of.token, body: status(more) });
	await report({ uptimeMs: 9_000, slots: [{ slot: 1, state: 'fault' }] });
	// The clock of the page began anew: an uptime is no order.
	const { body } = await report({
		uptimeMs: 5,
		bootId: newId(),
		slots: [{ slot: 1, state: 'ok' }]
	});
	const [row] = store.all(
		'SELECT "recordedAt", "slotStates" FROM "machineStatus" WHERE "machineId" = ?',
		of.machineId
	);
	expect(row).toEqual({ recordedAt: Date.parse(body.serverTime), slotStates: '1:ok' });
});

test('[citrineos-core #1053] what comes after the end is applied, never dropped', async () => {
	const { donate, collect, fact } = outbox();
	const given = donate({ portions: 6 });
	const { lotId } = given['lot'];
	const taken = [collect(lotId, 1), collect(lotId, 2)];
	const end = fact('expired', { lotId, portions: 3, reason: 'spoiled', final: true });
	await deliver([given, end]);
	expect(
		(await deliver(taken)).body.results.every(({ result }: any) => result.startsWith('accepted'))
	).toBe(true);
	const moved = store.all(
		'SELECT SUM(portions) AS sum, COUNT(*) AS n FROM movements WHERE "lotId" = ?',
		lotId as string
	);
	expect(moved).toEqual([{ sum: 0, n: 4 }]);
});

test('[citrineos #172] many machines with the same numbers at once: nobody collides', async () => {
	const others = [of, await machine(server), await machine(server), await machine(server)];
	const epoch = newId(); // the same for all, as after a copied image
	const batches = others.flatMap((to) => {
		const { donate } = outbox(epoch);
		return [
			[donate(), donate()],
			[donate(), donate()]
		].map((events) => ({ to, events }));
	});
	const answers = await Promise.all(batches.map(({ to, events }) => deliver(events, {}, to)));
	expect(answers.map(({ status: code }) => code)).toEqual(batches.map(() => 200));
	expect(answers.flatMap(results)).toEqual(Array(16).fill('accepted'));
});

test('[lbbrhzn/ocpp #2135] an older event that arrives late does not overwrite the newer state', async () => {
	const { fact } = outbox();
	const alert = (cleared: boolean) =>
		fact('alert', { kind: 'door_open', severity: 'critical', slot: 2, cleared });
	const [raised, cleared] = [alert(false), alert(true)];
	await deliver([cleared]);
	await deliver([raised]);
	const { body } = await call(server, 'POST', '/api/machine/status', {
		token: of.token,
		body: status()
	});
	expect(body.openAlerts).toEqual([]);
});

test('[steve #156] a fact that makes no sense is answered for good: the machine need not repeat it for ever', async () => {
	const { donate, collect } = outbox();
	const poison = donate({ portions: -1 });
	const next = collect(newId());
	for (let turn = 0; turn < 3; turn++) {
		const answer = await deliver([poison]);
		expect([answer.status, results(answer), answer.body.ackedThroughSeq]).toEqual([
			200,
			['quarantined'],
			1
		]);
	}
	expect((await deliver([next])).body.ackedThroughSeq).toBe(2);
	const kept = store.all('SELECT code, body FROM quarantine WHERE "machineId" = ?', of.machineId);
	expect(kept).toEqual([{ code: 'malformed', body: expect.stringContaining('"portions":-1') }]);
});

test('[steve #1294, #1295] the same start from eight sides at once: one is accepted, seven are told that it is there', async () => {
	const given = outbox().donate({ portions: 3 });
	const answers = await Promise.all(Array.from({ length: 8 }, () => deliver([given])));
	expect(answers.flatMap(results).sort()).toEqual([
		'accepted',
		...Array<string>(7).fill('duplicate')
	]);
	expect([factRows(), portionsOf(given['lot'].lotId)]).toEqual([1, 3]);
});

test('[libocpp #478, monta #85] pending: told when to ask again, may sign in and read its config, and nothing else', async () => {
	const { enrolmentCode } = await enrol(server, '--hold');
	const secret = newSecret();
	const body = { enrolmentCode, secret, hardware: HARDWARE };
	const registered = await call(server, 'POST', '/api/machine/register', { body });
	expect(registered.body).toMatchObject({ status: 'pending', interval: expect.any(Number) });
	const token = await tokenOf(server, registered.body.machineId as number, secret);
	expect((await call(server, 'GET', '/api/machine/config', { token })).status).toBe(200);
	const { donate } = outbox();
	const sent = await call(server, 'POST', '/api/machine/events', {
		token,
		body: { events: [donate()] }
	});
	expect([sent.status, sent.body.results]).toEqual([403, undefined]); // and acknowledges nothing
	expect(
		(await call(server, 'POST', '/api/machine/status', { token, body: status() })).status
	).toBe(403);
});

test('[open-ocpp #174] a backlog of weeks is taken, batch by batch, to the last fact', async () => {
	const count = process.env['TEST_ALL'] === undefined ? 2_000 : 10_000;
	const { donate, collect } = outbox();
	const facts: Fact[] = [];
	while (facts.length < count) {
		const given = donate({ portions: 4 });
		facts.push(given, ...Array.from({ length: 4 }, () => collect(given['lot'].lotId)));
	}
	for (let i = 0; i < count; i += 100) {
		const answer = await deliver(facts.slice(i, i + 100));
		expect([answer.status, answer.body.ackedThroughSeq]).toEqual([200, i + 100]);
	}
	expect(factRows()).toBe(count);
	const left = store.all(
		'SELECT SUM(portions) AS sum FROM lots WHERE "machineId" = ?',
		of.machineId
	);
	expect(left).toEqual([{ sum: 0 }]);
}, 180_000);

test('[ocpi #121] what was changed while the machine was away is told by number, and is there for the asking', async () => {
	const before = await call(server, 'GET', '/api/machine/config', { token: of.token });
	const changed = { ...before.body.config, notice: 'Closed on Monday' };
	store.run(
		`INSERT INTO configs ("machineId", "version", "body", "donationPaused", "notice", "openingHours", "author", "createdAt")
		SELECT "machineId", "version" + 1, ?, "donationPaused", "notice", "openingHours", "author", "createdAt"
		FROM configs WHERE "machineId" = ?`,
		...[JSON.stringify(changed), of.machineId]
	);
	const { body } = await call(server, 'POST', '/api/machine/status', {
		token: of.token,
		body: status()
	});
	expect(body.configVersion).toBe(Number(before.body.version) + 1);
	const after = await call(server, 'GET', '/api/machine/config', {
		token: of.token,
		headers: { 'if-none-match': before.headers.get('etag') ?? '' }
	});
	expect([after.status, after.body.config.notice]).toEqual([200, 'Closed on Monday']);
	// Facts, too, are asked for, not pushed: the reply says what is missing.
	const { donate } = outbox();
	const [first, second, third] = [donate(), donate(), donate()];
	await deliver([first, third]);
	const reply = await call(server, 'POST', '/api/machine/status', {
		token: of.token,
		body: status()
	});
	expect(reply.body.acked.missingSeqs).toEqual([2]);
	expect((await deliver([second])).body.missingSeqs).toEqual([]);
});

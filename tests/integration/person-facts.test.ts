import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BatchReply } from '../../src/domain/shapes/batch.ts';
import type { AlertsReply, TasksReply } from '../../src/domain/shapes/people.ts';
import { call, newId, type Machine } from '../support/api.ts';
import { Duty, type OnDuty } from '../support/duty.ts';
import { LedgerServer, lotIdOf, type Answered, type Fact } from '../support/ledger.ts';

// [M2, M9 to M12] What people tell with their devices: one outbox, many machines, each fact judged by
// the role and the area of whoever tells it.

const HOUR = 3_600_000;
let ledger: LedgerServer;
let duty: Duty;
let north: string;
let south: string;
beforeAll(async () => {
	ledger = await LedgerServer.start();
	duty = new Duty(ledger.server);
	north = duty.area('North');
	south = duty.area('South');
});
afterAll(async () => {
	duty[Symbol.dispose]();
	await ledger.stop();
});

/** The outbox of a person's device: its facts name the machine. */
function phoneOf({ token }: Pick<OnDuty, 'token'>, { machineId }: Pick<Machine, 'machineId'>) {
	const box = ledger.outbox({ machineId, token, secret: '' });
	const about =
		<A extends unknown[]>(make: (...args: A) => Fact, at = machineId) =>
		(...args: A): Fact => ({ ...make(...args), machineId: at });
	const send = (events: unknown[], more: object = {}): Promise<Answered<BatchReply>> =>
		call(ledger.server, 'POST', '/api/volunteer/events', { token, body: { events, ...more } });
	return { ...box, about, send: (...events: unknown[]) => send(events), sendAs: send };
}
const told = ({ body }: Answered<BatchReply>) =>
	body.results.map(({ result, code }) => code ?? result);

describe('role and area are judged for each fact', () => {
	test('of several machines in one batch: what is theirs is applied, the rest waits', async () => {
		const [mine, other] = [await duty.machine(north), await duty.machine(south)];
		const ada = await duty.person({ role: 'volunteer', areaId: north });
		const phone = phoneOf(ada, mine);
		const here = phone.about(phone.donate)();
		const there = phone.about(phone.donate, other.machineId)();
		const again = phone.about(phone.collect)(lotIdOf(here), 1);
		const answer = await phone.send(here, there, again, here);
		expect(told(answer)).toEqual(['accepted', 'role_may_not', 'accepted', 'duplicate']);
		expect(answer.body).toMatchObject({ ackedThroughSeq: 3, missingSeqs: [] });
		expect(ledger.portions(mine, lotIdOf(here))).toBe(3);
		expect(ledger.lot(other, lotIdOf(there))).toBeUndefined();
		expect(ledger.stored(there.eventId)).toEqual([]);
		expect(ledger.held(there.eventId)).toMatchObject([
			{ code: 'role_may_not', sender: 'person', machineId: other.machineId, decision: '' }
		]);
		expect(ledger.stored(here.eventId)).toMatchObject([
			{ origin: `d${ada.deviceId}`, epochNo: 1, seq: 1, machineId: mine.machineId }
		]);
		// [M23] The ledger holds the device, and no person.
		for (const row of ledger.stored(here.eventId)) {
			expect(JSON.stringify(row)).not.toContain(ada.personId);
		}
	});

	const MAY: [string, string, string][] = [
		['service', 'without a training', 'role_may_not'],
		['service', 'trained', 'accepted'],
		['reading', 'trained', 'role_may_not'],
		['safety', 'trained', 'role_may_not'],
		['outcome', 'trained', 'role_may_not'],
		['access', 'trained', 'role_may_not'],
		['alert', 'without a training', 'accepted'],
		['task', 'without a training', 'accepted']
	];
	test.each(MAY)('%s, %s: %s', async (type, training, expected) => {
		const mine = await duty.machine(north);
		const ada = await duty.person({ role: 'volunteer', areaId: north });
		if (training === 'trained') duty.train(ada);
		const phone = phoneOf(ada, mine);
		const make = phone[type as 'service'];
		expect(told(await phone.send(phone.about(make)()))).toEqual([expected]);
	});

	test('a fact that names no machine, or none that there is', async () => {
		const ada = await duty.person({ role: 'operator' });
		const mine = await duty.machine();
		const phone = phoneOf(ada, mine);
		const answer = await phone.send(
			phone.donate(),
			phone.about(phone.donate, 9_999)(),
			{ ...phone.donate(), machineId: 'x' },
			{ nonsense: true },
			phone.about(phone.donate)()
		);
		const bad = Array.from({ length: 4 }, () => 'malformed');
		expect(told(answer)).toEqual([...bad, 'accepted']);
		for (const i of [0, 1, 2]) expect(answer.body.results[i]?.data).toHaveProperty('machineId');
		expect(answer.body.results[3]?.eventId).toBeNull();
		expect(answer.body.ackedThroughSeq).toBe(4);
	});

	test('what an outbox has lost is about no machine', async () => {
		const ada = await duty.person({ role: 'volunteer', areaId: north });
		const mine = await duty.machine(north);
		const phone = phoneOf(ada, mine);
		phone.skip(2);
		const answer = await phone.send(phone.about(phone.donate)(), phone.gap(1, 2));
		expect([told(answer), answer.body.missingSeqs]).toEqual([['accepted', 'accepted'], []]);
		expect(answer.body.ackedThroughSeq).toBe(4);
		const see = async ({ token }: OnDuty): Promise<TasksReply['tasks']> =>
			(await call(ledger.server, 'GET', '/api/volunteer/tasks', { token })).body.tasks;
		const isLoss = ({ device }: TasksReply['tasks'][number]) => device?.deviceId === ada.deviceId;
		const operator = await duty.person({ role: 'operator' });
		expect((await see(operator)).filter(isLoss)).toMatchObject([
			{ kind: 'facts_lost', machineId: null, machineName: null, lost: { count: 2 } }
		]);
		expect((await see(ada)).filter(isLoss)).toEqual([]);
	});

	test('an empty batch, too many, and two epochs', async () => {
		const ada = await duty.person();
		const mine = await duty.machine();
		const phone = phoneOf(ada, mine);
		expect((await phone.send()).body).toMatchObject({ results: [], ackedThroughSeq: 0 });
		const many = Array.from({ length: 101 }, () => phone.about(phone.donate)());
		expect((await phone.send(...many)).status).toBe(400);
		const other = { ...phone.about(phone.donate)(), epoch: newId() };
		expect((await phone.send(phone.about(phone.donate)(), other)).status).toBe(400);
	});
});

describe('by the role when it was made, and on arrival', () => {
	const boot = { bootId: 'boot00000000001', sentUptimeMs: 10 * HOUR };
	/** A donation of an hour ago, on the device’s own clock. */
	const anHourAgo = (phone: ReturnType<typeof phoneOf>) =>
		phone.about(phone.donate)({}, { uptimeMs: 9 * HOUR });
	const now = Date.now();
	const table: [string, object, string][] = [
		['it ran out in between', { endsAt: now - HOUR / 2 }, 'accepted'],
		['it was ended in between', { endsAt: now - HOUR / 2, endedBy: 'user:x' }, 'role_may_not'],
		['it was over before', { endsAt: now - 2 * HOUR }, 'role_may_not'],
		['it was given only afterwards', { startsAt: now - HOUR / 2 }, 'role_may_not'],
		['it ran out long ago', { endsAt: now - 8 * 24 * HOUR }, 'role_may_not']
	];
	test.each(table)('%s', async (_, more, expected) => {
		const mine = await duty.machine(north);
		const ada = await duty.person({ role: 'volunteer', areaId: north, ...more });
		const phone = phoneOf(ada, mine);
		const fact = anHourAgo(phone);
		expect(told(await phone.sendAs([fact], boot))).toEqual([expected]);
		expect(ledger.stored(fact.eventId)).toHaveLength(expected === 'accepted' ? 1 : 0);
	});

	test('a machine that was moved to another area since', async () => {
		const mine = await duty.machine(south);
		duty.join(north, mine.machineId, 0, now - HOUR / 2);
		const ada = await duty.person({ role: 'volunteer', areaId: north });
		const phone = phoneOf(ada, mine);
		const [old, fresh] = [anHourAgo(phone), phone.about(phone.donate)({}, { uptimeMs: 10 * HOUR })];
		expect(told(await phone.sendAs([old, fresh], boot))).toEqual(['accepted', 'role_may_not']);
	});
});

describe('[M2] a device that was signed out', () => {
	test('is shut out everywhere, but its outbox empties and nothing of it is lost', async () => {
		const mine = await duty.machine(north);
		const ada = await duty.person({ role: 'volunteer', areaId: north });
		const phone = phoneOf(ada, mine);
		const before = phone.about(phone.donate)();
		expect(told(await phone.send(before))).toEqual(['accepted']);
		const late = phone.about(phone.donate)();
		await duty.revoke(ada);

		const { token } = ada;
		for (const [method, path] of [
			['GET', '/api/people/me'],
			['GET', '/api/volunteer/alerts'],
			['GET', '/api/volunteer/tasks'],
			['GET', '/api/volunteer/machines']
		] as const) {
			const answer = await call(ledger.server, method, path, { token });
			expect([answer.status, answer.body.data.request.code]).toEqual([403, 'device_revoked']);
		}
		const alone = await ledger.alone({ ...mine, token }, late);
		expect([alone.status, alone.body.result]).toEqual([403, undefined]);
		expect(ledger.held(late.eventId)).toEqual([]);

		const answer = await phone.send(before, late, phone.gap(1, 1));
		expect([answer.status, told(answer)]).toEqual([
			...[200, ['duplicate', 'device_revoked', 'device_revoked']]
		]);
		expect(answer.body.ackedThroughSeq).toBe(3);
		expect(ledger.stored(late.eventId)).toEqual([]);
		expect(ledger.lot(mine, lotIdOf(late))).toBeUndefined();
		expect(ledger.held(late.eventId)).toMatchObject([{ code: 'device_revoked' }]);
	});

	test('tells no more than an outbox holds', async () => {
		const ada = await duty.person({ role: 'volunteer', areaId: north });
		const phone = phoneOf(ada, await duty.machine(north));
		await duty.revoke(ada);
		duty.store.run(
			`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999)
			INSERT INTO quarantine (quarantineId, origin, epoch, seq, eventId, machineId, code, reason, contentHash, body, recordedAt, keepUntil)
			SELECT 'held' || i, ?, 'e', i, '', 0, 'device_revoked', '', '', '', ?, 0 FROM n`,
			...[`d${ada.deviceId}`, Date.now()]
		);
		expect((await phone.send(phone.about(phone.donate)())).status).toBe(200);
		const more = await phone.send(phone.about(phone.donate)());
		expect([more.status, 'results' in more.body]).toEqual([403, false]);
	});
});

test('[M3a] a phone that has a double is told to operators, and to nobody else', async () => {
	const mine = await duty.machine(north);
	const ada = await duty.person({ role: 'volunteer', areaId: north });
	const [first, second] = [phoneOf(ada, mine), phoneOf(ada, mine)];
	await first.send(first.about(first.donate)());
	await second.send(second.about(second.donate)());
	expect(told(await first.send(first.about(first.donate)()))).toEqual(['accepted']);
	const tampered = async ({ token }: OnDuty) => {
		const { body } = await call(ledger.server, 'GET', '/api/volunteer/alerts', { token });
		return (body as AlertsReply).alerts.filter(({ kind }) => kind === 'tamper');
	};
	const operator = await duty.person({ role: 'operator' });
	expect(await tampered(operator)).toMatchObject([{ machineId: null, severity: 'critical' }]);
	expect(await tampered(ada)).toEqual([]);
	expect(ledger.rows('SELECT place FROM alerts WHERE kind = ?', 'tamper')).toEqual([
		{ place: `device:${ada.deviceId}` }
	]);
});

test('[M15] that many machines fell silent at once is told to everybody on duty', async () => {
	const ada = await duty.person({ role: 'volunteer', areaId: south });
	const nobody = await duty.person();
	duty.store.run(
		`INSERT INTO alerts (machineId, kind, place, alertId, state, severity, since, updatedAt, origin, epochNo, seq)
		VALUES (0, 'offline', 'server', 'silence00000000', 'open', 'critical', 1, 1, 'server', 1, 1)`
	);
	const see = ({ token }: OnDuty) => call(ledger.server, 'GET', '/api/volunteer/alerts', { token });
	const { alerts } = (await see(ada)).body as AlertsReply;
	expect(alerts.map(({ alertId, machineId }) => [alertId, machineId])).toEqual([
		['silence00000000', null]
	]);
	expect((await see(nobody)).status).toBe(403);
});

describe('a fact alone, at the endpoints of machines', () => {
	test('with the token of a person, who names the machine', async () => {
		const [mine, other] = [await duty.machine(north), await duty.machine(south)];
		const ada = await duty.person({ role: 'volunteer', areaId: north });
		const phone = phoneOf(ada, mine);
		const sent = (fact: Fact) => ledger.alone({ ...mine, token: ada.token }, fact);
		const given = phone.about(phone.donate)();
		expect((await sent(given)).body).toMatchObject({ result: 'accepted', ackedThroughSeq: 1 });
		const lotId = lotIdOf(given);
		expect((await sent(phone.about(phone.collect)(lotId, 1))).status).toBe(200);
		expect((await sent(phone.about(phone.discard)(lotId, 1))).status).toBe(200);
		expect((await sent(phone.about(phone.alert)())).status).toBe(200);
		expect(ledger.portions(mine, lotId)).toBe(2);

		const refused = await sent(phone.about(phone.donate, other.machineId)());
		expect([refused.status, refused.body]).toMatchObject([
			...[403, { result: 'quarantined', code: 'role_may_not', ackedThroughSeq: 5 }]
		]);
		const nameless = await sent(phone.donate());
		expect([nameless.status, nameless.body]).toMatchObject([
			...[400, { result: 'quarantined', code: 'malformed', ackedThroughSeq: 6 }]
		]);
		expect(nameless.body.data).toHaveProperty('machineId');
	});

	test('a machine goes on telling of itself alone', async () => {
		const [mine, other] = [await duty.machine(north), await duty.machine(north)];
		const box = ledger.outbox(mine);
		expect((await ledger.alone(mine, box.donate())).status).toBe(200);
		const refused = await ledger.alone(mine, { ...box.donate(), machineId: other.machineId });
		expect([refused.status, refused.body.code]).toEqual([403, 'other_machine']);
		const { token } = mine;
		const body = { events: [] };
		expect(
			(await call(ledger.server, 'POST', '/api/volunteer/events', { token, body })).status
		).toBe(403);
	});
});

describe('a task is somebody’s', () => {
	const alertsOf = async ({ token }: OnDuty): Promise<AlertsReply['alerts']> =>
		(await call(ledger.server, 'GET', '/api/volunteer/alerts', { token })).body.alerts;
	const tasksOf = async ({ token }: OnDuty): Promise<TasksReply['tasks']> =>
		(await call(ledger.server, 'GET', '/api/volunteer/tasks', { token })).body.tasks;

	async function scene() {
		const mine = await duty.machine(north);
		const raised = ledger.outbox(mine).alert();
		await ledger.send(mine, { events: [raised] });
		const [ada, bob] = [
			await duty.person({ role: 'volunteer', areaId: north }),
			await duty.person({ role: 'volunteer', areaId: north })
		];
		const alertId = raised.eventId;
		const find = async (who: OnDuty) =>
			(await alertsOf(who)).find((one) => one.alertId === alertId);
		return { mine, alertId, ada, bob, find, adas: phoneOf(ada, mine), bobs: phoneOf(bob, mine) };
	}

	test('the first claim wins, and the loser is told', async () => {
		const { alertId, ada, bob, find, adas, bobs } = await scene();
		const on = { taskId: undefined, alertId };
		expect(await find(ada)).toMatchObject({ state: 'open' });
		expect(told(await adas.send(adas.about(adas.task)(on)))).toEqual(['accepted']);
		expect(told(await bobs.send(bobs.about(bobs.task)(on)))).toEqual(['claimed_by_another']);
		expect(await find(bob)).toMatchObject({
			...{ state: 'claimed', claimedBy: 'Ada', claimedById: ada.personId },
			until: expect.stringMatching(/Z$/)
		});
		expect(told(await bobs.send(bobs.about(bobs.task)({ ...on, action: 'release' })))).toEqual([
			'claimed_by_another'
		]);
		await adas.send(adas.about(adas.task)({ ...on, action: 'release' }));
		expect(await find(bob)).toMatchObject({ state: 'open' });
		expect(await find(bob)).not.toHaveProperty('claimedBy');
		expect(told(await bobs.send(bobs.about(bobs.task)(on)))).toEqual(['accepted']);
		expect(await find(ada)).toMatchObject({ claimedById: bob.personId });
	});

	test('of eight who claim at the same moment one wins, and all others are told', async () => {
		const { mine, alertId, ada, find } = await scene();
		const people = await Promise.all(
			Array.from({ length: 8 }, () => duty.person({ role: 'volunteer', areaId: north }))
		);
		const answers = await Promise.all(
			people.map((one) => {
				const phone = phoneOf(one, mine);
				return phone.send(phone.about(phone.task)({ taskId: undefined, alertId }));
			})
		);
		const codes = answers.flatMap(told);
		expect(codes.toSorted()).toEqual([
			...['accepted', ...Array.from({ length: 7 }, () => 'claimed_by_another')]
		]);
		const winner = people[codes.indexOf('accepted')];
		expect(await find(ada)).toMatchObject({ state: 'claimed', claimedById: winner?.personId });
	});

	test('snoozed, handed over, done; and raised again', async () => {
		const { mine, alertId, ada, bob, find, adas } = await scene();
		const on = { taskId: undefined, alertId };
		const until = new Date(Date.now() + HOUR).toISOString();
		const act = async (more: object) =>
			told(await adas.send(adas.about(adas.task)({ ...on, ...more })));
		expect(await act({ action: 'snooze', until })).toEqual(['accepted']);
		expect(await find(ada)).toMatchObject({ state: 'snoozed', until });
		const stranger = await duty.person({ role: 'volunteer', areaId: south });
		const handOver = { action: 'handOver', toPersonId: stranger.personId };
		expect(await act(handOver)).toEqual(['cannot_take']);
		expect(await act({ ...handOver, toPersonId: bob.personId })).toEqual(['accepted']);
		expect(await find(ada)).toMatchObject({ state: 'claimed', claimedById: bob.personId });
		expect(await act({ action: 'done' })).toEqual(['accepted']);
		expect(await find(ada)).toBeUndefined();
		const again = ledger.outbox(mine).alert();
		await ledger.send(mine, { events: [again] });
		expect(await find(ada)).toMatchObject({ state: 'open' });
	});

	test('[M11] who has it keeps it when an older raise of it comes late', async () => {
		const mine = await duty.machine(north);
		const box = ledger.outbox(mine);
		const [older, raised] = [box.alert(), box.alert()];
		await box.send(raised);
		const ada = await duty.person({ role: 'volunteer', areaId: north });
		const phone = phoneOf(ada, mine);
		const on = { taskId: undefined, alertId: raised.eventId };
		await phone.send(phone.about(phone.task)(on));
		await box.send(older);
		expect((await alertsOf(ada)).filter(({ machineId }) => machineId === mine.machineId)).toEqual([
			expect.objectContaining({
				...{ alertId: older.eventId, state: 'claimed', claimedById: ada.personId }
			})
		]);
		const done = phone.about(phone.task)({ ...on, alertId: older.eventId, action: 'done' });
		await phone.send(done);
		expect((await alertsOf(ada)).filter(({ machineId }) => machineId === mine.machineId)).toEqual(
			[]
		);
	});

	test('a stored task is closed by who has done it; one about a quarantined fact is not', async () => {
		const mine = await duty.machine(north);
		const box = ledger.outbox(mine);
		const twice = box.donate();
		await ledger.send(mine, {
			events: [twice, { ...box.donate({ lotId: lotIdOf(twice) }) }, box.task()]
		});
		const ada = await duty.person({ role: 'volunteer', areaId: north });
		const phone = phoneOf(ada, mine);
		const here = async () => (await tasksOf(ada)).filter((one) => one.machineId === mine.machineId);
		const open = await here();
		expect(open.map(({ kind }) => kind).sort()).toEqual(['lot_exists', 'quarantine']);
		for (const { taskId } of open) {
			expect(told(await phone.send(phone.about(phone.task)({ taskId })))).toEqual(['accepted']);
		}
		expect((await here()).map(({ claimedBy }) => claimedBy)).toEqual(['Ada', 'Ada']);
		for (const { taskId } of open) {
			await phone.send(phone.about(phone.task)({ taskId, action: 'done' }));
		}
		expect((await here()).map(({ kind }) => kind)).toEqual(['quarantine']);
	});

	test('nobody claims what lies in another area by naming a machine of their own', async () => {
		const { alertId, find, ada } = await scene();
		const eve = await duty.person({ role: 'volunteer', areaId: south });
		const own = await duty.machine(south);
		const phone = phoneOf(eve, own);
		const claim = phone.about(phone.task)({ taskId: undefined, alertId });
		expect(told(await phone.send(claim))).toEqual(['accepted']);
		expect(await find(ada)).toMatchObject({ state: 'open' });
	});

	test('[M23] who it is handed to stands aside of the ledger', async () => {
		const { alertId, bob, adas } = await scene();
		const fact = adas.about(adas.task)({
			...{ taskId: undefined, alertId, action: 'handOver', toPersonId: bob.personId }
		});
		await adas.send(fact);
		expect(JSON.stringify(ledger.stored(fact.eventId))).not.toContain(bob.personId);
		expect(ledger.rows('SELECT value FROM sideTexts WHERE "eventId" = ?', fact.eventId)).toEqual([
			{ value: bob.personId }
		]);
	});
});

test('[M11] of a machine and a person, who share no order, the later service is the last one', async () => {
	const mine = await duty.machine(north);
	const ada = await duty.person({ role: 'volunteer', areaId: north });
	duty.train(ada);
	const [box, phone] = [ledger.outbox(mine), phoneOf(ada, mine)];
	box.skip(8);
	const uptimeMs = 10 * HOUR;
	const sent = { bootId: 'boot00000000001', sentUptimeMs: uptimeMs };
	const [kiosks, adas] = [
		box.service({ uptimeMs: uptimeMs - HOUR }),
		phone.about(phone.service)({ uptimeMs: uptimeMs - HOUR / 2 })
	];
	const last = () =>
		ledger.rows('SELECT "eventId" FROM services WHERE "machineId" = ?', mine.machineId);
	await ledger.send(mine, { events: [kiosks], ...sent });
	await phone.sendAs([adas], sent);
	expect(last()).toEqual([{ eventId: adas.eventId }]);
	const older = box.service({ uptimeMs: uptimeMs - HOUR * 0.75 });
	await ledger.send(mine, { events: [older], ...sent });
	expect(last()).toEqual([{ eventId: adas.eventId }]);
});

describe('[M11] of one device', () => {
	test('any order, any split and any repeats end in the same state', async () => {
		const ada = await duty.person({ role: 'volunteer', areaId: north });
		duty.train(ada);
		const lots = [newId(), newId()];
		const outcomes = [];
		for (const turn of [0, 1, 2]) {
			const machines = [await duty.machine(north), await duty.machine(north)];
			const phone = phoneOf(ada, machines[0]!);
			const facts = machines.flatMap(({ machineId }, i) => [
				phone.about(phone.donate, machineId)({ lotId: `${lots[i]!.slice(0, 14)}${turn}` }),
				phone.about(phone.collect, machineId)(`${lots[i]!.slice(0, 14)}${turn}`, 1),
				phone.about(phone.alert, machineId)({ slot: i + 1 }),
				phone.about(phone.service, machineId)({ done: ['clean'] }),
				phone.about(phone.alert, machineId)({ slot: i + 1, cleared: true })
			]);
			const order = turn === 0 ? facts : facts.toReversed();
			const size = turn === 2 ? 3 : 100;
			for (let from = 0; from < order.length; from += size) {
				await phone.send(...order.slice(from, from + size));
			}
			await phone.send(...facts);
			outcomes.push(
				machines.map(({ machineId }) => [
					ledger.rows('SELECT portions, donations FROM lots WHERE "machineId" = ?', machineId),
					ledger.rows('SELECT kind, place, state FROM alerts WHERE "machineId" = ?', machineId),
					ledger.rows(
						'SELECT place, work, seq % 10 AS seq FROM services WHERE "machineId" = ?',
						machineId
					)
				])
			);
		}
		expect(outcomes[1]).toEqual(outcomes[0]);
		expect(outcomes[2]).toEqual(outcomes[0]);
		expect(outcomes[0]![0]![0]).toEqual([{ portions: 3, donations: 1 }]);
	});
});

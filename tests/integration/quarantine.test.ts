import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEntry, HeldFact } from '../../src/domain/shapes/access.ts';
import { call, codes, newId, type Answer, type Machine } from '../support/api.ts';
import { Duty, type OnDuty } from '../support/duty.ts';
import { LedgerServer, lotIdOf, type Fact } from '../support/ledger.ts';

// What was told by somebody who may not waits for an operator, who releases it, once, or dismisses it.

const HOUR = 3_600_000;
let ledger: LedgerServer;
let duty: Duty;
let north: string;
let operator: OnDuty;
beforeAll(async () => {
	ledger = await LedgerServer.start();
	duty = new Duty(ledger.server);
	north = duty.area('North');
	operator = await duty.person({ role: 'operator' });
});
afterAll(async () => {
	duty[Symbol.dispose]();
	await ledger.stop();
});

const send = ({ token }: OnDuty, events: unknown[], more: object = {}): Promise<Answer> =>
	call(ledger.server, 'POST', '/api/volunteer/events', { token, body: { events, ...more } });
const waiting = async (): Promise<HeldFact[]> =>
	(await call(ledger.server, 'GET', '/api/operator/quarantine', { token: operator.token })).body
		.facts;
const decide = (quarantineId: string, decision: string, by = operator): Promise<Answer> =>
	call(ledger.server, 'POST', `/api/operator/quarantine/${quarantineId}`, {
		token: by.token,
		body: { decision }
	});
const heldOf = async ({ eventId }: Fact): Promise<HeldFact> => {
	const held = (await waiting()).find((one) => one.eventId === eventId);
	if (!held) throw new Error(`${eventId} does not wait.`);
	return held;
};
const tasksOf = (machine: Machine) => ledger.tasks(machine, 'quarantine');
const entriesOf = async ({ machineId }: Machine): Promise<AuditEntry[]> =>
	(
		await call(ledger.server, 'GET', `/api/operator/audit?subject=machine:${machineId}`, {
			token: operator.token
		})
	).body.entries;

/** A donation that a revoked phone hands over, an hour after it was made. */
async function late() {
	const mine = await duty.machine(north);
	const ada = await duty.person({ role: 'volunteer', areaId: north });
	const box = ledger.outbox({ ...mine, token: ada.token });
	const note = 'Mould on the crust.';
	const { machineId } = mine;
	const given = { ...box.donate({}, { uptimeMs: HOUR }), machineId };
	const thrown = { ...box.discard(lotIdOf(given), 1, { note, uptimeMs: HOUR }), machineId };
	await duty.revoke(ada);
	const sent = { bootId: 'boot00000000001', sentUptimeMs: 2 * HOUR };
	const answer = await send(ada, [given, thrown], sent);
	expect(answer.body.results.map(({ code }: { code: string }) => code)).toEqual([
		...['device_revoked', 'device_revoked']
	]);
	return { mine, ada, given, thrown, sent };
}

test('it is told whole: whose, when, why, and whether it can be released', async () => {
	const { mine, ada, given, thrown } = await late();
	expect(await heldOf(given)).toMatchObject({
		...{ machineId: mine.machineId, machineName: 'Library', code: 'device_revoked' },
		reason: 'Made before the device was revoked.',
		device: { deviceId: ada.deviceId, personName: 'Ada' },
		fact: { type: 'donate', lot: { lotId: lotIdOf(given) } },
		mayRelease: true
	});
	const { happenedAt, recordedAt } = await heldOf(thrown);
	expect(Date.parse(recordedAt) - Date.parse(happenedAt!)).toBe(HOUR);
	expect(await tasksOf(mine)).toHaveLength(2);
});

test('released, it is applied once, in its place and its time, whoever asks how often', async () => {
	const { mine, ada, given, thrown, sent } = await late();
	const { quarantineId, happenedAt } = await heldOf(given);
	const answers = await Promise.all(
		Array.from({ length: 5 }, () => decide(quarantineId, 'release'))
	);
	const results = answers.map(({ body }) => body.result);
	expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
	expect(results.filter((result) => result !== null)).toEqual([
		{ eventId: given.eventId, result: 'accepted' }
	]);
	expect(ledger.portions(mine, lotIdOf(given))).toBe(4);
	const [stored, ...more] = ledger.stored(given.eventId);
	expect([stored, more]).toMatchObject([
		{ origin: `d${ada.deviceId}`, seq: 1, happenedAt: Date.parse(happenedAt!) },
		[]
	]);
	await decide((await heldOf(thrown)).quarantineId, 'release');
	expect(ledger.portions(mine, lotIdOf(given))).toBe(3);
	// [M23] What is in the ledger stands there alone; its note stands aside.
	expect(ledger.held(thrown.eventId)).toMatchObject([{ decision: 'released', body: '' }]);
	expect(ledger.rows('SELECT value FROM sideTexts WHERE "eventId" = ?', thrown.eventId)).toEqual([
		{ value: 'Mould on the crust.' }
	]);
	expect(await tasksOf(mine)).toEqual([]);
	expect((await waiting()).filter(({ machineId }) => machineId === mine.machineId)).toEqual([]);

	// The phone sends once more what was answered in time.
	const again = await send(ada, [given, thrown], sent);
	expect(again.body.results.map(({ result }: { result: string }) => result)).toEqual([
		...['duplicate', 'duplicate']
	]);
	expect(ledger.portions(mine, lotIdOf(given))).toBe(3);
	const decided = (await entriesOf(mine)).filter(({ action }) => action.startsWith('fact.'));
	expect(decided).toMatchObject([
		{ action: 'fact.release', before: { eventId: thrown.eventId } },
		{ action: 'fact.release', before: { eventId: given.eventId }, after: { result: 'accepted' } }
	]);
});

test('dismissed, nothing is done, and it does not come back', async () => {
	const { mine, ada, given, sent } = await late();
	const { quarantineId } = await heldOf(given);
	expect((await decide(quarantineId, 'dismiss')).body).toMatchObject({
		...{ quarantineId, decision: 'dismissed', result: null }
	});
	expect((await decide(quarantineId, 'dismiss')).status).toBe(200);
	const other = await decide(quarantineId, 'release');
	expect([other.status, codes(other)]).toEqual([409, { decision: 'already_decided' }]);
	await send(ada, [given], sent);
	expect((await waiting()).some(({ eventId }) => eventId === given.eventId)).toBe(false);
	expect(ledger.stored(given.eventId)).toEqual([]);
	expect(ledger.lot(mine, lotIdOf(given))).toBeUndefined();
	expect(await tasksOf(mine)).toHaveLength(1);
	const [entry] = await entriesOf(mine);
	expect(entry).toMatchObject({ action: 'fact.dismiss', actor: `person:${operator.personId}` });
});

test('of a role or a training that was missing too', async () => {
	const mine = await duty.machine(north);
	const eve = await duty.person();
	const box = ledger.outbox({ ...mine, token: eve.token });
	const { machineId } = mine;
	const [given, cleaned] = [
		{ ...box.donate(), machineId },
		{ ...box.service({ done: ['clean'] }), machineId }
	];
	await send(eve, [given, cleaned]);
	for (const fact of [given, cleaned]) {
		const held = await heldOf(fact);
		expect([held.code, held.mayRelease]).toEqual(['role_may_not', true]);
		expect((await decide(held.quarantineId, 'release')).body.result.result).toBe('accepted');
	}
	expect(ledger.portions(mine, lotIdOf(given))).toBe(4);
	expect(ledger.rows('SELECT work FROM services WHERE "machineId" = ?', machineId)).toEqual([
		{ work: 'clean' }
	]);
});

test('what would only be held again can be dismissed alone', async () => {
	const mine = await duty.machine(north);
	const box = ledger.outbox(mine);
	const first = box.donate();
	const broken = { ...box.donate(), lot: null };
	const conflict = { ...first, evidence: 'door', seq: 3 };
	const task = { ...box.task(), seq: 4 };
	await ledger.send(mine, { events: [first, broken, conflict, task] });
	const mineAlone = (await waiting()).filter(({ machineId }) => machineId === mine.machineId);
	expect(mineAlone.map(({ code, mayRelease }) => [code, mayRelease])).toEqual(
		expect.arrayContaining([
			['malformed', false],
			['event_conflict', false],
			['role_may_not', false]
		])
	);
	for (const { quarantineId } of mineAlone) {
		const answer = await decide(quarantineId, 'release');
		expect([answer.status, codes(answer)]).toEqual([409, { decision: 'not_releasable' }]);
		expect((await decide(quarantineId, 'dismiss')).status).toBe(200);
	}
	expect(await tasksOf(mine)).toEqual([]);
});

test('about a machine that there is not it stays none, whoever answers for it', async () => {
	const ada = await duty.person({ role: 'operator' });
	const box = ledger.outbox({ machineId: 0, token: ada.token, secret: '' });
	const lost = { ...box.donate(), machineId: 9_999 };
	const nowhere = box.donate();
	await duty.revoke(ada);
	await send(ada, [lost, nowhere]);
	for (const fact of [lost, nowhere]) {
		const { quarantineId } = await heldOf(fact);
		expect((await decide(quarantineId, 'release')).body.result).toMatchObject({
			...{ result: 'quarantined', code: 'malformed' }
		});
		expect(ledger.stored(fact.eventId)).toEqual([]);
	}
});

test('[M10] what was of a newer form is judged again by role and area, as of its arrival', async () => {
	const mine = await duty.machine(north);
	const [ada, eve] = [await duty.person({ role: 'volunteer', areaId: north }), await duty.person()];
	const facts = [ada, eve].map((who) => ({
		...ledger.outbox({ ...mine, token: who.token }).donate(),
		machineId: mine.machineId,
		v: 2,
		lot: { ...(ledger.outbox(mine).donate()['lot'] as object), lotId: newId() }
	}));
	for (const [i, who] of [ada, eve].entries()) {
		const { body } = await send(who, [facts[i]]);
		expect(body.results[0].code).toBe('version_unknown');
	}
	// An upgrade: this server knows the form.
	for (const { eventId } of facts) {
		ledger.db
			.prepare(`UPDATE quarantine SET body = json_set(body, '$.v', 1) WHERE "eventId" = ?`)
			.run(eventId);
	}
	await ledger.server.restart();
	await expect
		.poll(
			async () => {
				await ledger.tasks(mine);
				return facts.map(({ eventId }) => [
					ledger.stored(eventId).length,
					ledger.held(eventId).map(({ code }) => code)
				]);
			},
			{ timeout: 20_000 }
		)
		.toEqual([
			[1, []],
			[0, ['role_may_not']]
		]);
});

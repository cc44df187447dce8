import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, codes, machine, newId, person } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { Mailbox } from '../support/mailbox.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
let machineId: number;
let operator: string;
beforeAll(async () => {
	server = await startServer({ env: { EXES_LIMITS: '1' } });
	machineId = (await machine(server)).machineId;
	operator = (await person(server, 'operator')).token;
});
afterAll(() => server.stop());

const report = (more: object = {}) => ({
	reportId: newId(),
	machineId,
	ateAt: '2026-11-23T12:00:00Z',
	what: 'Potato salad; sick since the evening.',
	reachMe: '+49 170 1234567',
	...more
});
const send = (body: object) => call(server, 'POST', '/api/public/illness', { body });
const listed = async (token = operator) => call(server, 'GET', '/api/operator/illness', { token });

test('operators and coordinators see it at once, as a task; the same again is the same one', async () => {
	const sent = report();
	const first = await send(sent);
	expect(first.status).toBe(200);
	const again = await send(sent);
	expect(again.status).toBe(200);
	expect(again.body.receivedAt).toBe(first.body.receivedAt);
	const coordinator = (await person(server, 'coordinator')).token;
	for (const token of [operator, coordinator]) {
		const { body } = await listed(token);
		expect(body.reports).toHaveLength(1);
		expect(body.reports[0]).toMatchObject({
			...sent,
			ateAt: '2026-11-23T12:00:00.000Z',
			machineName: 'Library',
			receivedAt: first.body.receivedAt
		});
	}
	const { body } = await call(server, 'GET', '/api/volunteer/tasks', { token: operator });
	expect(body.tasks).toMatchObject([{ kind: 'illness', machineId }]);
});

test('nobody else learns of it, and nobody’s words are in the log', async () => {
	await send(report({ what: 'a very private word', reachMe: 'private@x.example' }));
	const volunteer = (await person(server, 'volunteer')).token;
	expect((await call(server, 'GET', '/api/operator/illness')).status).toBe(401);
	expect(codes(await listed(volunteer))).toEqual({ request: 'role_may_not' });
	const { text, body } = await call(server, 'GET', '/api/volunteer/tasks', { token: volunteer });
	expect([text.includes('illness'), body.tasks]).toEqual([false, []]);
	expect(server.log()).not.toMatch(/private/);
});

test('other words under the same id are refused, and the first ones stand', async () => {
	const sent = report({ what: 'Soup' });
	await send(sent);
	const answer = await send({ ...sent, what: 'Bread' });
	expect([answer.status, codes(answer)]).toEqual([409, { reportId: 'report_conflict' }]);
	const { text } = await listed();
	expect([text.includes('Soup'), text.includes('Bread')]).toEqual([true, false]);
});

test('of many at once with one id there is one', async () => {
	const sent = report({ what: 'Rice' });
	const answers = await Promise.all(Array.from({ length: 8 }, () => send(sent)));
	// The limit counts what is new: of these some may have looked before the first was there.
	expect(
		answers.map(({ status }) => status).filter((status) => status === 200).length
	).toBeGreaterThan(0);
	const { body } = await listed();
	const same = (body.reports as { what: string }[]).filter(({ what }) => what === 'Rice');
	expect(same).toHaveLength(1);
});

test('[M23] the words are forgotten after 90 days, that it was so is not', async () => {
	using store = new Store(server);
	const [row] = store.all(
		`SELECT MIN("keepUntil") - MIN("receivedAt") AS "kept" FROM "illnessTexts" t JOIN "illnessReports" i ON i."reportId" = t."reportId"`
	);
	expect(row?.['kept']).toBe(90 * 86_400_000);
	store.run('UPDATE "illnessTexts" SET "keepUntil" = 1');
	expect((await server.exes('forget')).code).toBe(0);
	const { body } = await listed();
	expect(body.reports.length).toBeGreaterThan(0);
	expect(body.reports[0]).toMatchObject({ what: null, reachMe: null, machineId });
});

test.each<[object, number, object]>([
	[{ machineId: 999 }, 404, { machineId: 'unknown_machine' }],
	[{ reportId: 'x' }, 400, { reportId: 'invalid_report_id' }],
	[{ what: ' ' }, 400, { what: 'invalid_what' }],
	[{ what: 'x'.repeat(501) }, 400, { what: 'invalid_what' }],
	[{ ateAt: 'yesterday' }, 400, { ateAt: 'invalid_ate_at' }]
])('%j is refused', async (more, status, errors) => {
	const answer = await send(report(more));
	expect([answer.status, codes(answer)]).toEqual([status, errors]);
});

test('[M22] one address sends ten new ones an hour; what it sends again is answered', async () => {
	const sent = report();
	let last = await send(sent);
	for (let i = 0; i < 12 && last.status === 200; i += 1) last = await send(report());
	expect(last.status).toBe(429);
	expect(codes(last)).toEqual({ request: 'too_many_requests' });
	expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(60);
});

test('operators and the coordinators of the area are written to, once, and not of what was said', async () => {
	const mailbox = await Mailbox.open();
	await using mailing = await startServer({ env: { EXES_SMTP_URL: mailbox.url } });
	const { machineId: number } = await machine(mailing);
	const addresses = {
		operator: 'op@x.example',
		coordinator: 'co@x.example',
		volunteer: 'vo@x.example'
	};
	for (const [role, email] of Object.entries(addresses)) await person(mailing, role, email);
	const tell = (what: string) =>
		call(mailing, 'POST', '/api/public/illness', {
			body: report({ machineId: number, what, reachMe: 'secret@x.example' })
		});
	await tell('Secret salad');
	const arrived = await mailbox.next(addresses.operator);
	await mailbox.next(addresses.coordinator);
	expect(arrived.mail.subject).toBe('Food made somebody ill: Library');
	expect(arrived.raw).not.toMatch(/secret/i);
	await tell('Another one, moments later');
	const other = await machine(mailing);
	await call(mailing, 'POST', '/api/public/illness', {
		body: report({ machineId: other.machineId })
	});
	await mailbox.next(addresses.operator, 2);
	await mailbox.next(addresses.coordinator, 2);
	expect(mailbox.to(addresses.operator)).toHaveLength(2);
	expect(mailbox.to(addresses.volunteer)).toEqual([]);
	await mailbox.close();
});

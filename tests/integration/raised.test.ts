import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, type Answer } from '../support/api.ts';
import { Duty, type OnDuty } from '../support/duty.ts';
import { startServer, type Server } from '../support/server.ts';

// Nobody comes to a role through somebody who has it, or is about to.

const HOUR = 3_600_000;
let server: Server;
let duty: Duty;
let operator: OnDuty;
beforeAll(async () => {
	server = await startServer({ env: { EXES_PUBLIC_URL: 'https://food.example' } });
	duty = new Duty(server);
	operator = await duty.person({ role: 'operator' });
});
afterAll(async () => {
	duty[Symbol.dispose]();
	await server.stop();
});

const post = (who: Pick<OnDuty, 'token'>, path: string, body: object = {}): Promise<Answer> =>
	call(server, 'POST', `/api/operator/${path}`, { token: who.token, body });
const enter = ({ body }: Answer): Promise<Answer> =>
	call(server, 'POST', '/api/people/sign-in', {
		body: { code: new URL(body.signInUrl as string).hash.slice(1) }
	});

/** A coordinator of an area and a volunteer there. */
async function pair(): Promise<{ areaId: string; leader: OnDuty; ada: OnDuty }> {
	const areaId = duty.area();
	const leader = await duty.person({ role: 'coordinator', areaId });
	const ada = await duty.person({ role: 'volunteer', areaId });
	return { areaId, leader, ada };
}

describe('a role that is to begin', () => {
	test.each(['coordinator', 'operator'] as const)(
		'a coordinator makes no way in for a volunteer who will be %s',
		async (role) => {
			const { areaId, leader, ada } = await pair();
			const startsAt = Date.now() + HOUR;
			duty.grant(ada, { role, areaId: role === 'operator' ? '' : areaId, startsAt });
			for (const path of ['link', `devices/${ada.deviceId}/revoke`]) {
				expect((await post(leader, `people/${ada.personId}/${path}`)).status).toBe(403);
			}
			const { body } = await call(server, 'GET', '/api/operator/people', leader);
			const shown = body.people.find((one: OnDuty) => one.personId === ada.personId);
			expect(shown.mayChange).toBe(false);
			expect((await post(operator, `people/${ada.personId}/link`)).status).toBe(201);
		}
	);
});

describe('a link that waits', () => {
	const further: [string, (areaId: string, other: string) => object][] = [
		['a coordinator', (areaId) => ({ role: 'coordinator', areaId })],
		['an operator', () => ({ role: 'operator', areaId: null })],
		['a volunteer elsewhere too', (_, areaId) => ({ role: 'volunteer', areaId })],
		['a volunteer everywhere', () => ({ role: 'volunteer', areaId: null })],
		[
			'an operator from tomorrow on',
			() => ({
				...{ role: 'operator', areaId: null },
				startsAt: new Date(Date.now() + 24 * HOUR).toISOString()
			})
		]
	];
	test.each(further)('is over when its person becomes %s', async (_, given) => {
		const { areaId, leader, ada } = await pair();
		const link = await post(leader, `people/${ada.personId}/link`);
		expect(link.status).toBe(201);
		const body = given(areaId, duty.area());
		expect((await post(operator, `people/${ada.personId}/grants`, body)).status).toBe(200);
		const entered = await enter(link);
		expect([entered.status, codes(entered)]).toEqual([403, { code: 'sign_in_invalid' }]);
		expect((await enter(await post(operator, `people/${ada.personId}/link`))).status).toBe(200);
	});

	test('is over when the role is given at the command line', async () => {
		for (const given of [
			['grant', '--role', 'coordinator'],
			['create', '--role', 'operator', '--email']
		]) {
			const { leader, ada } = await pair();
			const link = await post(leader, `people/${ada.personId}/link`);
			expect((await server.exes('person', ...given, ada.email)).code).toBe(0);
			expect((await enter(link)).status).toBe(403);
		}
	});

	test('stays where what is given goes no further than what its person has', async () => {
		const { areaId, leader, ada } = await pair();
		const link = await post(leader, `people/${ada.personId}/link`);
		const endsAt = new Date(Date.now() + HOUR).toISOString();
		for (const more of [{}, { endsAt }]) {
			const body = { role: 'volunteer', areaId, ...more };
			expect((await post(operator, `people/${ada.personId}/grants`, body)).status).toBe(200);
		}
		expect((await enter(link)).status).toBe(200);
	});

	test('is over for its own person alone, and the devices stay', async () => {
		const { areaId, leader, ada } = await pair();
		const eve = await duty.person({ role: 'volunteer', areaId });
		const link = await post(leader, `people/${eve.personId}/link`);
		const body = { role: 'operator', areaId: null };
		expect((await post(operator, `people/${ada.personId}/grants`, body)).status).toBe(200);
		expect((await enter(link)).status).toBe(200);
		expect((await call(server, 'GET', '/api/people/me', ada)).body.person.role).toBe('operator');
	});
});

test('a coordinator whose role ends at that moment gets nothing through any more', async () => {
	const { areaId, leader, ada } = await pair();
	const grantId = duty.grant(ada, { role: 'volunteer', areaId, endsAt: Date.now() + HOUR });
	const validUntil = new Date(Date.now() + HOUR).toISOString();
	const noted = await post(leader, `people/${ada.personId}/trainings`, {
		...{ kind: 'service', validUntil }
	});
	const { trainingId } = noted.body.person.trainings[0];
	const before = duty.store.all('SELECT * FROM audit');
	const own = `people/${ada.personId}`;
	duty.store.run('BEGIN IMMEDIATE');
	const deeds = [
		post(leader, `${own}/rename`, { name: 'Eve' }),
		post(leader, `${own}/grants`, { role: 'volunteer', areaId, endsAt: validUntil }),
		post(leader, `grants/${grantId}/end`),
		post(leader, `${own}/trainings`, { kind: 'service', validUntil }),
		post(leader, `trainings/${trainingId}/end`),
		post(leader, `${own}/link`),
		post(leader, `${own}/devices/${ada.deviceId}/revoke`)
	];
	await sleep(200); // they read, and wait for the writer; one that is later sees what was written
	const end = 'UPDATE grants SET endsAt = ? WHERE personId = ?';
	duty.store.run(end, Date.now(), leader.personId);
	duty.store.run('COMMIT');
	const answers = await Promise.all(deeds);
	expect(answers.map((answer) => [answer.status, codes(answer)])).toEqual(
		deeds.map(() => [403, { request: 'role_may_not' }])
	);
	expect(duty.store.all('SELECT * FROM audit')).toEqual(before);
});

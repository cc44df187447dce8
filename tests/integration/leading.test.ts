import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry, KnownPerson } from '../../src/domain/shapes/access.ts';
import { call, codes, enrol, newId, type Answer } from '../support/api.ts';
import { Duty, type OnDuty } from '../support/duty.ts';
import { importPlaces, Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

// What operators and coordinators do with people, roles, areas and devices; and that each deed is noted.

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
const get = (who: Pick<OnDuty, 'token'>, path: string): Promise<Answer> =>
	call(server, 'GET', `/api/operator/${path}`, { token: who.token });
const added = async (email = `${newId()}@x.example`): Promise<KnownPerson> =>
	(await post(operator, 'people', { email, name: 'Grace' })).body.person;
const audited = async (subject: string): Promise<AuditEntry[]> =>
	(await get(operator, `audit?subject=${subject}`)).body.entries;

describe('a person', () => {
	test('is made once for an address, without a role, and noted without a name', async () => {
		const email = `${newId()}@x.example`;
		const first = await post(operator, 'people', { email, name: 'Grace' });
		expect([first.status, first.body.person]).toMatchObject([
			...[201, { name: 'Grace', email, role: 'public', grants: [], lastSeenAt: null }]
		]);
		const again = await post(operator, 'people', { email: email.toUpperCase(), name: 'Eve' });
		expect([again.status, again.body.person]).toEqual([200, first.body.person]);
		const entries = await audited(`person:${first.body.person.personId}`);
		expect(entries).toMatchObject([
			{
				...{ action: 'person.create', actor: `person:${operator.personId}`, actorName: 'Ada' },
				...{ subjectName: 'Grace', requestId: expect.stringMatching(/./) }
			}
		]);
		using store = new Store(server);
		expect(JSON.stringify(store.all('SELECT * FROM audit'))).not.toMatch(/Grace|@x\.example/);
	});

	test('is found by a part of the name or the address, whatever signs stand in it', async () => {
		const tag = newId();
		const { personId } = await added(`find_${tag}@x.example`);
		await post(operator, `people/${personId}/rename`, { name: `Zoë ${tag} 100%` });
		const found = async (find: string): Promise<string[]> =>
			(await get(operator, `people?find=${encodeURIComponent(find)}`)).body.people.map(
				(one: KnownPerson) => one.personId
			);
		expect(await found(`${tag.toUpperCase()} 100%`)).toEqual([personId]);
		expect(await found(`find_${tag}`)).toEqual([personId]);
		expect(await found(`find%${tag}`)).toEqual([]);
		expect(await found(`' OR 1=1 --`)).toEqual([]);
		expect((await get(operator, 'people?find=')).status).toBe(400);
	});

	test.each(['"quoted@x.example"', 'a..b@x.example', 'ä@ö', 'x@x', '', 'a@b.c d'])(
		'%s is no address',
		async (email) => {
			const answer = await post(operator, 'people', { email, name: 'Grace' });
			expect([answer.status, codes(answer)]).toEqual([400, { email: 'invalid_email' }]);
		}
	);

	const unknown: [string, object][] = [
		['people/nobodynobodyno/rename', { name: 'X' }],
		['people/nobodynobodyno/grants', { role: 'volunteer', areaId: null }],
		[
			'people/nobodynobodyno/trainings',
			{ kind: 'service', validUntil: new Date(Date.now() + HOUR).toISOString() }
		],
		['people/nobodynobodyno/link', {}],
		['people/nobodynobodyno/devices/x/revoke', {}],
		['grants/nothing/end', {}],
		['trainings/nothing/end', {}],
		['areas/nothing', { name: 'X' }],
		['quarantine/nothing', { decision: 'dismiss' }]
	];
	test.each(unknown)('%s is not there', async (path, body) => {
		expect((await post(operator, path, body)).status).toBe(404);
	});
});

describe('a role', () => {
	test('is given, shown, and ended; each is noted with before and after', async () => {
		const { personId } = await added();
		const areaId = duty.area();
		const endsAt = new Date(Date.now() + HOUR).toISOString();
		const given = await post(operator, `people/${personId}/grants`, {
			...{ role: 'coordinator', areaId, endsAt }
		});
		const [grant] = given.body.person.grants;
		expect([given.status, given.body.person.role, grant]).toMatchObject([
			...[200, 'coordinator', { areaId, endsAt, givenBy: 'Ada', mayEnd: true }]
		]);
		const twice = await post(operator, `people/${personId}/grants`, {
			...{ role: 'coordinator', areaId, endsAt }
		});
		expect(twice.body.person.grants).toHaveLength(1);

		const ended = await post(operator, `grants/${grant.grantId}/end`);
		expect(ended.body.person).toMatchObject({ role: 'public', grants: [] });
		expect((await post(operator, `grants/${grant.grantId}/end`)).status).toBe(200);
		const [end, give, ...more] = await audited(`person:${personId}`);
		expect(more.map(({ action }) => action)).toEqual(['person.create']);
		expect(give).toMatchObject({
			...{ action: 'grant.give', before: null, after: { role: 'coordinator', areaId, endsAt } }
		});
		expect(end).toMatchObject({ action: 'grant.end', before: { areaId, endsAt } });
		expect((end!.after as { endsAt: string }).endsAt < endsAt).toBe(true);
	});

	test('that is to begin later is shown and is not yet', async () => {
		const { personId } = await added();
		const startsAt = new Date(Date.now() + HOUR).toISOString();
		const given = await post(operator, `people/${personId}/grants`, {
			...{ role: 'volunteer', areaId: null, startsAt }
		});
		expect(given.body.person).toMatchObject({ role: 'public', grants: [{ startsAt }] });
		const [grant] = given.body.person.grants;
		await post(operator, `grants/${grant.grantId}/end`);
		expect(
			(await post(operator, `people/${personId}/rename`, { name: 'G' })).body.person.grants
		).toEqual([]);
	});

	const past = new Date(Date.now() - HOUR).toISOString();
	const wrong: [object, Record<string, string>][] = [
		[{ role: 'king', areaId: null }, { role: 'invalid_role' }],
		[{ role: 'operator', areaId: newId() }, { areaId: 'invalid_area_id' }],
		[{ role: 'volunteer', areaId: 'x' }, { areaId: 'invalid_area_id' }],
		[{ role: 'volunteer', areaId: newId() }, { areaId: 'unknown_area' }],
		[{ role: 'volunteer', areaId: null, startsAt: past }, { startsAt: 'invalid_starts_at' }],
		[{ role: 'volunteer', areaId: null, endsAt: past }, { endsAt: 'invalid_ends_at' }]
	];
	test.each(wrong)('%j: %j', async (body, expected) => {
		const { personId } = await added();
		const answer = await post(operator, `people/${personId}/grants`, body);
		expect(codes(answer)).toEqual(expected);
		const [person] = (await get(operator, `people?find=${personId}`)).body.people;
		expect(person?.grants ?? []).toEqual([]);
	});

	test('nobody gives themselves anything', async () => {
		const { personId } = operator;
		const own = `people/${personId}`;
		const validUntil = new Date(Date.now() + HOUR).toISOString();
		for (const answer of [
			await post(operator, `${own}/grants`, { role: 'volunteer', areaId: null }),
			await post(operator, `${own}/trainings`, { kind: 'service', validUntil })
		]) {
			expect([answer.status, codes(answer)]).toEqual([403, { request: 'not_yourself' }]);
		}
		const areaId = duty.area();
		const leader = await duty.person({ role: 'coordinator', areaId });
		const raised = await post(leader, `people/${leader.personId}/grants`, {
			...{ role: 'volunteer', areaId }
		});
		expect([raised.status, codes(raised)]).toEqual([403, { request: 'not_yourself' }]);
	});

	test('a coordinator gives that of a volunteer where they lead, and no other', async () => {
		const [north, south] = [duty.area(), duty.area()];
		const leader = await duty.person({ role: 'coordinator', areaId: north });
		const { personId } = await added();
		for (const [role, areaId, status] of [
			['volunteer', north, 200],
			['volunteer', south, 403],
			['volunteer', null, 403],
			['coordinator', north, 403],
			['operator', null, 403]
		]) {
			const answer = await post(leader, `people/${personId}/grants`, { role, areaId });
			expect([role, areaId, answer.status]).toEqual([role, areaId, status]);
			if (status === 403) expect(answer.body.ask).toContain('Ada');
		}
		const people = (await get(leader, 'people')).body.people as KnownPerson[];
		const ids = people.map((one) => one.personId).sort();
		expect(ids).toEqual([leader.personId, personId].sort());
		expect(people.find((one) => one.personId === personId)).toMatchObject({
			personId,
			mayChange: true,
			grants: [{ areaId: north }]
		});
	});

	test('whoever has a role elsewhere is not the coordinator’s to look after', async () => {
		const north = duty.area();
		const leader = await duty.person({ role: 'coordinator', areaId: north });
		const other = await duty.person({ role: 'volunteer', areaId: north }, { role: 'operator' });
		const { personId, deviceId } = other;
		for (const [path, body] of [
			[`people/${personId}/link`, {}],
			[`people/${personId}/rename`, { name: 'X' }],
			[`people/${personId}/devices/${deviceId}/revoke`, {}]
		] as const) {
			expect([path, (await post(leader, path, body)).status]).toEqual([path, 403]);
		}
		expect((await call(server, 'GET', '/api/people/me', { token: other.token })).status).toBe(200);
		using store = new Store(server);
		expect(
			store.all('SELECT * FROM signInCodes WHERE personId = ? AND usedAt = 0', personId)
		).toEqual([]);
	});
});

describe('the last operator', () => {
	test('stays one, from another’s hand, from their own, at the command line, and of two at once', async () => {
		const alone = await startServer();
		try {
			using there = new Duty(alone);
			const first = await there.person();
			const grants = [there.grant(first, { role: 'operator' })];
			const second = await there.person();
			const end = (who: OnDuty, grantId: string) =>
				call(alone, 'POST', `/api/operator/grants/${grantId}/end`, { token: who.token, body: {} });
			// One whose role runs out is none to count on.
			there.grant(second, { role: 'operator', endsAt: Date.now() + HOUR });
			for (const who of [first, second]) {
				const answer = await end(who, grants[0]!);
				expect([answer.status, codes(answer)]).toEqual([409, { grantId: 'last_operator' }]);
			}
			const cli = await alone.exes('person', 'end', grants[0]!);
			expect([cli.code, cli.stderr]).toEqual([1, expect.stringContaining('last operator')]);
			const lowered = await alone.exes(
				...['person', 'create', '--email', first.email, '--role', 'volunteer']
			);
			expect(lowered.code).toBe(1);

			grants.push(there.grant(second, { role: 'operator' }));
			const answers = await Promise.all([end(first, grants[1]!), end(second, grants[0]!)]);
			const statuses = answers.map(({ status }) => status).sort();
			// The second one finds itself the last, or without the role already.
			expect(statuses[0]).toBe(200);
			expect([403, 409]).toContain(statuses[1]);
			const open = there.store.all(`SELECT * FROM grants WHERE role = 'operator' AND endsAt = 0`);
			expect(open).toHaveLength(1);
		} finally {
			await alone.stop();
		}
	});
});

describe('a training', () => {
	test('is noted by somebody else, for a time, and taken back', async () => {
		const areaId = duty.area();
		const leader = await duty.person({ role: 'coordinator', areaId });
		const ada = await duty.person({ role: 'volunteer', areaId });
		const validUntil = new Date(Date.now() + HOUR).toISOString();
		const given = await post(leader, `people/${ada.personId}/trainings`, {
			...{ kind: 'service', validUntil }
		});
		const [training] = given.body.person.trainings;
		expect(training).toMatchObject({ kind: 'service', validUntil, givenBy: 'Ada' });
		const me = await call(server, 'GET', '/api/people/me', { token: ada.token });
		expect(me.body.person.trainings).toEqual([{ kind: 'service', validUntil }]);
		await post(leader, `trainings/${training.trainingId}/end`);
		const entries = await audited(`person:${ada.personId}`);
		expect(entries.slice(0, 2)).toMatchObject([
			{ action: 'training.end', before: { validUntil } },
			{ action: 'training.give', after: { validUntil }, actor: `person:${leader.personId}` }
		]);
		for (const until of [Date.now() - 1, Date.now() + 6 * 366 * 24 * HOUR]) {
			const wrong = await post(leader, `people/${ada.personId}/trainings`, {
				...{ kind: 'service', validUntil: new Date(until).toISOString() }
			});
			expect(codes(wrong)).toEqual({ validUntil: 'invalid_valid_until' });
		}
	});
});

describe('a way in, and a lost phone', () => {
	test('a link works once; who made it is noted, and not the code', async () => {
		const { personId } = await added();
		const made = await post(operator, `people/${personId}/link`);
		expect([made.status, made.body.signInUrl]).toEqual([
			...[201, expect.stringMatching(/^https:\/\/food\.example\/sign-in\/#[2-9A-HJ-NP-Z]{20}$/)]
		]);
		const code = new URL(made.body.signInUrl as string).hash.slice(1);
		const signIn = () => call(server, 'POST', '/api/people/sign-in', { body: { code } });
		expect((await signIn()).body.person.personId).toBe(personId);
		expect((await signIn()).status).toBe(403);
		const [used, link] = await audited(`person:${personId}`);
		expect(used).toMatchObject({ action: 'device.add', actor: `person:${personId}` });
		expect(link).toMatchObject({ action: 'person.link', actor: `person:${operator.personId}` });
		using store = new Store(server);
		expect(JSON.stringify(store.all('SELECT * FROM audit'))).not.toContain(code);
	});

	test('a coordinator shuts a volunteer’s phone out', async () => {
		const areaId = duty.area();
		const leader = await duty.person({ role: 'coordinator', areaId });
		const ada = await duty.person({ role: 'volunteer', areaId });
		const path = `people/${ada.personId}/devices`;
		const listed = await get(leader, path);
		expect(listed.body.devices).toMatchObject([{ deviceId: ada.deviceId, current: false }]);
		const revoked = await post(leader, `${path}/${ada.deviceId}/revoke`);
		expect(revoked.body.devices).toMatchObject([{ revokedAt: expect.stringMatching(/Z$/) }]);
		const me = await call(server, 'GET', '/api/people/me', { token: ada.token });
		expect([me.status, codes(me)]).toEqual([403, { request: 'device_revoked' }]);
		const [entry] = await audited(`person:${ada.personId}`);
		expect(entry).toMatchObject({
			...{ action: 'device.revoke', after: { deviceId: ada.deviceId } },
			actor: `person:${leader.personId}`
		});
		// Of another person it is none.
		expect((await post(leader, `${path}/${leader.deviceId}/revoke`)).status).toBe(404);
		expect((await call(server, 'GET', '/api/people/me', { token: leader.token })).status).toBe(200);
	});
});

describe('an area', () => {
	test('is a named set of machines: made, changed, shown to who leads there, and noted', async () => {
		const ids = [await enrol(server), await enrol(server), await enrol(server)].map(
			({ machineId }) => machineId
		);
		const name = `Area ${newId()}`;
		const made = await post(operator, 'areas', { name, machineIds: [ids[1], `${ids[0]}`, ids[1]] });
		expect([made.status, made.body.area]).toMatchObject([
			201,
			{ name, machineIds: ids.slice(0, 2) }
		]);
		const { areaId } = made.body.area as { areaId: string };
		const changed = await post(operator, `areas/${areaId}`, { machineIds: ids.slice(1) });
		expect(changed.body.area.machineIds).toEqual(ids.slice(1));
		const back = await post(operator, `areas/${areaId}`, { machineIds: ids });
		expect(back.body.area.machineIds).toEqual(ids);
		const renamed = await post(operator, `areas/${areaId}`, { name: `${name} 2` });
		expect(renamed.body.area).toEqual({ areaId, name: `${name} 2`, machineIds: ids });

		const leader = await duty.person({ role: 'coordinator', areaId });
		expect((await get(leader, 'areas')).body.areas).toEqual([renamed.body.area]);
		const fleet = await call(server, 'GET', '/api/volunteer/machines', { token: leader.token });
		expect(fleet.body.machines.map((one: { machineId: number }) => one.machineId)).toEqual(ids);
		expect(await audited(`area:${areaId}`)).toMatchObject([
			{ action: 'area.change', before: { name }, after: { name: `${name} 2` } },
			{ action: 'area.change', before: { machineIds: ids.slice(1) }, after: { machineIds: ids } },
			{ before: { machineIds: ids.slice(0, 2) }, after: { machineIds: ids.slice(1) } },
			{ action: 'area.create', before: null, after: { name, machineIds: ids.slice(0, 2) } }
		]);
	});

	test('has a name of its own, and machines that there are', async () => {
		const name = newId();
		await post(operator, 'areas', { name });
		expect(codes(await post(operator, 'areas', { name }))).toEqual({ name: 'area_exists' });
		const lost = await post(operator, 'areas', { name: newId(), machineIds: [9_999] });
		expect(codes(lost)).toEqual({ machineIds: 'unknown_machine' });
		expect(codes(await post(operator, 'areas', { name: ' ' }))).toEqual({ name: 'invalid_name' });
	});
});

describe('the audit', () => {
	test('is read in pages, the newest first, of one subject or all', async () => {
		const { personId } = await added();
		for (const name of ['A', 'B', 'C']) {
			await post(operator, `people/${personId}/rename`, { name });
		}
		const of = `audit?subject=person:${personId}&limit=2`;
		const first = (await get(operator, of)).body;
		expect([first.entries.length, first.more]).toEqual([2, true]);
		const { auditNo } = first.entries[1] as AuditEntry;
		const rest = (await get(operator, `${of}&before=${auditNo}`)).body;
		expect([rest.entries.map(({ action }: AuditEntry) => action), rest.more]).toEqual([
			...[['person.rename', 'person.create'], false]
		]);
		const all = (await get(operator, 'audit')).body.entries as AuditEntry[];
		expect(all.map((one) => one.auditNo)).toEqual(
			all.map((one) => one.auditNo).toSorted((a, b) => b - a)
		);
		for (const wrong of ['limit=0', 'limit=201', 'limit=x', 'before=-1']) {
			expect([wrong, (await get(operator, `audit?${wrong}`)).status]).toEqual([wrong, 400]);
		}
	});

	test('[M23] says what somebody was called, until that is forgotten; that it was changed stays', async () => {
		const { personId } = await added();
		await post(operator, `people/${personId}/rename`, { name: 'Ada L.' });
		await post(operator, `people/${personId}/rename`, { name: 'Ada K.' });
		const told = async () => {
			const [renamed] = await audited(`person:${personId}`);
			return { action: renamed?.action, before: renamed?.before, after: renamed?.after };
		};
		const names = { before: { name: 'Ada L.' }, after: { name: 'Ada K.' } };
		expect(await told()).toEqual({ action: 'person.rename', ...names });
		const said = await server.exes('audit', '--subject', `person:${personId}`);
		expect(said.stdout).toContain('{"name":"Ada L."} -> {"name":"Ada K."}');
		const { store } = duty;
		expect(JSON.stringify(store.all('SELECT * FROM audit'))).not.toContain('Ada L.');
		store.run('DELETE FROM auditTexts');
		expect(await told()).toEqual({ action: 'person.rename', before: null, after: null });
	});

	test('has who signed in where, and which machines were imported', async () => {
		const ada = await duty.person();
		const actions = (await audited(`person:${ada.personId}`)).map(({ action }) => action);
		expect(actions).toEqual(['device.add', 'person.link', 'grant.give', 'person.create']);
		const [added] = await audited(`person:${ada.personId}`);
		expect(added).toMatchObject({
			...{ actor: `person:${ada.personId}`, after: { deviceId: ada.deviceId } },
			requestId: expect.stringMatching(/./)
		});
		const [machineId = 0] = await importPlaces(server, [{ lat: 1, lon: 1 }]);
		expect(await audited(`machine:${machineId}`)).toMatchObject([
			{ action: 'machine.import', after: { name: 'Place 0', status: 'accepted' } }
		]);
	});

	test('takes no change and no removal', () => {
		using store = new Store(server);
		expect(() => {
			store.run(`UPDATE audit SET actor = 'user:nobody'`);
		}).toThrow(/append-only/);
		expect(() => {
			store.run('DELETE FROM audit');
		}).toThrow(/append-only/);
	});
});

describe('[O7] the same at the command line', () => {
	test('areas, roles, trainings and the audit', async () => {
		const { machineId } = await enrol(server);
		const name = `Area ${newId()}`;
		const area = (await server.exes('area', 'create', name, String(machineId), '--json')).json;
		expect(area).toMatchObject({ name, machineIds: [machineId] });
		const { areaId } = area as { areaId: string };
		const set = await server.exes('area', 'set', name, '--empty', '--name', `${name} B`, '--json');
		expect(set.json).toEqual({ areaId, name: `${name} B`, machineIds: [] });
		expect((await server.exes('area', 'set', areaId, String(machineId))).code).toBe(0);
		expect((await server.exes('area', 'list')).stdout).toContain(`${name} B  ${machineId}`);

		const email = `${newId()}@x.example`;
		expect((await server.exes('person', 'grant', email, '--role', 'volunteer')).stderr).toContain(
			'person create'
		);
		await server.exes('person', 'create', '--email', email, '--role', 'volunteer', '--name', 'Bob');
		const grant = await server.exes(
			...['person', 'grant', email, '--role', 'coordinator', '--area', `${name} B`],
			...['--expires', '7d', '--json']
		);
		expect(grant.json).toMatchObject({ role: 'coordinator', areaId, areaName: `${name} B` });
		expect((await server.exes('person', 'train', email)).stdout).toContain('trained for service');
		const { people } = (await server.exes('person', 'list', '--json')).json as {
			people: { email: string; personId: string }[];
		};
		const bob = people.find((one) => one.email === email)!;
		expect(bob).toMatchObject({
			...{ role: 'coordinator', trainings: [{ kind: 'service' }] },
			grants: [
				{ role: 'volunteer', areaId: null },
				{ role: 'coordinator', areaId }
			]
		});
		const { grantId } = grant.json as { grantId: string };
		expect((await server.exes('person', 'end', grantId)).code).toBe(0);
		const { entries } = (
			await server.exes('audit', '--subject', `person:${bob.personId}`, '--json')
		).json as { entries: AuditEntry[] };
		expect(entries.map(({ action }) => action)).toEqual([
			...['grant.end', 'training.give', 'grant.give', 'person.link', 'grant.give', 'person.create']
		]);
		expect(entries[0]!.actor).toMatch(/^user:/);
		const lines = (await server.exes('audit', '--limit', '1')).stdout;
		expect(lines).toMatch(/grant\.end .*\(Bob\)/);
		expect(lines).toContain('audit --before');
	});

	const wrong: [string[], number][] = [
		[['area', 'create'], 2],
		[['area', 'create', 'X', 'seven'], 2],
		[['area', 'set', 'nowhere', '1'], 1],
		[['area', 'set', 'nowhere'], 2],
		[['person', 'grant', 'x@x.example', '--role', 'king'], 2],
		[['person', 'grant', 'x@x.example', '--role', 'operator', '--area', 'X'], 2],
		[['person', 'grant', '--role', 'volunteer'], 2],
		[['person', 'end'], 2],
		[['person', 'end', 'nothing'], 1],
		[['person', 'train', 'x@x.example', '--expires', 'long'], 2],
		[['audit', '--limit', '0'], 2]
	];
	test.each(wrong)('%j: exit code %i', async (args, code) => {
		expect((await server.exes(...args)).code).toBe(code);
	});
});

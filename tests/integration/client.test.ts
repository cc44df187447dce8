import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from '../../src/domain/api/routes.ts';
import { enrol, newId, newSecret, person } from '../support/api.ts';
import { Authenticator } from '../support/authenticator.ts';
import { clientOf } from '../support/client.ts';
import { startServer, type Server } from '../support/server.ts';

/**
 * A client made from the specification alone uses every endpoint of the real server. That it compiles
 * is shown by `npm run check`: a wrong field does not, which each `@ts-expect-error` here asserts.
 */
let server: Server;
const used = new Set<string>();
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

/** As `clientOf`, and notes what was called. */
function client(token?: string) {
	const made = clientOf(server.url, token);
	made.use({
		onRequest({ schemaPath, request }) {
			used.add(`${request.method} ${schemaPath}`);
		}
	});
	return made;
}

const fact = (seq: number) => ({
	...{ eventId: newId(), epoch: 'epoch0000000001', seq, bootId: 'boot00000000001' },
	...{ occurredAt: new Date().toISOString(), uptimeMs: 2_000 }
});
const bread = {
	lotId: newId(),
	slot: 2,
	name: 'Bread',
	category: 'bakery',
	storage: 'ambient',
	dateKind: 'bestBefore',
	date: '2030-01-01',
	portions: 4,
	allergens: null
} as const;

test('a machine, from its code to its alert', async () => {
	const { enrolmentCode } = await enrol(server);
	const secret = newSecret();
	const anyone = client();
	const registered = await anyone.POST('/api/machine/register', {
		body: { enrolmentCode, secret, hardware: { slots: [{ slot: 2, storage: 'ambient' }] } }
	});
	const { machineId } = registered.data!;
	const signedIn = await anyone.POST('/api/machine/auth', { body: { machineId, secret } });
	const machine = client(signedIn.data!.token);

	const { data: config } = await machine.GET('/api/machine/config');
	expect(config!.config.slots[0]!.kind).toBe('shelf');
	const boot = { bootId: 'boot00000000001', uptimeMs: 1_000, appVersion: '1.0.0' };
	const { data: status } = await machine.POST('/api/machine/status', { body: boot });
	expect(status!.acked).toBeNull();

	const given = await machine.POST('/api/food/donate', { body: { ...fact(1), lot: bread } });
	expect(given.data!.result).toBe('accepted');
	const { lotId } = bread;
	await machine.POST('/api/food/collect', {
		body: { ...fact(2), lotId, portions: 1, evidence: 'none' }
	});
	await machine.POST('/api/maintenance/expired', {
		body: { ...fact(3), lotId, portions: 1, reason: 'spoiled' }
	});
	await machine.POST('/api/maintenance/alert', {
		body: { ...fact(4), kind: 'power', severity: 'warning', cleared: false }
	});
	const { data: batch } = await machine.POST('/api/machine/events', {
		body: {
			events: [
				{ ...fact(5), type: 'collect', lotId, portions: 1, evidence: 'none' },
				{ ...fact(6), type: 'alert', kind: 'power', severity: 'info', cleared: true }
			]
		}
	});
	expect(batch!.ackedThroughSeq).toBe(6);

	const { data: near } = await anyone.GET('/api/location/nearest', {
		params: { query: { lat: 52.52, lon: 13.405, has: ['food'], storage: ['ambient', 'chilled'] } }
	});
	expect(near!.machines.map((one) => one.machineId)).toEqual([machineId]);
	const refused = await machine.POST('/api/food/collect', {
		body: { ...fact(1), lotId, portions: 1, evidence: 'none' }
	});
	expect(refused.error).toMatchObject({ status: 422, result: 'quarantined', code: 'seq_conflict' });
});

test('a person on duty, everybody, and whoever watches the server', async () => {
	const { token } = await person(server, 'volunteer');
	const duty = client(token);
	const anyone = client();
	expect((await duty.GET('/api/people/me')).data!.person.role).toBe('volunteer');
	expect((await duty.GET('/api/volunteer/alerts')).data!.alerts).toEqual([]);
	const claim = { ...fact(1), type: 'task', alertId: newId(), action: 'claim' } as const;
	const sent = await duty.POST('/api/volunteer/events', { body: { events: [claim] } });
	expect(sent.data!.results[0]!.data).toHaveProperty('machineId');
	expect((await duty.GET('/api/volunteer/machines')).data!.machines).toHaveLength(1);
	const collection = 'machines';
	const start = await duty.GET('/api/sync/snapshot', { params: { query: { collection } } });
	const { feed, seq } = start.data!;
	const since = await duty.GET('/api/sync/changes', {
		params: { query: { collection, feed, since: seq } }
	});
	expect([since.data!.changes, since.data!.next]).toEqual([[], since.data!.head]);
	const hints = await duty.GET('/api/sync/hints', { parseAs: 'stream' });
	expect(hints.response.status).toBe(200);
	await (hints.data as ReadableStream<Uint8Array>).cancel();
	const { data: list } = await duty.GET('/api/people/devices');
	const path = { deviceId: list!.devices[0]!.deviceId };
	const named = await duty.POST('/api/people/devices/{deviceId}/rename', {
		params: { path },
		body: { name: 'Phone' }
	});
	expect(named.data!.device.name).toBe('Phone');
	const { data: tasks } = await duty.GET('/api/volunteer/tasks');
	expect([tasks!.tasks.map(({ kind }) => kind), tasks!.more]).toEqual([['quarantine'], false]);
	const code = await anyone.POST('/api/people/code', { body: { email: 'ada@example.org' } });
	expect(code.error!.data).toMatchObject({ request: { code: 'no_mail' } });
	const wrong = await anyone.POST('/api/people/sign-in', { body: { code: 'no such code' } });
	expect(wrong.error!.data).toHaveProperty('code');
	expect((await anyone.GET('/api/public/snapshot')).data!.machines).toHaveLength(1);
	expect((await anyone.GET('/api/ready')).data!.ready).toBe(true);
	const out = await duty.POST('/api/people/devices/{deviceId}/revoke', {
		params: { path },
		body: {}
	});
	expect(out.data!.device.current).toBe(true);
	for (const path of [
		'/api/openapi.json',
		'/api/openapi.yaml',
		'/api/docs',
		'/api/docs.css'
	] as const) {
		expect((await anyone.GET(path, { parseAs: 'text' })).response.status).toBe(200);
	}
});

test('what the law asks to be visible, and somebody who fell ill', async () => {
	const operator = client((await person(server, 'operator')).token);
	const anyone = client();
	const { machineId } = await enrol(server);
	const contact = { name: 'Ada', email: 'ada@x.example', phone: '' };
	const set = await operator.PUT('/api/operator/texts', {
		body: { details: { name: 'A network' }, contacts: [{ machineId, contact }] }
	});
	expect(set.data!.details.name).toBe('A network');
	expect((await anyone.GET('/api/public/texts')).data!.texts[0]!.isDefault).toBe(true);
	const asked = await anyone.GET('/api/public/contact', { params: { query: { machineId } } });
	expect(asked.data!.contact!.name).toBe('Ada');
	const told = await anyone.POST('/api/public/illness', {
		body: {
			reportId: newId(),
			machineId,
			ateAt: new Date().toISOString(),
			what: 'Soup',
			reachMe: ''
		}
	});
	expect(told.data!.receivedAt).toMatch(/Z$/);
	const { data: ill } = await operator.GET('/api/operator/illness');
	expect(ill!.reports[0]!.what).toBe('Soup');
});

test('a person with a passkey', async () => {
	const { token } = await person(server, 'volunteer');
	const duty = client(token);
	const anyone = client();
	const key = new Authenticator(server.url);
	type Credential = {
		id: string;
		rawId: string;
		type: 'public-key';
		response: Record<string, unknown>;
	};

	const { data: creation } = await duty.POST('/api/people/passkeys/begin', { body: {} });
	const { data: made } = await duty.POST('/api/people/passkeys/finish', {
		body: {
			challenge: creation!.challenge,
			credential: key.create(creation!.options as never) as Credential,
			name: 'Phone'
		}
	});
	const path = { passkeyId: made!.passkey.passkeyId };
	const { data: request } = await anyone.POST('/api/people/passkeys/sign-in/begin', { body: {} });
	const { data: signed } = await anyone.POST('/api/people/passkeys/sign-in/finish', {
		body: {
			challenge: request!.challenge,
			credential: key.get(request!.options as never) as Credential
		}
	});
	expect(signed!.person.role).toBe('volunteer');
	const { data: renamed } = await duty.POST('/api/people/passkeys/{passkeyId}/rename', {
		params: { path },
		body: { name: 'Old phone' }
	});
	const { data: list } = await duty.GET('/api/people/passkeys');
	expect(list!.passkeys).toEqual([renamed!.passkey]);
	await duty.POST('/api/people/passkeys/{passkeyId}/delete', { params: { path }, body: {} });
	expect((await duty.GET('/api/people/passkeys')).data!.passkeys).toEqual([]);
});

test('an operator, from the first area to the last word in the audit', async () => {
	const lead = client((await person(server, 'operator')).token);
	const { machineId } = await enrol(server);
	const made = await lead.POST('/api/operator/areas', { body: { name: 'North' } });
	const { areaId } = made.data!.area;
	const area = await lead.POST('/api/operator/areas/{areaId}', {
		params: { path: { areaId } },
		body: { machineIds: [machineId] }
	});
	expect((await lead.GET('/api/operator/areas')).data!.areas).toEqual([area.data!.area]);

	const email = `${newId()}@x.example`;
	const added = await lead.POST('/api/operator/people', { body: { email, name: 'Grace' } });
	const { personId } = added.data!.person;
	const path = { params: { path: { personId } } };
	await lead.POST('/api/operator/people/{personId}/rename', { ...path, body: { name: 'Ada' } });
	const given = await lead.POST('/api/operator/people/{personId}/grants', {
		...path,
		body: { role: 'volunteer', areaId }
	});
	const trained = await lead.POST('/api/operator/people/{personId}/trainings', {
		...path,
		body: { kind: 'service', validUntil: new Date(Date.now() + 9e8).toISOString() }
	});
	const [grant] = given.data!.person.grants;
	const [training] = trained.data!.person.trainings;
	const { data: people } = await lead.GET('/api/operator/people', {
		params: { query: { find: email } }
	});
	expect(people!.people.map(({ name, role }) => [name, role])).toEqual([['Ada', 'volunteer']]);

	const link = await lead.POST('/api/operator/people/{personId}/link', { ...path, body: {} });
	const code = new URL(link.data!.signInUrl).hash.slice(1);
	const { data: ada } = await client().POST('/api/people/sign-in', { body: { code } });
	const { deviceId } = ada!;
	const seen = await lead.GET('/api/operator/people/{personId}/devices', path);
	expect(seen.data!.devices.map((device) => device.deviceId)).toEqual([deviceId]);
	await lead.POST('/api/operator/people/{personId}/devices/{deviceId}/revoke', {
		params: { path: { personId, deviceId } },
		body: {}
	});
	const lot = { ...bread, lotId: newId() };
	await client(ada!.token).POST('/api/volunteer/events', {
		body: { events: [{ ...fact(1), type: 'donate', machineId, lot }] }
	});
	const { data: held } = await lead.GET('/api/operator/quarantine');
	const waiting = held!.facts.find(({ device }) => device?.deviceId === deviceId);
	const released = await lead.POST('/api/operator/quarantine/{quarantineId}', {
		params: { path: { quarantineId: waiting!.quarantineId } },
		body: { decision: 'release' }
	});
	// The machine has not registered yet, so that nobody knows its slots.
	expect(released.data!.result!.code).toBe('unknown_slot');

	await lead.POST('/api/operator/trainings/{trainingId}/end', {
		params: { path: { trainingId: training!.trainingId } },
		body: {}
	});
	await lead.POST('/api/operator/grants/{grantId}/end', {
		params: { path: { grantId: grant!.grantId } },
		body: {}
	});
	const { data: audit } = await lead.GET('/api/operator/audit', {
		params: { query: { limit: 3 } }
	});
	expect(audit!.entries.map(({ action }) => action)).toEqual([
		...['grant.end', 'training.end', 'fact.release']
	]);
});

test('and no endpoint was left out', () => {
	expect([...used].sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});

/** Never run: what must not compile. */
export async function wrongFields(): Promise<void> {
	const any = client();
	const sweets = { ...bread, category: 'sweets' } as const;
	// @ts-expect-error there is no such path
	await any.GET('/api/nowhere');
	// @ts-expect-error the secret is missing
	await any.POST('/api/machine/auth', { body: { machineId: 7 } });
	// @ts-expect-error a category that there is not
	await any.POST('/api/food/donate', { body: { ...fact(1), lot: sweets } });
	// @ts-expect-error a seq in words
	await any.POST('/api/food/donate', { body: { ...fact(1), seq: 'one', lot: bread } });
	// @ts-expect-error a fact without its type
	await any.POST('/api/machine/events', { body: { events: [fact(1)] } });
	// @ts-expect-error a place without longitude
	await any.GET('/api/location/nearest', { params: { query: { lat: 1 } } });
	const { data } = await any.GET('/api/public/snapshot');
	// @ts-expect-error the snapshot tells no secret
	expect(data?.machines[0]?.secret).toBeUndefined();
}

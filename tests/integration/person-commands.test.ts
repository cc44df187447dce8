import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, newId, person } from '../support/api.ts';
import { Authenticator } from '../support/authenticator.ts';
import { codeIn, Mailbox } from '../support/mailbox.ts';
import { startServer, type Server } from '../support/server.ts';

let mailbox: Mailbox;
let server: Server;
beforeAll(async () => {
	mailbox = await Mailbox.open();
	server = await startServer({ env: { EXES_SMTP_URL: mailbox.url } });
});
afterAll(async () => {
	await server.stop();
	await mailbox.close();
});

const me = (token: string) => call(server, 'GET', '/api/people/me', { token });
const post = (path: string, body: object, token?: string) =>
	call(server, 'POST', path, { body, token });

describe('[O7] the first day', () => {
	test('an installation without an operator says at its start and to the doctor what is next', async () => {
		await using empty = await startServer();
		const command = 'npm run exes -- person create --email you@example.org --role operator';
		const says = () => empty.log().includes('Nobody can sign in as an operator yet');
		expect([says(), empty.log().includes(command)]).toEqual([true, true]);
		const doctor = await empty.exes('doctor', '--json');
		expect(doctor.json).toMatchObject({
			findings: expect.arrayContaining([
				expect.objectContaining({ code: 'no_operator', cure: command })
			])
		});
		const list = await empty.exes('person', 'list');
		expect(list.stdout).toContain('person create --email you@example.org --role operator');
		await person(empty, 'volunteer');
		expect((await empty.exes('doctor', '--json')).stdout).toContain('no_operator');

		const { token } = await person(empty, 'operator');
		expect((await empty.exes('doctor', '--json')).stdout).not.toContain('no_operator');
		const before = empty.log().length;
		await empty.restart();
		expect(empty.log().slice(before)).not.toContain('Nobody can sign in');
		expect((await call(empty, 'GET', '/api/people/me', { token })).status).toBe(200);
	});
});

describe('[O7] person list', () => {
	test('is everybody, with role, devices and passkeys', async () => {
		const ada = await person(server, 'operator', 'ada@x.example');
		await person(server, 'operator', 'ada@x.example');
		const made = await server.exes(
			...['person', 'create', '--email', 'new@x.example', '--role', 'volunteer', '--json']
		);
		expect(made.code).toBe(0);
		const { json } = await server.exes('person', 'list', '--json');
		const { people } = json as { people: Record<string, unknown>[] };
		const byEmail = new Map(people.map((one) => [one['email'], one]));
		expect(byEmail.get('ada@x.example')).toEqual({
			...{ personId: ada.personId, email: 'ada@x.example', name: 'Ada', demo: false },
			...{ role: 'operator', devices: 2, passkeys: 0, lastSeenAt: expect.stringMatching(/Z$/) },
			grants: [expect.objectContaining({ role: 'operator', areaId: null, endsAt: null })],
			trainings: []
		});
		expect(byEmail.get('new@x.example')).toMatchObject({ devices: 0, lastSeenAt: null });
		const { stdout } = await server.exes('person', 'list');
		expect(stdout).toMatch(/^operator +2 devices +0 passkeys +\S+Z +ada@x\.example {2}Ada$/m);
		expect(stdout).toMatch(/^volunteer +0 devices +0 passkeys +never seen +new@x\.example {2}$/m);
	});
});

test('what changes of a known person is in the audit, before and after', async () => {
	const email = `${newId()}@x.example`;
	const create = (...more: string[]) =>
		server.exes('person', 'create', '--email', email, '--role', 'volunteer', '--json', ...more);
	const { personId } = (await create('--name', 'Ada L.')).json as { personId: string };
	await create('--name', 'Ada K.', '--demo');
	const { json } = await server.exes('audit', '--subject', `person:${personId}`, '--json');
	const { entries } = json as { entries: { action: string; before: unknown; after: unknown }[] };
	expect(entries.slice(0, 3).map(({ action, before, after }) => [action, before, after])).toEqual([
		['person.link', null, null],
		['person.demo', { demo: false }, { demo: true }],
		['person.rename', { name: 'Ada L.' }, { name: 'Ada K.' }]
	]);
});

describe('[O7] person revoke-devices', () => {
	test('shuts a person out everywhere, and nobody else; a new link lets them in again', async () => {
		const email = `${newId()}@x.example`;
		const phone = await person(server, 'coordinator', email);
		const laptop = await person(server, 'coordinator', email);
		const other = await person(server, 'coordinator');
		const key = new Authenticator(server.url);
		const begun = await post('/api/people/passkeys/begin', {}, phone.token);
		await post(
			'/api/people/passkeys/finish',
			{ challenge: begun.body.challenge, credential: key.create(begun.body.options) },
			phone.token
		);
		await post('/api/people/code', { email });
		const mail = await mailbox.next(email);
		const link = await server.exes(
			...['person', 'create', '--email', email, '--role', 'coordinator', '--json']
		);

		const outcome = await server.exes('person', 'revoke-devices', email.toUpperCase(), '--json');
		expect(outcome.json).toEqual({
			...{ email, personId: phone.personId, devices: 2, passkeys: 1 }
		});
		for (const { token } of [phone, laptop]) {
			expect(codes(await me(token))).toEqual({ request: 'device_revoked' });
		}
		expect((await me(other.token)).status).toBe(200);
		const asked = await post('/api/people/passkeys/sign-in/begin', {});
		const answered = await post('/api/people/passkeys/sign-in/finish', {
			...{ challenge: asked.body.challenge, credential: key.get(asked.body.options) }
		});
		expect(codes(answered)).toEqual({ credential: 'passkey_unknown' });
		const { signInUrl } = link.json as { signInUrl: string };
		for (const code of [codeIn(mail), new URL(signInUrl).hash.slice(1)]) {
			expect(codes(await post('/api/people/sign-in', { code }))).toEqual({
				code: 'sign_in_invalid'
			});
		}

		const again = await server.exes('person', 'revoke-devices', email);
		expect(again.stdout).toContain(`${email}: signed out on 0 devices, without 0 passkeys.`);
		const back = await person(server, 'coordinator', email);
		expect((await me(back.token)).body.person.personId).toBe(phone.personId);
	});

	test.each([[[]], [['ada']], [['a@x.example', 'b@x.example']]])(
		'wrong use ends with 2: %j',
		async (args) => {
			const { code, stderr } = await server.exes('person', 'revoke-devices', ...args);
			expect([code, stderr]).toEqual([2, expect.stringContaining('by e-mail')]);
		}
	);

	test('of nobody ends with 1', async () => {
		const { code, stdout, stderr } = await server.exes('person', 'revoke-devices', 'no@x.example');
		expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('no@x.example')]);
	});
});

test('[O7] the doctor asks the mail server, without a letter', async () => {
	const before = mailbox.arrived.length;
	expect((await server.exes('doctor', '--json')).stdout).not.toContain('mail_server');
	expect([mailbox.arrived.length, mailbox.asked]).toEqual([before, before]);
	const away = await Mailbox.open();
	await using other = await startServer({ env: { EXES_SMTP_URL: away.url } });
	await away.close();
	const { code, stdout } = await other.exes('doctor', '--json');
	expect([code, stdout]).toEqual([1, expect.stringContaining('mail_server')]);
});

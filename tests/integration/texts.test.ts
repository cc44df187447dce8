import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	DETAIL_NAMES,
	REQUIRED_DETAILS,
	TEXT_NAMES,
	type TextsReply
} from '../../src/domain/shapes/texts.ts';
import { LANGUAGES } from '../../src/domain/shapes/words.ts';
import { call, codes, machine, person } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
let operator: string;
beforeAll(async () => {
	server = await startServer();
	operator = (await person(server, 'operator')).token;
});
afterAll(() => server.stop());

const read = async (): Promise<TextsReply> =>
	(await call(server, 'GET', '/api/public/texts')).body as TextsReply;
const put = (body: object, token: string | undefined = operator) =>
	call(server, 'PUT', '/api/operator/texts', { token, body });
const imprint = (text: string | null) => ({ name: 'imprint', language: 'de', text });
const journal = (action: string) => {
	using store = new Store(server);
	return store.all(`SELECT * FROM "audit" WHERE "action" = ? ORDER BY "auditNo"`, action);
};

test('every text is there in every language before anybody has set one', async () => {
	const { texts, details } = await read();
	expect(texts.map(({ name, language }) => `${name} ${language}`).sort()).toEqual(
		TEXT_NAMES.flatMap((name) => LANGUAGES.map((language) => `${name} ${language}`)).sort()
	);
	expect(texts.every(({ isDefault, updatedAt }) => isDefault && updatedAt === null)).toBe(true);
	expect(details).toEqual({
		...Object.fromEntries(DETAIL_NAMES.map((name) => [name, ''])),
		emergency: '112'
	});
});

test('[O7] the doctor names what is missing until it is filled in, and each gap that is left', async () => {
	const warnings = async () => {
		const { json, code } = await server.exes('doctor', '--json');
		expect(code).toBe(0);
		const { findings } = json as { findings: { code: string; message: string }[] };
		return Object.fromEntries(findings.map((found) => [found.code, found.message]));
	};
	expect((await warnings())['details_missing']).toContain(`: ${REQUIRED_DETAILS.join(', ')}.`);
	const values = { email: 'a@b.example', poisonLine: '+49 30 19240' };
	const details = Object.fromEntries(REQUIRED_DETAILS.map((name) => [name, 'x']));
	await put({ details: { ...details, ...values }, texts: [imprint('Ask [[whom?]]')] });
	expect(await warnings()).toMatchObject({
		texts_unfinished: expect.stringContaining('imprint (de)') as string
	});
	expect(await warnings()).not.toHaveProperty('details_missing');
	await put({ texts: [imprint(null)] });
	expect(await warnings()).not.toHaveProperty('texts_unfinished');
});

test('what is set is seen at once, and goes back to the words of Exes', async () => {
	const first = await call(server, 'GET', '/api/public/texts');
	const etag = first.headers.get('etag') ?? '';
	const again = () =>
		call(server, 'GET', '/api/public/texts', { headers: { 'if-none-match': etag } });
	expect((await again()).status).toBe(304);
	const answer = await put({ texts: [imprint('  Ada\n<b>Weg</b> 1 ')] });
	expect(answer.status).toBe(200);
	const now = await again();
	expect(now.status).toBe(200);
	expect(now.body).toEqual(answer.body);
	const set = (now.body as TextsReply).texts.find((one) => !one.isDefault);
	expect(set).toMatchObject({ name: 'imprint', language: 'de', text: 'Ada\n<b>Weg</b> 1' });

	await put({ texts: [imprint(null)] });
	expect((await again()).status).toBe(304);
});

test('each change is in the journal, with before and after, and without anybody’s name', async () => {
	const author = (await call(server, 'GET', '/api/people/me', { token: operator })).body;
	await put({ texts: [imprint('One')], details: { name: 'Ada Lovelace', phone: '030 1' } });
	await put({ texts: [imprint('One')], details: { name: 'Ada Lovelace' } });
	await put({ texts: [imprint('Two')] });
	const texts = journal('text.set').slice(-2);
	const key = { name: 'imprint', language: 'de' };
	expect(
		texts.map(({ before, after }) => [before, after].map((s) => JSON.parse(s as string) as object))
	).toEqual([
		[
			{ ...key, text: null },
			{ ...key, text: 'One' }
		],
		[
			{ ...key, text: 'One' },
			{ ...key, text: 'Two' }
		]
	]);
	expect(texts[0]).toMatchObject({ actor: `person:${author.person.personId}`, subject: 'network' });
	expect(texts[0]?.['requestId']).toMatch(/\S/);
	const details = journal('details.set');
	expect(JSON.parse(details.at(-1)?.['after'] as string)).toEqual({ changed: ['name', 'phone'] });
	expect(JSON.stringify(details)).not.toContain('Lovelace');
});

describe('who is responsible for a machine', () => {
	const ask = (machineId: unknown) =>
		call(server, 'GET', `/api/public/contact?machineId=${String(machineId)}`);

	test('is who is responsible for the network, unless it has its own', async () => {
		const { machineId } = await machine(server);
		await put({ details: { name: 'Network', email: '', phone: '' } });
		expect((await ask(machineId)).body).toEqual({ machineId, contact: null, isOwn: false });
		await put({ details: { phone: '030 123' } });
		const network = { name: 'Network', email: '', phone: '030 123' };
		expect((await ask(machineId)).body).toEqual({ machineId, contact: network, isOwn: false });

		const own = { name: 'Grace', email: 'g@b.example', phone: '' };
		await put({ contacts: [{ machineId, contact: own }] });
		expect((await ask(machineId)).body).toEqual({ machineId, contact: own, isOwn: true });
		const [deed] = journal('contact.set');
		expect(deed).toMatchObject({ subject: `machine:${machineId}`, after: '{"isOwn":true}' });
		expect(JSON.stringify(deed)).not.toContain('Grace');

		await put({ contacts: [{ machineId, contact: null }] });
		expect((await ask(machineId)).body).toMatchObject({ isOwn: false });
	});

	test('a machine that there is not is said so, and nothing is changed', async () => {
		expect((await ask(999)).status).toBe(404);
		expect(codes(await ask(999))).toEqual({ machineId: 'unknown_machine' });
		const contact = { name: 'Grace', email: 'g@b.example', phone: '' };
		const before = await read();
		const answer = await put({
			texts: [imprint('Not this')],
			contacts: [{ machineId: 999, contact }]
		});
		expect([answer.status, await read()]).toEqual([404, before]);
	});

	test.each([['0'], ['-1'], ['x'], ['']])('%s is no number of a machine', async (typed) => {
		const answer = await ask(typed);
		expect([answer.status, codes(answer)]).toEqual([400, { machineId: 'invalid_machine_id' }]);
	});
});

test.each<[object, object]>([
	[{ texts: [{ name: 'recipe', language: 'de', text: 'x' }] }, { 'texts.0.name': 'invalid_name' }],
	[{ texts: [imprint('')] }, { 'texts.0.text': 'invalid_text' }],
	[{ texts: [imprint('x'.repeat(20_001))] }, { 'texts.0.text': 'invalid_text' }],
	[{ details: { email: 'nobody' } }, { 'details.email': 'invalid_email' }],
	[{ details: { phone: 'javascript:alert(1)' } }, { 'details.phone': 'invalid_phone' }],
	[
		{ contacts: [{ machineId: 1, contact: { name: 'A', email: '', phone: '' } }] },
		{ 'contacts.0.contact': 'invalid_contact' }
	]
])('%j is refused, field by field', async (body, errors) => {
	const before = await read();
	const answer = await put(body);
	expect([answer.status, codes(answer)]).toEqual([400, errors]);
	expect(await read()).toEqual(before);
});

test('only an operator sets them', async () => {
	const before = await read();
	const kiosk = await machine(server);
	expect((await put({ texts: [imprint('Mine')] }, '')).status).toBe(401);
	expect((await put({ texts: [imprint('Mine')] }, kiosk.token)).status).toBe(403);
	for (const role of ['volunteer', 'coordinator']) {
		const answer = await put({ texts: [imprint('Mine')] }, (await person(server, role)).token);
		expect([answer.status, codes(answer)]).toEqual([403, { request: 'role_may_not' }]);
	}
	expect(await read()).toEqual(before);
});

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RequestCodeReply, SignInReply } from '../../src/domain/shapes/people.ts';
import { call, codes, newId, person, type Answer } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { codeIn, digitsIn, Mailbox } from '../support/mailbox.ts';
import { startServer, type Server } from '../support/server.ts';

let mailbox: Mailbox;
let server: Server;
beforeAll(async () => {
	mailbox = await Mailbox.open();
	server = await startServer({
		env: { EXES_SMTP_URL: mailbox.url, EXES_PUBLIC_URL: 'https://food.example' }
	});
});
afterAll(async () => {
	await server.stop();
	await mailbox.close();
});

const ask = (email: unknown, more: object = {}, headers: Record<string, string> = {}) =>
	call(server, 'POST', '/api/people/code', { body: { email, ...more }, headers });
const signIn = (body: object) => call(server, 'POST', '/api/people/sign-in', { body });
const requestOf = ({ body }: Answer): string => v.parse(RequestCodeReply, body).requestId;
const refused = (answer: Answer, field: string) => {
	expect([answer.status, codes(answer)]).toEqual([403, { [field]: 'sign_in_invalid' }]);
};

/** A person who has never signed in: with an address, and no token. */
async function known(role = 'volunteer'): Promise<string> {
	return (await person(server, role)).email;
}

/** Asks for a code and reads the mail. */
async function asked(email: string, more: object = {}) {
	const before = mailbox.to(email).length;
	const requestId = requestOf(await ask(email, more));
	const mail = await mailbox.next(email, before + 1);
	return { requestId, mail, digits: digitsIn(mail) ?? '', code: codeIn(mail) };
}

const other = (digits: string): string => String((Number(digits) + 1) % 1_000_000).padStart(6, '0');

/** Lets time pass for what is kept of sign-ins, in milliseconds. */
function pass(ms: number): void {
	using store = new Store(server);
	store.run(
		'UPDATE signInCodes SET createdAt = createdAt - ?, expiresAt = expiresAt - ?, keepUntil = keepUntil - ?',
		...[ms, ms, ms]
	);
}

describe('a code by mail', () => {
	test('its digits sign in, with the request that they were sent for', async () => {
		const email = await known('coordinator');
		const { requestId, digits } = await asked(email);
		const answer = await signIn({ requestId, digits, deviceName: 'Phone' });
		const { person, deviceId, token } = v.parse(SignInReply, answer.body);
		expect(person).toMatchObject({ email, role: 'coordinator' });
		const { body } = await call(server, 'GET', '/api/people/devices', { token });
		expect(body.devices[0]).toMatchObject({ deviceId, name: 'Phone', current: true });
	});

	test('its link signs in on any device, without the request', async () => {
		const email = await known();
		const { code } = await asked(email);
		expect(v.parse(SignInReply, (await signIn({ code })).body).person.email).toBe(email);
	});

	test('works once, by the one or the other', async () => {
		const email = await known();
		const first = await asked(email);
		expect((await signIn({ code: first.code })).status).toBe(200);
		refused(await signIn({ code: first.code }), 'code');
		refused(await signIn({ requestId: first.requestId, digits: first.digits }), 'digits');

		const second = await asked(email);
		const { requestId, digits } = second;
		expect((await signIn({ requestId, digits })).status).toBe(200);
		refused(await signIn({ code: second.code }), 'code');
		refused(await signIn({ requestId, digits }), 'digits');
	});

	test.each(['digits', 'link'])('of 20 sign-ins at once by %s one wins', async (by) => {
		const { requestId, digits, code } = await asked(await known());
		const body = by === 'link' ? { code } : { requestId, digits };
		const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(body)));
		expect(answers.map(({ status }) => status).sort()).toEqual([
			...[200, ...Array.from({ length: 19 }, () => 403)]
		]);
	});

	test('is over after ten minutes', async () => {
		const email = await known();
		const { requestId, digits, code } = await asked(email);
		pass(10 * 60_000 - 5_000);
		const again = await asked(email);
		pass(6_000);
		refused(await signIn({ requestId, digits }), 'digits');
		refused(await signIn({ code }), 'code');
		expect((await signIn({ code: again.code })).status).toBe(200);
	});

	test('bears ten tries at its digits, at once too; the link still works', async () => {
		const { requestId, digits, code } = await asked(await known());
		const wrong = () => signIn({ requestId, digits: other(digits) });
		for (const answer of await Promise.all(Array.from({ length: 9 }, wrong))) {
			refused(answer, 'digits');
		}
		const tenth = await asked(await known());
		for (let i = 0; i < 9; i++) {
			refused(await signIn({ requestId: tenth.requestId, digits: other(tenth.digits) }), 'digits');
		}
		expect((await signIn(pick(tenth))).status).toBe(200);

		refused(await wrong(), 'digits');
		refused(await signIn({ requestId, digits }), 'digits');
		expect((await signIn({ code })).status).toBe(200);
	});

	test('digits are good for their own request alone', async () => {
		const email = await known();
		const mine = await asked(email);
		const theirs = await asked(email);
		refused(await signIn({ requestId: theirs.requestId, digits: mine.digits }), 'digits');
		refused(await signIn({ requestId: newId(), digits: mine.digits }), 'digits');
		expect((await signIn(pick(mine))).status).toBe(200);
	});

	const malformed: [object, object][] = [
		[{}, { code: 'invalid_code' }],
		[{ requestId: 'request00000001' }, { code: 'invalid_code' }],
		[{ digits: '123456' }, { code: 'invalid_code' }],
		[{ code: 'x', requestId: 'request00000001', digits: '123456' }, { code: 'invalid_code' }],
		[{ requestId: 'X', digits: '123456' }, { requestId: 'invalid_request_id' }],
		[{ requestId: 'request00000001', digits: '12345' }, { digits: 'invalid_digits' }],
		[{ requestId: 'request00000001', digits: 123456 }, { digits: 'invalid_digits' }],
		[{ code: 'x', deviceName: 'x'.repeat(81) }, { deviceName: 'invalid_device_name' }]
	];
	test.each(malformed)('%o is malformed', async (body, fields) => {
		const answer = await signIn(body);
		expect([answer.status, codes(answer)]).toEqual([400, fields]);
	});
});

const pick = ({ requestId, digits }: { requestId: string; digits: string }) => ({
	...{ requestId, digits }
});

describe('the mail', () => {
	test.each([
		['en', 'is your code for food.example', 'ltr'],
		['de', 'ist dein Code für food.example', 'ltr'],
		['ar', 'هو رمزك في food.example', 'rtl']
	])('is in the language that is asked for: %s', async (language, subject, dir) => {
		const email = await known();
		const { mail, digits, code } = await asked(email, { language });
		expect(mail.mail.subject).toBe(`${digits} ${subject}`);
		expect(mail.mail.html).toContain(`<html lang="${language}" dir="${dir}">`);
		expect(mail.mail.html).toContain(digits);
		expect(mail.mail.html).toContain(`href="https://food.example/sign-in/#${code}"`);
		const headers = Object.fromEntries(mail.mail.headers.map(({ key, value }) => [key, value]));
		expect(headers).toMatchObject({
			'content-language': language,
			'auto-submitted': 'auto-generated',
			from: expect.stringContaining('exes@food.example')
		});
		expect(mail.raw).toMatch(/^Content-Type: multipart\/alternative/im);
	});

	test('or in that of the browser', async () => {
		const email = await known();
		await ask(email, {}, { 'accept-language': 'fr, ar-EG;q=0.9, de;q=0.1' });
		expect((await mailbox.next(email)).mail.html).toContain('lang="ar"');
	});

	test('no code, digits, request or address is kept or logged', async () => {
		const email = await known();
		const { requestId, digits, code } = await asked(email);
		refused(await signIn({ requestId, digits: other(digits) }), 'digits');
		const stranger = `${newId()}@nobody.example`;
		await ask(stranger);
		using store = new Store(server);
		const kept = JSON.stringify(store.all('SELECT * FROM signInCodes'));
		for (const secret of [requestId, code, `"${digits}"`, email, stranger]) {
			expect(kept).not.toContain(secret);
		}
		// Six digits are found from a hash in a second: these go with what is kept nowhere.
		const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
		const [row] = store.all(
			'SELECT digitsHash FROM signInCodes WHERE requestHash = ?',
			sha256(requestId)
		);
		expect(row?.['digitsHash']).toBe(sha256(`${requestId}:${digits}`));
		const log = server.log();
		for (const secret of [requestId, code, email, stranger]) expect(log).not.toContain(secret);
	});

	const addresses: [unknown][] = [
		...[[''], ['nobody'], ['a b@x.example'], ['@x.example'], ['a@x'], [7], [null], [undefined]],
		...[[`${'x'.repeat(65)}@x.example`], [`a@${'x'.repeat(200)}.example`], ['a\n@x.example']]
	] as [unknown][];
	test.each(addresses)('%j is no address', async (email) => {
		const answer = await ask(email);
		expect([answer.status, codes(answer)]).toEqual([400, { email: 'invalid_email' }]);
	});

	test('spells an address as it is known, however it was typed', async () => {
		const email = await known();
		await ask(` ${email.toUpperCase()} `);
		expect((await mailbox.next(email)).to).toBe(email);
	});
});

describe('nobody learns whether an address is known', () => {
	test('the answer to a stranger’s has the same form, and no mail comes of it', async () => {
		const email = await known();
		const stranger = `${newId()}@nobody.example`;
		const [one, two] = [await ask(email), await ask(stranger)];
		expect([one.status, two.status]).toEqual([202, 202]);
		const form = ({ text }: Answer) => text.replace(/[a-z0-9]{15}|\d+/g, '#');
		expect(form(two)).toBe(form(one));
		const names = ({ headers }: Answer) => [...headers.keys()].sort();
		expect(names(two)).toEqual(names(one));
		await mailbox.next(email);
		expect(mailbox.to(stranger)).toEqual([]);

		// Its digits are refused as a known one's wrong ones are, and its tries end as theirs do.
		const [mine, theirs] = [requestOf(one), requestOf(two)];
		for (let i = 0; i < 11; i++) {
			const digits = '000000';
			const answers = [
				await signIn({ requestId: mine, digits }),
				await signIn({ requestId: theirs, digits })
			];
			expect(answers[1]!.text).toBe(answers[0]!.text);
		}
	});

	test('right digits of a stranger’s request sign nobody in', async () => {
		const stranger = `${newId()}@nobody.example`;
		const requestId = requestOf(await ask(stranger));
		const digits = '123456';
		const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
		{
			using store = new Store(server);
			store.run(
				'UPDATE signInCodes SET digitsHash = ? WHERE requestHash = ?',
				...[sha256(`${requestId}:${digits}`), sha256(requestId)]
			);
		}
		refused(await signIn({ requestId, digits }), 'digits');
	});
});

describe('so many mails and no more', () => {
	test('for an address: four in ten minutes, and those still work', async () => {
		const email = await known();
		const mails = [];
		for (let i = 0; i < 4; i++) mails.push(await asked(email));
		const fifth = await ask(email);
		expect(fifth.status).toBe(202);
		const stranger = await known();
		await asked(stranger); // a mail that was asked for later has come
		expect(mailbox.to(email)).toHaveLength(4);
		refused(await signIn({ requestId: requestOf(fifth), digits: mails[0]!.digits }), 'digits');
		for (const { code } of mails) expect((await signIn({ code })).status).toBe(200);

		pass(10 * 60_000);
		expect((await signIn(pick(await asked(email)))).status).toBe(200);
	});

	test('for an address in a day: ten with digits, then thirty with the link and its code alone', async () => {
		const email = await known();
		for (let i = 0; i < 10; i++) {
			if (i % 3 === 0) pass(10 * 60_000);
			expect((await asked(email)).digits).toMatch(/^\d{6}$/);
		}
		pass(10 * 60_000);
		const { requestId, digits, code, mail } = await asked(email);
		expect([digits, mail.mail.text]).toEqual(['', expect.stringContaining('Or type this code')]);
		refused(await signIn({ requestId, digits: '000000' }), 'digits');
		const typed = code.match(/.{4}/g)!.join('-').toLowerCase();
		expect(mail.mail.text).toContain(typed.toUpperCase());
		expect((await signIn({ code: typed })).status).toBe(200);

		using store = new Store(server);
		const [{ addressKey }] = store.all(
			'SELECT addressKey FROM signInCodes ORDER BY createdAt DESC LIMIT 1'
		) as [{ addressKey: string }];
		for (let i = 0; i < 29; i++) {
			store.run(
				'INSERT INTO signInCodes (codeHash, personId, expiresAt, addressKey, createdAt) VALUES (?, ?, 0, ?, ?)',
				...[newId(), '', addressKey, Date.now() - 3_600_000]
			);
		}
		const before = mailbox.to(email).length;
		expect((await ask(email)).status).toBe(202);
		await asked(await known());
		expect(mailbox.to(email)).toHaveLength(before);
	});

	test('the night forgets what is a day old', async () => {
		const { code } = await asked(await known());
		pass(23 * 3_600_000);
		await server.exes('forget');
		using store = new Store(server);
		const count = () => Number(store.all('SELECT COUNT(*) AS n FROM signInCodes')[0]!['n']);
		expect(count()).toBeGreaterThan(0);
		pass(3_600_001);
		const { stdout } = await server.exes('forget');
		expect([count(), stdout]).toEqual([0, expect.stringMatching(/[1-9]\d* of signInCodes/)]);
		refused(await signIn({ code }), 'code');
	});
});

describe('a mail server that', () => {
	afterEach(() => {
		mailbox.refuses = null;
	});

	test('is busy is asked again, and the code that arrives then works', async () => {
		const email = await known();
		let asked = 0;
		mailbox.refuses = (to) => (to === email && ++asked === 1 ? `451 <${to}>: greylisted` : null);
		const requestId = requestOf(await ask(email));
		const digits = digitsIn(await mailbox.next(email));
		expect(asked).toBe(2);
		expect((await signIn({ requestId, digits })).status).toBe(200);
		expect(server.log()).toMatch(/a mail was not sent yet.*greylisted/);
		expect(server.log()).not.toContain(email);
	});

	test('knows no such address is not asked again; the answer is the same, and the log tells no address', async () => {
		const email = await known();
		mailbox.refuses = (to) => (to === email ? `550 5.1.1 <${to}>: unknown user` : null);
		const before = mailbox.asked;
		const answer = await ask(email);
		expect(answer.status).toBe(202);
		await expect.poll(() => server.log(), { timeout: 15_000 }).toMatch(/a mail was not sent".*550/);
		await asked(await known()); // another letter that was posted later has come
		expect(mailbox.asked - before).toBe(2);
		expect(server.log()).not.toContain(email);
	});

	test('is away keeps nobody waiting', async () => {
		const away = await Mailbox.open();
		await using other = await startServer({ env: { EXES_SMTP_URL: away.url } });
		await away.close();
		const { email } = await person(other, 'volunteer');
		const body = { email };
		const answer = await call(other, 'POST', '/api/people/code', { body });
		expect(answer.status).toBe(202);
		await expect.poll(() => other.log(), { timeout: 15_000 }).toContain('a mail was not sent yet');
		expect(other.log()).not.toContain(email);
		const begun = Date.now();
		expect(await other.stop()).toBe(0);
		expect(Date.now() - begun).toBeLessThan(15_000);
	});
});

test('without a mail server the answer is that there is none, to everybody', async () => {
	await using silent = await startServer();
	const { email } = await person(silent, 'volunteer');
	for (const address of [email, `${newId()}@nobody.example`]) {
		const answer = await call(silent, 'POST', '/api/people/code', { body: { email: address } });
		expect([answer.status, codes(answer)]).toEqual([409, { request: 'no_mail' }]);
	}
});

import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, newId, person } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { codeIn, digitsIn, Mailbox } from '../support/mailbox.ts';
import { startServer, type Server } from '../support/server.ts';
import { bound, distance, quantile } from '../support/two-samples.ts';

/** Those who try to sign in as somebody else. Each client has an address of its own, which the proxy tells. */
let mailbox: Mailbox;
let server: Server;
beforeAll(async () => {
	mailbox = await Mailbox.open();
	server = await startServer({
		env: {
			...{ EXES_LIMITS: '1', EXES_TRUSTED_PROXY: 'X-Forwarded-For' },
			...{ EXES_SMTP_URL: mailbox.url, EXES_LOG: 'json' }
		}
	});
});
afterAll(async () => {
	await server.stop();
	await mailbox.close();
});

const ALL = process.env['TEST_ALL'] !== undefined;
const PER_SECOND = 50;
const SECONDS = ALL ? 60 : 6;

const post = (path: string, body: object, from: string) =>
	call(server, 'POST', path, { body, headers: { 'x-forwarded-for': from } });
const ask = (email: string, from: string) => post('/api/people/code', { email }, from);
const signIn = (body: object, from: string) => post('/api/people/sign-in', body, from);
const anyDigits = () => String(Math.floor(Math.random() * 1_000_000)).padStart(6, '0');

async function asked(email: string, from: string) {
	const before = mailbox.to(email).length;
	const { body } = await ask(email, from);
	const mail = await mailbox.next(email, before + 1);
	return { requestId: String(body.requestId), digits: digitsIn(mail) ?? '' };
}

test(
	`[M22] ${PER_SECOND} tries a second from as many addresses guess nothing and lock nobody out`,
	{
		timeout: 60_000 + SECONDS * 2_000
	},
	async () => {
		const victim = await person(server, 'operator');
		const bystander = await person(server, 'volunteer');
		const own = await asked(victim.email, '192.0.2.1');

		const statuses: Record<string, number> = {};
		const theirs: string[] = [newId()];
		let sent = 0;
		/** One try: at requests of their own for the victim's address, at made-up ones, and at links. */
		const attack = async (): Promise<void> => {
			const n = sent++;
			const from = `2001:db8:${(n >> 8).toString(16)}:${(n & 0xff).toString(16)}::1`;
			const kind = n % 5;
			const answer =
				kind === 0
					? await ask(victim.email, from)
					: kind < 4
						? await signIn({ requestId: theirs[n % theirs.length], digits: anyDigits() }, from)
						: await signIn({ code: newId() }, from);
			if (kind === 0 && answer.status === 202) theirs.push(String(answer.body.requestId));
			statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
		};

		const attacks: Promise<void>[] = [];
		const begun = Date.now();
		const after = async (share: number): Promise<void> => {
			const until = begun + share * SECONDS * 1_000;
			while (sent < share * SECONDS * PER_SECOND) {
				const due = ((Math.min(Date.now(), until) - begun) / 1_000) * PER_SECOND;
				while (sent < due) attacks.push(attack());
				await pause(10);
			}
		};
		await after(0.3);
		// Somebody else asks and signs in meanwhile.
		const theirOwn = await asked(bystander.email, '192.0.2.2');
		expect((await signIn(theirOwn, '192.0.2.2')).status).toBe(200);
		await after(0.6);
		// The victim’s own digits work, and the link of whichever mail came last, on any device.
		expect((await signIn(own, '192.0.2.1')).status).toBe(200);
		const last = await mailbox.next(victim.email, 4);
		expect((await signIn({ code: codeIn(last) }, '192.0.2.3')).status).toBe(200);
		await after(1);
		await Promise.all(attacks);

		expect(sent).toBeGreaterThanOrEqual(PER_SECOND * SECONDS);
		expect(Object.keys(statuses).sort()).toEqual(['202', '403']);
		expect(mailbox.to(victim.email)).toHaveLength(4);
		using store = new Store(server);
		const rows = store.all(
			'SELECT tries FROM signInCodes WHERE personId = ? AND requestHash <> ?',
			...[victim.personId, '']
		);
		const tries = rows.map((row) => Number(row['tries']));
		expect(tries).toHaveLength(4);
		expect(Math.max(...tries)).toBeLessThanOrEqual(10);
		const devices = store.all('SELECT id FROM devices WHERE personId = ?', victim.personId);
		expect(devices).toHaveLength(3);
		console.log(`${sent} tries in ${Date.now() - begun} ms:`, statuses, 'tries at digits:', tries);
	}
);

describe('[M22] from one address', () => {
	test('wrong codes are throttled beyond 30 a minute, a right one never', async () => {
		const { email } = await person(server, 'volunteer');
		const mine = await asked(email, '192.0.2.10');
		const wrong = () => signIn({ code: newId() }, '192.0.2.10');
		const statuses = [];
		for (let i = 0; i < 32; i++) statuses.push((await wrong()).status);
		expect(statuses).toEqual([...Array.from({ length: 30 }, () => 403), 429, 429]);
		const refused = await wrong();
		expect(codes(refused)).toEqual({ request: 'too_many_failures' });
		expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
		expect((await signIn({ code: newId() }, '192.0.2.11')).status).toBe(403);
		expect((await signIn(mine, '192.0.2.10')).status).toBe(200);
	});

	test('ten requests for a code a minute, whoever’s address it is', async () => {
		const { email } = await person(server, 'volunteer');
		const statuses = [];
		for (let i = 0; i < 12; i++) {
			const to = i === 11 ? email : `${newId()}@nobody.example`;
			statuses.push((await ask(to, '192.0.2.20')).status);
		}
		expect(statuses).toEqual([...Array.from({ length: 10 }, () => 202), 429, 429]);
		const refused = await ask(email, '192.0.2.20');
		expect(codes(refused)).toEqual({ request: 'too_many_requests' });
		const wait = Number(refused.headers.get('retry-after'));
		expect(wait).toBeGreaterThan(0);
		expect(wait).toBeLessThanOrEqual(65);
		expect((await ask(email, '192.0.2.21')).status).toBe(202);
	});
});

test('300 tries at digits in a day: mails have the link and its code alone, and those still get in', async () => {
	await using fresh = await startServer({ env: { EXES_SMTP_URL: mailbox.url } });
	const { email } = await person(fresh, 'volunteer');
	{
		using store = new Store(fresh);
		const hour = Math.floor(Date.now() / 3_600_000);
		for (const [ago, known, tries] of [
			[25, 1, 5_000], // a day ago and more
			[0, 0, 5_000], // at strangers' addresses, which sign nobody in
			[0, 1, 100],
			[20, 1, 199]
		] as const) {
			store.run('INSERT INTO digitTries VALUES (?, ?, ?, 0)', hour - ago, known, tries);
		}
	}
	const first = await call(fresh, 'POST', '/api/people/code', { body: { email } });
	const digits = digitsIn(await mailbox.next(email));
	expect(digits).toMatch(/^\d{6}$/);
	const last = {
		requestId: first.body.requestId as string,
		digits: digits === '000000' ? '000001' : '000000'
	};
	expect((await call(fresh, 'POST', '/api/people/sign-in', { body: last })).status).toBe(403);

	const { body } = await call(fresh, 'POST', '/api/people/code', { body: { email } });
	const mail = await mailbox.next(email, 2);
	expect(digitsIn(mail)).toBeNull();
	const wrong = { requestId: body.requestId as string, digits: anyDigits() };
	expect((await call(fresh, 'POST', '/api/people/sign-in', { body: wrong })).status).toBe(403);
	const right = { code: codeIn(mail) };
	expect((await call(fresh, 'POST', '/api/people/sign-in', { body: right })).status).toBe(200);
});

/**
 * The server's own time, from its log, of requests for known addresses and for strangers', as
 * auth-timing.test.ts measures it: both in one run, in chance order, held against each other by the
 * test of Kolmogorov and Smirnov. Less than one run in 10,000 fails on a server that treats them alike.
 */
test(
	'the time of an answer does not tell whether an address is known',
	{
		timeout: 240_000
	},
	async () => {
		const tries = ALL ? 1_000 : 200;
		await using timed = await startServer({
			env: { EXES_SMTP_URL: mailbox.url, EXES_LOG: 'json' }
		});
		const known = Array.from({ length: tries + 20 }, () => `${newId()}@x.example`);
		{
			using store = new Store(timed);
			store.together(() => {
				for (const email of known) {
					store.run(
						`INSERT INTO people (id, email, tokenKey, password) VALUES (?, ?, ?, 'x')`,
						...[newId(), email, newId()]
					);
				}
			});
		}
		const kindOf = new Map<string, string>();
		for (const [i, email] of known.entries()) {
			const pair: [string, string][] = [
				['known', email],
				['stranger', `${newId()}@x.example`]
			];
			if (Math.random() < 0.5) pair.reverse();
			for (const [kind, address] of pair) {
				const answer = await call(timed, 'POST', '/api/people/code', { body: { email: address } });
				expect(answer.status).toBe(202);
				if (i >= 20) kindOf.set(answer.headers.get('x-request-id') ?? '', kind);
			}
		}
		const times: Record<string, number[]> = { known: [], stranger: [] };
		const lines = () =>
			timed
				.log()
				.split('\n')
				.filter((line) => line.includes('"/api/people/code"') && line.endsWith('}'));
		await expect.poll(() => lines().length, { timeout: 10_000 }).toBe(2 * known.length);
		for (const line of lines()) {
			const { request, ms } = JSON.parse(line) as { request: string; ms: number };
			times[kindOf.get(request) ?? '']?.push(ms);
		}
		const [a = [], b = []] = [times['known'], times['stranger']];
		expect([a.length, b.length]).toEqual([tries, tries]);
		const far = distance(a, b);
		const limit = bound(a.length, b.length, 1 / 10_000);
		console.log(
			...Object.entries(times).map(([kind, ms]) => `${kind} median ${quantile(ms, 0.5)} ms`),
			`D ${far.toFixed(4)} of ${limit.toFixed(4)}`
		);
		expect(far).toBeLessThan(limit);
	}
);

import { check, isInstant, NotTried, same } from '../expect.ts';
import { hasStatus, names, type Answer } from '../http.ts';
import { newSecret, type Machine } from '../machine.ts';
import { rule } from '../rule.ts';
import { known } from './enrolment.ts';

const signIn = (m: Machine, machineId: unknown, secret: unknown): Promise<Answer> =>
	m.ask('POST', '/api/machine/auth', { body: { machineId, secret } });

/** Who the machine is, and how it proves it. */
export const identity = [
	rule('M7', 'the secret brings a token, expiresAt, machineId and serverTime', async (m) => {
		const answer = await signIn(known(m), m.machineId, m.secret);
		hasStatus(answer, 200, 'the right secret');
		const { token, expiresAt, machineId, serverTime } = answer.body;
		check(typeof token === 'string' && token !== '', 'a token', token);
		m.token = token;
		same(machineId, m.machineId, 'machineId');
		isInstant(serverTime, 'serverTime');
		isInstant(expiresAt, 'expiresAt');
		const seconds = (Date.parse(String(expiresAt)) - Date.parse(String(serverTime))) / 1_000;
		check(Math.abs(seconds - 3_600) < 60, 'a token of one hour', `${seconds} s`);
	}),

	rule('M7', 'signing in answers within 1 s', async (m) => {
		const times: number[] = [];
		for (let i = 0; i < 3; i++) times.push((await signIn(known(m), m.machineId, m.secret)).ms);
		const best = Math.min(...times);
		check(best < 1_000, 'an answer within 1 s', `${Math.round(best)} ms at best of three`);
	}),

	rule(
		'M1',
		'machineId may be sent as a number or as text, and comes back as a number',
		async (m) => {
			const answer = await signIn(known(m), String(m.machineId), m.secret);
			hasStatus(answer, 200, 'machineId as text');
			same(answer.body['machineId'], m.machineId, 'machineId');
		}
	),

	rule('M1', 'any other form of machineId is 400 invalid_machine_id', async (m) => {
		const { machineId } = known(m);
		const wrong = [
			`0${machineId}`,
			`+${machineId}`,
			` ${machineId}`,
			`${machineId}.0`,
			`${machineId}e0`,
			'٧',
			''
		];
		for (const form of [
			...wrong,
			0,
			-1,
			machineId + 0.5,
			'9007199254740992',
			null,
			[machineId],
			{},
			true
		]) {
			const answer = await signIn(m, form, m.secret);
			hasStatus(answer, 400, `machineId ${JSON.stringify(form)}`);
			names(answer, 'machineId', 'invalid_machine_id', `machineId ${JSON.stringify(form)}`);
		}
	}),

	rule(
		'M7',
		'wrong machine, wrong secret, secret of another form: the same bytes of one 401',
		async (m) => {
			const wrong = await signIn(known(m), m.machineId, newSecret());
			hasStatus(wrong, 401, 'a wrong secret');
			names(wrong, 'request', 'invalid_credentials', 'a wrong secret');
			const others: [string, number, string][] = [
				['a machine that is not there', 9_007_199_254_740_991, newSecret()],
				['an empty secret', m.machineId, ''],
				['a secret of another form', m.machineId, 'x'],
				['a secret with one letter changed', m.machineId, flipped(m.secret)]
			];
			for (const [what, machineId, secret] of others) {
				const answer = await signIn(m, machineId, secret);
				hasStatus(answer, 401, what);
				same(answer.text, wrong.text, `the body for ${what}`);
			}
		}
	),

	rule(
		'M6',
		'an accepted machine may send; a pending one may only sign in and read its config',
		async (m) => {
			const { status } = known(m);
			if (status === 'accepted') {
				await m.report();
				return;
			}
			if (status !== 'pending') throw new NotTried(`this machine is ${status}`);
			const { body } = await signIn(m, m.machineId, m.secret);
			const token = String(body['token']);
			hasStatus(
				await m.ask('GET', '/api/machine/config', { token }),
				200,
				'the config of a pending machine'
			);
			const sent = { token, body: { events: [] } };
			hasStatus(
				await m.ask('POST', '/api/machine/events', sent),
				403,
				'facts of a pending machine'
			);
		}
	),

	rule('M20', 'without a token, or with a wrong one, it is 401', async (m) => {
		for (const path of ['/api/machine/status', '/api/machine/events', '/api/food/donate']) {
			for (const token of [undefined, 'x', `${m.token}x`]) {
				const answer = await m.ask('POST', path, {
					body: {},
					...(token === undefined ? {} : { token })
				});
				hasStatus(answer, 401, `${path} with ${token === undefined ? 'no' : 'a wrong'} token`);
			}
		}
		hasStatus(await m.ask('GET', '/api/machine/config'), 401, 'the config without a token');
	})
];

/** The secret with its first letter changed. */
const flipped = (secret: string): string => (secret.startsWith('A') ? 'B' : 'A') + secret.slice(1);

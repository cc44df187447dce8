import { check, isInstant, isInteger, isOneOf, NotTried, same } from '../expect.ts';
import { codesOf, hasStatus, names, type Answer } from '../http.ts';
import { HARDWARE, newSecret, type Machine } from '../machine.ts';
import { rule } from '../rule.ts';

const register = (m: Machine, secret: string, more: object = {}): Promise<Answer> =>
	m.ask('POST', '/api/machine/register', {
		body: { enrolmentCode: m.code, secret, hardware: HARDWARE, ...more }
	});

/** Becoming known: these run first, in this order, for they use the code up. */
export const enrolment = [
	rule('M5', 'an unknown code is 403 enrolment_invalid', async (m) => {
		for (const enrolmentCode of ['23456789ABCDEFGHJKLM', '', 'x'.repeat(200), '🍎']) {
			const answer = await register(m, newSecret(), { enrolmentCode });
			hasStatus(answer, 403, 'an unknown code');
			check(
				Object.values(codesOf(answer, 'an unknown code')).includes('enrolment_invalid'),
				'the code enrolment_invalid',
				answer.body
			);
		}
	}),

	rule('M21', 'a registration with mistakes names each of them, and uses no code up', async (m) => {
		const answer = await register(m, 'short', {
			hardware: { slots: [{ slot: 0, storage: 'warm' }] }
		});
		hasStatus(answer, 400, 'a registration with three mistakes');
		const fields = Object.keys(codesOf(answer, 'a registration with three mistakes')).sort();
		same(
			fields,
			['hardware.slots.0.slot', 'hardware.slots.0.storage', 'secret'],
			'the named fields'
		);
	}),

	rule('M7', 'signing in before registering is the 401 of a wrong secret', async (m) => {
		const body = { machineId: 9_007_199_254_740_991, secret: newSecret() };
		const answer = await m.ask('POST', '/api/machine/auth', { body });
		hasStatus(answer, 401, 'a machine that is not there');
		names(answer, 'request', 'invalid_credentials', 'a machine that is not there');
	}),

	rule('M5', 'of twenty registrations at once with one code, one wins', async (m) => {
		const secrets = Array.from({ length: 20 }, newSecret);
		const answers = await Promise.all(secrets.map((secret) => register(m, secret)));
		const won = answers.flatMap((answer, i) => (answer.status === 201 ? [i] : []));
		const first = won[0];
		check(first !== undefined, 'one 201 for an unused code', answers[0]?.text);
		const body = answers[first]?.body ?? {};
		m.secret = secrets[first] ?? '';
		m.machineId = Number(body['machineId']);
		m.status = String(body['status']);
		same(won.length, 1, 'the number of machines that won');
		for (const [i, answer] of answers.entries()) {
			if (i === first) continue;
			hasStatus(answer, 409, 'a code that another machine has used');
			check(
				Object.values(codesOf(answer, 'a used code')).includes('enrolment_used'),
				'the code enrolment_used',
				answer.body
			);
		}
	}),

	rule('M5', 'the same code with the same secret again gives the same answer', async (m) => {
		const answer = await register(m, known(m).secret);
		hasStatus(answer, 201, 'the same registration again');
		same(answer.body['machineId'], m.machineId, 'its machineId');
		same(answer.body['status'], m.status, 'its status');
	}),

	rule('M5', 'register answers machineId, status, interval and serverTime', async (m) => {
		const { body } = await register(m, known(m).secret);
		isInteger(body['machineId'], 1, 'machineId');
		isInteger(body['interval'], 1, 'interval');
		isInstant(body['serverTime'], 'serverTime');
	}),

	rule('M6', 'status is accepted, pending or rejected', async (m) => {
		const { body } = await register(m, known(m).secret);
		isOneOf(body['status'], ['accepted', 'pending', 'rejected'], 'status');
	}),

	rule('M5', 'the same code with another secret is 409 enrolment_used', async (m) => {
		known(m);
		const answer = await register(m, newSecret());
		hasStatus(answer, 409, 'a used code with another secret');
		check(
			Object.values(codesOf(answer, 'a used code')).includes('enrolment_used'),
			'the code enrolment_used',
			answer.body
		);
	})
];

/** Everything from here on needs a machine that is known. */
export function known(m: Machine): Machine {
	if (!m.isRegistered) throw new NotTried('this machine could not register');
	return m;
}

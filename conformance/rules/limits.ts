import { check } from '../expect.ts';
import { hasStatus } from '../http.ts';
import { newSecret } from '../machine.ts';
import { rule } from '../rule.ts';
import { known } from './enrolment.ts';

/** These come last: they are loud, and what they raise a person has to end. */
export const limits = [
	rule(
		'M3a',
		'a fact above all that a closed epoch had is applied, and raises tamper: a copy is at work',
		async (m) => {
			m.newEpoch();
			const [first, second] = [m.donation(), m.donation()];
			await m.accepted(first);
			m.newEpoch();
			await m.accepted(m.donation());
			await m.accepted(second);
			const open = (await m.report())['openAlerts'] as { kind: string }[];
			const kinds = open.map(({ kind }) => kind);
			check(kinds.includes('tamper'), 'an open alert of the kind tamper', kinds);
		}
	),

	rule('M22', 'however many wrong secrets came, the right one is answered 200', async (m) => {
		const body = { machineId: known(m).machineId, secret: m.secret };
		for (let i = 0; i < 15; i++) {
			const wrong = { body: { ...body, secret: newSecret() } };
			const answer = await m.ask('POST', '/api/machine/auth', wrong);
			hasStatus(answer, [401, 429], 'a wrong secret');
			if (answer.status === 429) {
				const after = answer.headers.get('retry-after') ?? '';
				check(/^\d+$/.test(after), 'Retry-After in seconds with a 429', after);
			}
			hasStatus(await m.ask('POST', '/api/machine/auth', { body }), 200, 'the right secret');
		}
	}),

	rule('M22', 'after ten wrong secrets within a minute the next one is 429', async (m) => {
		let answer;
		for (let i = 0; i < 12; i++) {
			const body = { machineId: known(m).machineId, secret: newSecret() };
			answer = await m.ask('POST', '/api/machine/auth', { body });
		}
		check(answer?.status === 429, '429 for the twelfth wrong secret', answer?.status);
	})
];

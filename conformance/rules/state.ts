import { check, isInstant, isInteger, same } from '../expect.ts';
import { codesOf, hasStatus } from '../http.ts';
import type { Machine } from '../machine.ts';
import { rule } from '../rule.ts';
import { acked } from './facts.ts';

type OpenAlert = { alertId: string; kind: string; severity: string; since: string; slot?: number };

/** What is true now: the heartbeat and its reply. */
export const state = [
	rule('M14', 'a status with only what is required is taken', async (m) => {
		await m.report();
	}),

	rule('M14', 'a status with everything that it may say is taken', async (m) => {
		await m.report({
			...{ bootReason: 'PowerUp', power: 'mains', configVersion: 0, clockOffsetMs: -12 },
			controller: { linked: true, firmware: '1.4.2', id: 'A1' },
			temperatures: [{ sensor: 't1', celsius: 3.4 }],
			doors: [{ slot: 1, open: false }],
			slots: [{ slot: 1, state: 'ok' }],
			outbox: { pending: 0, oldestAt: null },
			coldChain: [{ zone: 'cold', state: 'ok', since: '2026-11-23T18:00:00Z' }],
			refusedConfig: [{ key: 'sessionSeconds', code: 'out_of_range' }]
		});
	}),

	rule('M21', 'a status with mistakes names each of them', async (m) => {
		const body = { bootId: 'short', uptimeMs: -1, power: 'steam' };
		const answer = await m.call('POST', '/api/machine/status', { body });
		hasStatus(answer, 400, 'a status with mistakes');
		const fields = Object.keys(codesOf(answer, 'a status with mistakes')).sort();
		same(fields, ['appVersion', 'bootId', 'power', 'uptimeMs'], 'the named fields');
	}),

	rule(
		'M15',
		'the reply has serverTime, interval, configVersion, commands, openAlerts, feed, feedHead, acked',
		async (m) => {
			const reply = await m.report();
			isInstant(reply['serverTime'], 'serverTime');
			isInteger(reply['interval'], 1, 'interval');
			isInteger(reply['configVersion'], 0, 'configVersion');
			check(Array.isArray(reply['commands']), 'commands to be a list', reply['commands']);
			check(Array.isArray(reply['openAlerts']), 'openAlerts to be a list', reply['openAlerts']);
			const { feed, feedHead } = reply;
			check(feed === null || typeof feed === 'string', 'feed to be a text or null', feed);
			check(
				feedHead === null || Number.isInteger(feedHead),
				'feedHead to be a number or null',
				feedHead
			);
			check('acked' in reply, 'acked', reply);
		}
	),

	rule('M15', 'acked tells what the server has of the newest epoch, gaps and all', async (m) => {
		const epoch = m.newEpoch();
		const facts = Array.from({ length: 5 }, () => m.donation());
		await m.deliver(facts[0], facts[1], facts[4]);
		same(await acked(m), { epoch, throughSeq: 2, highestSeq: 5, missingSeqs: [3, 4] }, 'acked');
		await m.deliver(facts[2], facts[3]);
		same(
			await acked(m),
			{ epoch, throughSeq: 5, highestSeq: 5, missingSeqs: [] },
			'acked after they came'
		);
	}),

	rule(
		'M17',
		'an alert is open once, however often it is raised, and a clear ends it',
		async (m) => {
			const alert = (cleared: boolean, severity = 'warning') =>
				m.fact('alert', {
					kind: 'door_open',
					severity,
					cleared,
					slot: 2,
					message: 'Conformance kit'
				});
			await m.deliver(alert(false), alert(false, 'critical'));
			const [open, ...others] = await doorAlerts(m);
			same(others.length, 0, 'further alerts of the same kind and slot');
			same(
				[open?.kind, open?.severity, open?.slot],
				['door_open', 'critical', 2],
				'the open alert'
			);
			isInstant(open?.since, 'since');
			await m.accepted(alert(true));
			same(await doorAlerts(m), [], 'open alerts after the clear');
		}
	),

	rule('M15', 'while an alert is open the server asks for a status more often', async (m) => {
		const alert = { kind: 'power', severity: 'critical' };
		const calm = Number((await m.report())['interval']);
		await m.accepted(m.fact('alert', { ...alert, cleared: false }));
		const alarmed = Number((await m.report())['interval']);
		await m.accepted(m.fact('alert', { ...alert, cleared: true }));
		check(alarmed < calm, `an interval shorter than ${calm} s`, alarmed);
	})
];

async function doorAlerts(m: Machine): Promise<OpenAlert[]> {
	const alerts = (await m.report())['openAlerts'] as OpenAlert[];
	return alerts.filter(({ kind, slot }) => kind === 'door_open' && slot === 2);
}

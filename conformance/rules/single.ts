import { check, isInstant, isInteger, same } from '../expect.ts';
import { codesOf, hasStatus, type Answer } from '../http.ts';
import { newId, type Fact, type Machine } from '../machine.ts';
import { rule } from '../rule.ts';

const PATHS: Readonly<Record<string, string>> = {
	donate: '/api/food/donate',
	collect: '/api/food/collect',
	expired: '/api/maintenance/expired',
	alert: '/api/maintenance/alert'
};

/** The endpoint of a type: the fact without `type`, which the path supplies. */
function single(m: Machine, { type, ...body }: Fact): Promise<Answer> {
	return m.call('POST', PATHS[type] ?? '', { body });
}

/** Four types of fact have an endpoint of their own, each a batch of one. */
export const singles = [
	rule(
		'M12',
		'donate, collect, expired and alert answer {eventId, result, ackedThroughSeq, serverTime}',
		async (m) => {
			m.newEpoch();
			const lotId = newId();
			const alert = { kind: 'lock', severity: 'warning', slot: 2 };
			const facts = [
				m.donation({ lotId }),
				m.collection(lotId),
				m.fact('expired', { lotId, portions: 1, reason: 'spoiled' }),
				m.fact('alert', { ...alert, cleared: false }),
				m.fact('alert', { ...alert, cleared: true })
			];
			for (const fact of facts) {
				const answer = await single(m, fact);
				hasStatus(answer, 200, `a sound ${fact.type}`);
				const { eventId, result, ackedThroughSeq, serverTime } = answer.body;
				same([eventId, result, ackedThroughSeq], [fact.eventId, 'accepted', fact.seq], fact.type);
				isInstant(serverTime, 'serverTime');
			}
		}
	),

	rule(
		'M9',
		'a fact that went in a batch is a duplicate at its own endpoint, and the other way round',
		async (m) => {
			const [batched, alone] = [m.donation(), m.donation()];
			await m.accepted(batched);
			same(
				(await single(m, batched)).body['result'],
				'duplicate',
				'the result at its own endpoint'
			);
			hasStatus(await single(m, alone), 200, 'a sound donation');
			same((await m.result(alone)).result, 'duplicate', 'the result in a batch');
		}
	),

	rule('M10', 'a warning is a 200 too', async (m) => {
		const answer = await single(m, m.collection(newId()));
		hasStatus(answer, 200, 'food out of a lot that nobody knows');
		same(
			[answer.body['result'], answer.body['code']],
			['acceptedWithWarning', 'unknown_lot'],
			'result and code'
		);
	}),

	rule('M12', 'a refused fact is told in both forms, and is acknowledged', async (m) => {
		m.newEpoch();
		const malformed = m.donation({ portions: 0 });
		await refused(m, malformed, 400, 'malformed', 1);
		await refused(m, m.donation({}, { machineId: m.machineId + 1 }), 403, 'other_machine', 2);
		const fact = m.donation();
		await m.accepted(fact);
		await refused(m, { ...m.donation(), seq: fact.seq }, 422, 'seq_conflict', 3);
		await refused(m, { ...fact, evidence: 'none', seq: 4 }, 422, 'event_conflict', 4);
	})
];

async function refused(m: Machine, fact: Fact, status: number, code: string, through: number) {
	const answer = await single(m, fact);
	hasStatus(answer, status, code);
	codesOf(answer, code);
	const { body } = answer;
	same([body['eventId'], body['result'], body['code']], [fact.eventId, 'quarantined', code], code);
	isInteger(body['ackedThroughSeq'], 0, 'ackedThroughSeq');
	check(body['ackedThroughSeq'] === through, `${code} to be acknowledged`, body['ackedThroughSeq']);
	isInstant(body['serverTime'], 'serverTime');
}

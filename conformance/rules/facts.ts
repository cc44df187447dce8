import { check, same } from '../expect.ts';
import { newId, type Machine } from '../machine.ts';
import { rule } from '../rule.ts';

/** Facts are applied exactly once, whatever happens on the way. */
export const facts = [
	rule('M2', 'a fact is taken without machineId, with it, and with it as text', async (m) => {
		await m.accepted(m.donation());
		await m.accepted(m.donation({}, { machineId: m.machineId }));
		await m.accepted(m.donation({}, { machineId: String(m.machineId) }));
	}),

	rule(
		'M2',
		'a fact about another machine is quarantined as other_machine, and its seq is seen',
		async (m) => {
			m.newEpoch();
			const reply = await m.deliver(m.donation({}, { machineId: m.machineId + 1 }));
			same(reply.results[0]?.code, 'other_machine', 'its code');
			same(reply.ackedThroughSeq, 1, 'ackedThroughSeq');
		}
	),

	rule('M3', 'a fact is never rejected for its clock', async (m) => {
		for (const occurredAt of [
			'1970-01-01T00:00:00Z',
			'2099-12-31T23:59:59.999Z',
			'2024-02-29T12:00:00Z'
		]) {
			const { result, code } = await m.result(m.donation({}, { occurredAt }));
			check(result !== 'quarantined', `a fact of ${occurredAt} to be kept`, code);
		}
	}),

	rule('M3', 'a fact of an earlier start of the machine is taken', async (m) => {
		await m.accepted(m.donation({}, { bootId: newId(), uptimeMs: 86_400_000 }));
	}),

	rule('M3a', 'a new epoch begins at seq 1 again, and status names the newest epoch', async (m) => {
		const older = m.newEpoch();
		await m.accepted(m.donation());
		const newer = m.newEpoch();
		await m.accepted(m.donation());
		check(older !== newer, 'two epochs', newer);
		same(await acked(m), { epoch: newer, throughSeq: 1, highestSeq: 1, missingSeqs: [] }, 'acked');
	}),

	rule('M3a', 'a late fact of an older epoch is applied', async (m) => {
		m.newEpoch();
		const [first, late, third] = [m.donation(), m.donation(), m.donation()];
		await m.deliver(first, third);
		m.newEpoch();
		await m.accepted(m.donation());
		const reply = await m.deliver(late);
		same(reply.results[0]?.result, 'accepted', 'its result');
		same(reply.ackedThroughSeq, 3, 'ackedThroughSeq of its own epoch');
	}),

	rule('M4', 'an instant without Z, or a day that does not exist, is malformed', async (m) => {
		for (const occurredAt of [
			'2026-11-23T18:00:00',
			'2026-11-23',
			'2026-02-30T00:00:00Z',
			1_795_000_000_000
		]) {
			same(
				(await m.result(m.donation({}, { occurredAt }))).code,
				'malformed',
				`the code of ${occurredAt}`
			);
		}
	}),

	rule('M9', 'the same fact again is a duplicate', async (m) => {
		const fact = m.donation();
		await m.accepted(fact);
		same(
			await m.result(fact),
			{ code: 'duplicate', eventId: fact.eventId, result: 'duplicate' },
			'the result'
		);
	}),

	rule('M9', 'the order of keys is no content', async (m) => {
		const { lot, ...fact } = m.donation();
		await m.accepted({ ...fact, lot });
		const turned = Object.fromEntries(
			Object.entries({ ...fact, lot: reversed(lot as object) }).reverse()
		);
		same((await m.result(turned)).result, 'duplicate', 'the result with its keys in another order');
	}),

	rule('M9', 'machineId as text, as a number or left out is the same content', async (m) => {
		const fact = m.donation();
		await m.accepted(fact);
		for (const machineId of [m.machineId, String(m.machineId)]) {
			same((await m.result({ ...fact, machineId })).result, 'duplicate', 'the result');
		}
	}),

	rule('M9', 'the same eventId with other content is event_conflict', async (m) => {
		const fact = m.donation();
		await m.accepted(fact);
		const other = { ...fact, evidence: 'weight', seq: m.envelope().seq };
		const { result, code } = await m.result(other);
		same([result, code], ['quarantined', 'event_conflict'], 'result and code');
	}),

	rule(
		'M9',
		'the same content under another seq is a duplicate, and that seq is seen',
		async (m) => {
			m.newEpoch();
			const fact = m.donation();
			await m.accepted(fact);
			const reply = await m.deliver({ ...fact, seq: m.envelope().seq });
			same(reply.results[0]?.result, 'duplicate', 'its result');
			same(reply.ackedThroughSeq, 2, 'ackedThroughSeq');
		}
	),

	rule('M9', 'the same seq under another eventId is seq_conflict', async (m) => {
		const fact = m.donation();
		await m.accepted(fact);
		const { result, code } = await m.result({ ...m.donation(), seq: fact.seq });
		same([result, code], ['quarantined', 'seq_conflict'], 'result and code');
	}),

	rule('M9', 'one lot donated twice is lot_exists: a warning', async (m) => {
		const lotId = newId();
		await m.accepted(m.donation({ lotId }));
		const { result, code } = await m.result(m.donation({ lotId }));
		same([result, code], ['acceptedWithWarning', 'lot_exists'], 'result and code');
	})
];

const reversed = (value: object): object => Object.fromEntries(Object.entries(value).reverse());

/** What the server has of the newest epoch [M15]. */
export async function acked(m: Machine): Promise<unknown> {
	const { epoch, throughSeq, highestSeq, missingSeqs } = (await m.report())['acked'] as Record<
		string,
		unknown
	>;
	return { epoch, throughSeq, highestSeq, missingSeqs };
}

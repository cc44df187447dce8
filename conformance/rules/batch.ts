import { check, isInstant, same } from '../expect.ts';
import { hasStatus, names } from '../http.ts';
import { newId } from '../machine.ts';
import { rule } from '../rule.ts';

/** A batch is answered fact by fact. */
export const batch = [
	rule('M12', 'every fact is answered, in the order sent', async (m) => {
		const sent = Array.from({ length: 20 }, () => m.donation());
		const { results, serverTime } = await m.deliver(...sent);
		same(
			results.map(({ eventId }) => eventId),
			sent.map(({ eventId }) => eventId),
			'the eventIds'
		);
		isInstant(serverTime, 'serverTime');
	}),

	rule('M12', 'a repeat within a batch is a duplicate', async (m) => {
		const fact = m.donation();
		const { results } = await m.deliver(fact, m.donation(), fact);
		same(
			results.map(({ result }) => result),
			['accepted', 'accepted', 'duplicate'],
			'the results'
		);
	}),

	rule('M12', 'one bad fact fails none of its neighbours', async (m) => {
		const bad = [m.donation({ lotId: 7 }), m.fact('collect', {}), m.donation({}, { bootId: '' })];
		const { results } = await m.deliver(m.donation(), ...bad, m.donation());
		same(
			results.map(({ result }) => result),
			['accepted', 'quarantined', 'quarantined', 'quarantined', 'accepted'],
			'the results'
		);
	}),

	rule(
		'M12',
		'an element that is no fact is quarantined with eventId null, and marks no seq',
		async (m) => {
			m.newEpoch();
			const nothings = [
				null,
				7,
				'x',
				[],
				{},
				{ ...m.donation(), seq: 0 },
				{ ...m.donation(), eventId: 'X' }
			];
			m.newEpoch();
			const reply = await m.deliver(...nothings, m.donation());
			for (const [i, { eventId, result }] of reply.results.slice(0, -1).entries()) {
				same(
					[eventId, result],
					[null, 'quarantined'],
					`eventId and result of ${JSON.stringify(nothings[i])}`
				);
			}
			same(reply.results.at(-1)?.result, 'accepted', 'the result of the fact beside them');
			same(reply.ackedThroughSeq, 1, 'ackedThroughSeq');
		}
	),

	rule('M12', 'a gap shows in missingSeqs and delays nothing', async (m) => {
		m.newEpoch();
		const facts = Array.from({ length: 6 }, () => m.donation());
		const [first, second, third, , , sixth] = facts;
		const reply = await m.deliver(first, third, sixth);
		same(
			reply.results.map(({ result }) => result),
			['accepted', 'accepted', 'accepted'],
			'the results'
		);
		same(
			[reply.ackedThroughSeq, reply.missingSeqs],
			[1, [2, 4, 5]],
			'ackedThroughSeq and missingSeqs'
		);
		const after = await m.deliver(second);
		same([after.ackedThroughSeq, after.missingSeqs], [3, [4, 5]], 'both after one came late');
	}),

	rule('M12', 'missingSeqs holds the hundred lowest', async (m) => {
		m.newEpoch();
		const far = { ...m.donation(), seq: 500 };
		const { missingSeqs, ackedThroughSeq } = await m.deliver(far);
		same(
			missingSeqs,
			Array.from({ length: 100 }, (_, i) => i + 1),
			'missingSeqs'
		);
		same(ackedThroughSeq, 0, 'ackedThroughSeq');
	}),

	rule(
		'M12',
		'a seq more than 100,000 above the highest is seq_out_of_range, and not seen',
		async (m) => {
			m.newEpoch();
			const first = m.donation();
			const reply = await m.deliver(first, { ...m.donation(), seq: 100_002 });
			same(reply.results[1]?.code, 'seq_out_of_range', 'its code');
			same([reply.ackedThroughSeq, reply.missingSeqs], [1, []], 'ackedThroughSeq and missingSeqs');
		}
	),

	rule(
		'M12',
		'facts of two epochs in one batch are 400 mixed_epochs, and none is taken',
		async (m) => {
			const older = m.donation();
			m.newEpoch();
			const newer = m.donation();
			const body = { events: [older, newer] };
			const answer = await m.call('POST', '/api/machine/events', { body });
			hasStatus(answer, 400, 'facts of two epochs');
			names(answer, 'events', 'mixed_epochs', 'facts of two epochs');
			await m.accepted(newer);
		}
	),

	rule('M12', 'more than 100 facts are 400 too_many_events', async (m) => {
		const events = Array.from({ length: 101 }, () => m.donation());
		const answer = await m.call('POST', '/api/machine/events', { body: { events } });
		hasStatus(answer, 400, '101 facts');
		names(answer, 'events', 'too_many_events', '101 facts');
	}),

	rule('M12', 'a hundred facts are one batch', async (m) => {
		m.newEpoch();
		const lotId = newId();
		const facts = Array.from({ length: 99 }, () => m.collection(lotId));
		const reply = await m.deliver(...facts, m.donation({ lotId, portions: 99 }));
		same(reply.ackedThroughSeq, 100, 'ackedThroughSeq');
		check(
			reply.results.every(({ result }) => result.startsWith('accepted')),
			'a hundred facts taken',
			reply.results.find(({ result }) => !result.startsWith('accepted'))
		);
	}),

	rule('M12', 'a fact of more than 8,192 bytes is quarantined, its neighbour is not', async (m) => {
		const { results } = await m.deliver(m.donation({}, { extra: 'é'.repeat(4_200) }), m.donation());
		same(
			results.map(({ result }) => result),
			['quarantined', 'accepted'],
			'the results'
		);
	}),

	rule('M12', 'an empty batch is answered', async (m) => {
		same((await m.deliver()).results, [], 'the results');
	})
];

import { same } from '../expect.ts';
import { inDays, newId, type Machine } from '../machine.ts';
import { rule } from '../rule.ts';

const taken = (type: string, says: string, body: (m: Machine) => object) =>
	rule('M9', `${type}: ${says}`, async (m) => {
		const said = body(m);
		await m.accepted(m.fact(type, said));
	});

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** Every type of fact, as its table in the contract has it. */
export const types = [
	rule('M9', 'donate: with everything that a lot may say', async (m) => {
		const allergens = { contains: ['milk'], mayContain: ['nuts'], freeOf: ['egg'] };
		const said = { gtin: '4006381333931', brand: 'Dairy', batch: 'L42', ingredients: 'Milk' };
		const lot = {
			category: 'dairy',
			storage: 'chilled',
			slot: 1,
			dateKind: 'useBy',
			date: inDays(5)
		};
		const more = { donorCode: 'D-17', weighedGrams: 1_040, evidence: 'weight', v: 1 };
		await m.accepted(
			m.donation({ ...lot, ...said, allergens, diets: ['vegetarian'], grams: 1_000 }, more)
		);
	}),
	rule(
		'M9',
		'collect and expired: out to a person, out as waste, and closed for good',
		async (m) => {
			const lotId = newId();
			await m.accepted(m.donation({ lotId, portions: 4 }));
			await m.accepted(m.collection(lotId, 1, { grams: 250 }));
			await m.accepted(
				m.fact('expired', { lotId, portions: 3, reason: 'damaged', final: true, note: 'Torn' })
			);
		}
	),
	taken('reading', 'ten minutes of a sensor', () => ({
		...{ sensor: 't1', from: ago(20), to: ago(10), minC: 3.1, maxC: 4.6, meanC: 3.9, samples: 120 }
	})),
	taken('safety', 'a zone whose state changed', () => ({
		...{ zone: 'cold', state: 'ok', since: ago(1), aboveLimitMs: 0, policyVersion: 'eu-1' }
	})),
	taken('service', 'a volunteer at the machine', () => ({
		...{ zone: 'cold', done: ['clean', 'measure', 'reopen'], measuredC: 3.5 }
	})),
	taken('access', 'a door that was opened with a key', () => ({
		...{ slot: 2, openedAt: ago(3), closedAt: ago(2), cause: 'key' }
	})),
	taken('outcome', 'what became of a command', () => ({
		commandId: newId(),
		result: 'refused',
		code: 'unknown_op'
	})),

	rule('M9', 'moveOut and moveIn: food on its way to another machine and back', async (m) => {
		const [lotId, moveId] = [newId(), newId()];
		await m.accepted(m.donation({ lotId, portions: 3 }));
		await m.accepted(m.fact('moveOut', { moveId, lotId, portions: 2 }));
		await m.accepted(m.fact('moveIn', { moveId, lotId, portions: 2, slot: 2, minutesWarm: 10 }));
	}),
	rule('M9', 'adjust: counted, with a signed difference', async (m) => {
		const lotId = newId();
		await m.accepted(m.donation({ lotId, portions: 4 }));
		await m.accepted(m.fact('adjust', { lotId, portions: -1, reason: 'counted' }));
		await m.accepted(m.collection(lotId, 3));
	}),
	rule('M9', 'gap: numbers that are lost for good stop being missing', async (m) => {
		m.newEpoch();
		const facts = [m.donation(), m.donation(), m.donation(), m.donation()];
		const before = await m.deliver(facts[0], facts[3]);
		same([before.ackedThroughSeq, before.missingSeqs], [1, [2, 3]], 'before');
		const gap = m.fact('gap', { fromSeq: 2, toSeq: 3, reason: 'corrupt' });
		const after = await m.deliver(gap);
		same(after.results[0]?.result, 'accepted', 'the result of the gap');
		same([after.ackedThroughSeq, after.missingSeqs], [5, []], 'after');
	})
];

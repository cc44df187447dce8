import { check, same } from '../expect.ts';
import { inDays, newId, type Fact, type Machine } from '../machine.ts';
import { rule } from '../rule.ts';

/** A fact that makes no sense is kept all the same: taken with a warning, or put aside. */
const warns = (says: string, code: string, fact: (m: Machine) => Fact) =>
	rule('M10', `${says}: taken, with the warning ${code}`, async (m) => {
		const outcome = await m.result(fact(m));
		same([outcome.result, outcome.code], ['acceptedWithWarning', code], 'result and code');
	});

const putAside = (says: string, code: string, fact: (m: Machine) => Fact) =>
	rule('M10', `${says}: quarantined as ${code}, which acknowledges it`, async (m) => {
		m.newEpoch();
		const reply = await m.deliver(fact(m), m.donation());
		same(
			[reply.results[0]?.result, reply.results[0]?.code],
			['quarantined', code],
			'result and code'
		);
		same(reply.results[1]?.result, 'accepted', 'the result of the fact beside it');
		same(reply.ackedThroughSeq, 2, 'ackedThroughSeq');
	});

export const doubtful = [
	warns('food out of a lot that nobody knows', 'unknown_lot', (m) => m.collection(newId())),
	warns('a use-by that is past', 'use_by_past', (m) =>
		m.donation({ dateKind: 'useBy', date: inDays(-3), storage: 'ambient' })
	),
	warns('prepared in the future', 'prepared_in_future', (m) => {
		const preparedAt = new Date(Date.now() + 7_200_000).toISOString();
		const lot = {
			category: 'prepared',
			storage: 'chilled',
			slot: 1,
			dateKind: 'preparedAt',
			date: undefined
		};
		return m.donation({ ...lot, preparedAt, ingredients: 'Flour, water, salt' });
	}),
	warns('a date more than five years ahead', 'date_too_far', (m) =>
		m.donation({ date: inDays(6 * 366) })
	),
	warns('chilled food in a slot that is not', 'wrong_storage', (m) =>
		m.donation({ storage: 'chilled', slot: 2 })
	),
	warns('a slot that nobody knows', 'unknown_slot', (m) => m.donation({ slot: 9_999 })),

	rule('M10', 'more taken than there was: taken, with the warning stock_negative', async (m) => {
		const lotId = newId();
		await m.accepted(m.donation({ lotId, portions: 1 }));
		const { result, code } = await m.result(m.collection(lotId, 3));
		same([result, code], ['acceptedWithWarning', 'stock_negative'], 'result and code');
	}),

	putAside('a fact with a mistake', 'malformed', (m) => m.donation({ portions: 0 })),
	putAside('a fact of a type that the server does not know', 'version_unknown', (m) =>
		m.fact('teleport', { to: 'the moon' })
	),
	putAside('a fact of a newer form', 'version_unknown', (m) => m.donation({}, { v: 999 })),

	rule('M21', 'a malformed fact names every bad field at once', async (m) => {
		const { data = {} } = await m.result(
			m.donation({ portions: 0, storage: 'warm' }, { evidence: 'eyes' })
		);
		same(Object.keys(data).sort(), ['evidence', 'lot.portions', 'lot.storage'], 'the named fields');
	}),

	rule('M10', 'a field that the contract does not know is ignored', async (m) => {
		await m.accepted(m.donation({ colour: 'brown' }, { weather: { sky: 'grey' } }));
	}),

	rule('M21', 'text is kept as it is: any script, emoji, markup', async (m) => {
		for (const name of [
			'خبز الزعتر',
			'面包 🥐',
			'<b>Brot</b> & "Käse"',
			"'); DROP TABLE facts; --"
		]) {
			await m.accepted(m.donation({ name }));
		}
	}),

	rule('M21', 'a text with U+0000 is malformed', async (m) => {
		const { code } = await m.result(m.donation({ name: 'a\u0000b' }));
		check(code === 'malformed', 'malformed', code);
	})
];

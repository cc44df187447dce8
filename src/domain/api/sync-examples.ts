// What the routes for state that comes down answer, as an example.

const feed = 'k3v9x1c7m5n2b8q.1f0c5d7e9a3b2468';
const serverTime = '2026-11-23T18:00:05.000Z';

const lot = {
	machineId: 7,
	lotId: 'brot12345678901',
	slot: 2,
	portions: 3,
	closed: false,
	unconfirmed: false,
	donatedAt: 1_795_456_800_000,
	described: {
		name: 'Bread',
		category: 'bakery',
		storage: 'ambient',
		dateKind: 'bestBefore',
		date: '2026-11-25',
		allergens: ['gluten'],
		diets: ['vegan']
	},
	appliedEpoch: 'ep0ch1234567890',
	appliedSeq: 9,
	missingSeqs: []
};
const id = '7:brot12345678901';

export const syncSnapshotReply = { feed, seq: 41, records: [{ id, record: lot }], serverTime };
export const changesReply = {
	feed,
	changes: [
		{ seq: 42, id, op: 'put', record: { ...lot, portions: 2, appliedSeq: 10 } },
		{ seq: 43, id: '7:suppe1234567890', op: 'delete' }
	],
	next: 43,
	more: false,
	head: 43,
	serverTime
};

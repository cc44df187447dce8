import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOUR } from '#domain/calendar.ts';
import { policyKey, policyOf } from '#domain/policy.ts';
import { call, donation, HARDWARE, machine, newSecret, person } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

let server: Server;
beforeAll(async () => {
	server = await startServer({ env: { EXES_POLICY: 'us' } });
});
afterAll(() => server.stop());

test('[F10] EXES_POLICY names the policy of a new machine, and the server judges by it', async () => {
	const { token } = await machine(server);
	const { body } = await call(server, 'GET', '/api/machine/config', { token });
	expect(body.config.policy).toEqual(policyKey(policyOf('us')));
});

test('[F4] the hours of prepared food are those of the policy of its machine', async () => {
	const { machineId, token } = await machine(server);
	const preparedAt = new Date(Date.now() - HOUR).toISOString();
	const soup = { slot: 1, storage: 'chilled', dateKind: 'preparedAt', date: undefined, preparedAt };
	const gift = donation({ ...soup, category: 'prepared', labelled: true });
	const { body } = await call(server, 'POST', '/api/food/donate', { token, body: gift });
	expect(body.result).toBe('accepted');
	using store = new Store(server);
	const [lot] = store.all(
		'SELECT offerFrom, offerUntil, policyVersion FROM lots WHERE machineId = ?',
		machineId
	);
	const from = Date.parse(preparedAt);
	expect(lot).toEqual({ offerFrom: from, offerUntil: from + 72 * HOUR, policyVersion: 'us-1' });
});

describe('[F4, M10] a donation that the policy refuses arrives all the same', () => {
	const cooked = { slot: 1, storage: 'chilled', category: 'prepared', dateKind: 'preparedAt' };
	const preparedAt = new Date(Date.now() - HOUR).toISOString();
	const table: [string, object, string][] = [
		[
			'raw milk',
			{ category: 'dairy', storage: 'chilled', slot: 1, productKind: 'raw-milk' },
			'refused_food'
		],
		['beer', { category: 'drinks', productKind: 'alcohol' }, 'refused_food'],
		['soup without a label', { ...cooked, date: undefined, preparedAt }, 'no_label']
	];
	test.each(table)('%s: accepted with the warning, not offered, a task', async (_, lot, code) => {
		const { machineId, token } = await machine(server);
		const gift = donation(lot);
		const { status, body } = await call(server, 'POST', '/api/food/donate', { token, body: gift });
		expect([status, body.result, body.code]).toEqual([200, 'acceptedWithWarning', code]);
		using store = new Store(server);
		const { lotId } = gift['lot'];
		const lots = store.all(`SELECT portions, offerUntil FROM lots WHERE lotId = ?`, lotId);
		expect(lots, 'it is inside, and counted').toEqual([{ portions: 4, offerUntil: 0 }]);
		expect(store.all(`SELECT 1 FROM tags WHERE lotId = ?`, lotId), 'found by nobody').toEqual([]);
		const volunteer = await person(server, 'volunteer');
		const tasks = await call(server, 'GET', '/api/volunteer/tasks', { token: volunteer.token });
		expect(tasks.body.tasks.filter((one: any) => one.machineId === machineId)).toMatchObject([
			{ kind: code, lotId }
		]);
		const near = await call(server, 'GET', '/api/location/nearest?lat=52.52&lon=13.405&limit=200');
		const seen = near.body.machines.find((one: any) => one.machineId === machineId);
		expect(seen.stock).toEqual({ portions: 0, lots: 0, byCategory: {} });
	});

	test('soup with a label is offered', async () => {
		const { token } = await machine(server);
		const gift = donation({ ...cooked, date: undefined, preparedAt, labelled: true });
		const { body } = await call(server, 'POST', '/api/food/donate', { token, body: gift });
		expect(body.result).toBe('accepted');
	});
});

/** Saves the next version of a configuration, as an operator would. */
function configure(store: Store, machineId: number, config: object): void {
	store.run(
		`INSERT INTO configs (machineId, version, body, donationPaused, notice, openingHours, author, createdAt)
		SELECT ?, MAX(version) + 1, ?, 0, '', '', 'test', 0 FROM configs WHERE machineId = ?`,
		...[machineId, JSON.stringify(config), machineId]
	);
}

describe('[F10] when the rules of a machine change', () => {
	test('windows and tags of its lots follow; the donation keeps the version it was judged by', async () => {
		const { machineId, token } = await machine(server);
		const other = await machine(server);
		const made = new Date(Date.now() - 30 * HOUR).toISOString();
		const soup = { slot: 1, storage: 'chilled', category: 'prepared', dateKind: 'preparedAt' };
		const lots = [
			{ ...soup, date: undefined, preparedAt: made, labelled: true },
			{ category: 'bakery', date: '2027-01-01' },
			{ category: 'drinks', date: '2027-01-01', productKind: 'thawed' }
		].map((lot, i) => donation(lot, { seq: i + 1 }));
		const events = lots.map((fact) => ({ type: 'donate', ...fact }));
		await call(server, 'POST', '/api/machine/events', { token, body: { events } });
		const theirs = donation({ ...soup, date: undefined, preparedAt: made, labelled: true });
		await call(server, 'POST', '/api/food/donate', { token: other.token, body: theirs });

		using store = new Store(server);
		const seen = () =>
			lots.map(({ lot }) => {
				const [row] = store.all('SELECT * FROM lots WHERE lotId = ?', lot.lotId);
				const tags = store.all('SELECT tag FROM tags WHERE lotId = ?', lot.lotId);
				return { until: row?.['offerUntil'], by: row?.['policyVersion'], found: tags.length > 0 };
			});
		const before = seen();
		expect(before[0]).toEqual({ until: Date.parse(made) + 72 * HOUR, by: 'us-1', found: true });
		expect(before[2]).toMatchObject({ by: 'us-1', found: true });

		const uk = `policy=${JSON.stringify(policyKey(policyOf('uk')))}`;
		const saved = await server.exes('config', 'set', String(machineId), uk);
		expect([saved.code, saved.stderr]).toEqual([0, '']);

		expect(seen()).toEqual([
			{ until: Date.parse(made) + 24 * HOUR, by: 'us-1', found: true },
			before[1],
			{ until: 0, by: 'us-1', found: false }
		]);
		const [untouched] = store.all(
			'SELECT offerUntil FROM lots WHERE lotId = ?',
			theirs['lot'].lotId
		);
		expect(untouched, 'of another machine').toEqual({ offerUntil: before[0]?.until });
	});

	test('[F2a] and when its slots do: what has no cold slot any more is not offered', async () => {
		const { machineId, token } = await machine(server);
		const gift = donation({ slot: 1, storage: 'chilled', dateKind: 'useBy', date: '2027-01-01' });
		await call(server, 'POST', '/api/food/donate', { token, body: gift });
		using store = new Store(server);
		const until = () =>
			store.all('SELECT offerUntil FROM lots WHERE lotId = ?', gift['lot'].lotId)[0]?.[
				'offerUntil'
			];
		const before = until();
		expect(before).toBeGreaterThan(Date.now());
		await reEnrol(machineId, [{ slot: 1, storage: 'ambient' }]);
		expect(until()).toBe(0);
		await reEnrol(machineId);
		expect(until()).toBe(before);
	});

	async function reEnrol(machineId: number, slots: object[] = HARDWARE.slots): Promise<void> {
		const outcome = await server.exes('machine', 're-enrol', String(machineId), '--json');
		const { enrolmentCode } = outcome.json as { enrolmentCode: string };
		const body = { enrolmentCode, secret: newSecret(), hardware: { slots } };
		const answer = await call(server, 'POST', '/api/machine/register', { body });
		expect(answer.status).toBe(201);
	}
});

test('[F10] a document that cannot be read leaves the rules that come with its profile', async () => {
	const { machineId, token } = await machine(server);
	const { body } = await call(server, 'GET', '/api/machine/config', { token });
	using store = new Store(server);
	const policy = { profile: 'uk', version: 'of tomorrow', document: { graceDays: 'many' } };
	configure(store, machineId, { ...body.config, policy });
	const gift = donation({ productKind: 'cooked-rice' });
	const answer = await call(server, 'POST', '/api/food/donate', { token, body: gift });
	expect(answer.body.code).toBe('refused_food');
	const [lot] = store.all('SELECT policyVersion FROM lots WHERE lotId = ?', gift['lot'].lotId);
	expect(lot).toEqual({ policyVersion: 'uk-1' });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR } from '#domain/calendar.ts';
import { policyKey, policyOf } from '#domain/policy.ts';
import { call, donation, machine } from '../support/api.ts';
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
	const gift = donation({ ...soup, category: 'prepared' });
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

import { expect, test, vi } from 'vitest';
import { beginAnew } from './begin-anew.ts';
import { newKiosk, sleep } from './testing.ts';

const identity = { machineId: 7, secret: 'x'.repeat(43), status: 'accepted' as const, slots: [] };
const hardware = { way: 'serial', boards: [{ vendorId: 0x2e8a, productId: 10 }] } as const;

test('[S5] [M3a] whose store is gone stays the same machine, in another epoch, and does not know what is inside', async () => {
	const { store } = newKiosk();
	await store.remember('identity', identity);
	await store.remember('contents', 'known');
	await store.outbox.append([{ type: 'a' }]);
	const before = await store.outbox.currentEpoch();
	const anew = () =>
		beginAnew({ store, identity, hardware, sleep, signal: new AbortController().signal });
	expect(await anew(), 'nothing was lost').toBe(false);
	expect(await store.recall('contents')).toBe('known');

	await Promise.all(store.outbox.db.tables.map((table) => table.clear()));
	expect(await anew()).toBe(true);
	expect(await store.recall('identity')).toEqual(identity);
	// Nobody stands there to choose again what opens the doors.
	expect(await store.recall('hardware')).toEqual(hardware);
	expect(await store.recall('contents')).toBe('unknown');
	expect((await store.outbox.currentEpoch()).epoch).not.toBe(before.epoch);
	expect((await store.outbox.stats()).unsent).toBe(0);
});

test('[S5] it tells of a store that is taken away, not of one that the page closes', async () => {
	const { store } = newKiosk();
	const taken = vi.fn();
	store.whenTaken(taken);
	await store.outbox.currentEpoch();
	// As a browser closes it: the next write opens it again.
	store.outbox.db.close({ disableAutoOpen: false });
	await vi.waitFor(() => {
		expect(taken).toHaveBeenCalledOnce();
	});
	await store.remember('contents', 'known');
	store.close();
	expect(taken).toHaveBeenCalledOnce();
});

test('[S5] a page that dies meanwhile has begun nothing, and the next one begins all of it', async () => {
	const { store } = newKiosk();
	const remember = store.remember.bind(store);
	const dying = new AbortController();
	let writes = 0;
	const killed = vi.spyOn(store, 'remember').mockImplementation(async (name, value) => {
		if ((writes += 1) > 2) {
			dying.abort();
			throw new Error('killed');
		}
		await remember(name, value);
	});
	expect(await beginAnew({ store, identity, hardware, sleep, signal: dying.signal })).toBe(false);
	killed.mockRestore();
	expect(await store.recall('contents')).toBeUndefined();
	const signal = new AbortController().signal;
	expect(await beginAnew({ store, identity, hardware, sleep, signal })).toBe(true);
	expect(await store.recall('identity')).toEqual(identity);
	expect(await store.recall('hardware')).toEqual(hardware);
	expect(await store.recall('contents')).toBe('unknown');
});

test('[S5] a store that cannot be opened meanwhile is tried again, and not for ever', async () => {
	const { store } = newKiosk();
	const open = vi
		.spyOn(store, 'reopen')
		.mockRejectedValueOnce(new Error('The connection was closed.'));
	const signal = new AbortController().signal;
	expect(await beginAnew({ store, identity, hardware, sleep, signal })).toBe(true);
	expect(open).toHaveBeenCalledTimes(2);
	expect(await beginAnew({ store, identity, hardware, sleep, signal: AbortSignal.abort() })).toBe(
		false
	);
});

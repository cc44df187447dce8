import { expect, test, vi } from 'vitest';
import { Drainer, type DrainerOptions } from './drainer.ts';
import { MemoryServer, newClock, newDisk, openStore } from './testing.ts';

/** No pause ends by itself: what goes on was woken. */
function untilWoken(_: number, signal: AbortSignal): Promise<void> {
	return new Promise((done) => {
		signal.addEventListener('abort', () => {
			done();
		});
	});
}

/** A busy machine is slow, and no bug. */
const soon = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 10_000 });

/** One lock over all tabs, as Web Locks give it. */
function newLock(): DrainerOptions['exclusive'] {
	let last: Promise<unknown> = Promise.resolve();
	return (task) => {
		const next = last.then(task);
		last = next.catch(() => undefined);
		return next;
	};
}

function setUp(tabs = 1) {
	const clock = newClock();
	const server = new MemoryServer(clock.now);
	const disk = newDisk();
	const exclusive = newLock();
	let inFlight = 0;
	let mostInFlight = 0;
	const send = vi.fn<DrainerOptions['send']>(async (batch) => {
		mostInFlight = Math.max(mostInFlight, (inFlight += 1));
		await new Promise((answer) => setTimeout(answer, 5));
		inFlight -= 1;
		return server.answer(batch);
	});
	const drainers = Array.from({ length: tabs }, () => {
		const store = openStore(disk, clock);
		const onFault = vi.fn();
		const drainer = new Drainer({
			...clock,
			store,
			send,
			exclusive,
			sleep: untilWoken,
			onFault,
			random: () => 0
		});
		return { store, drainer, onFault };
	});
	return { server, send, drainers, mostInFlight: () => mostInFlight };
}

test('[S3] one request in flight over all tabs, and every fact arrives once', async () => {
	const { server, drainers, mostInFlight } = setUp(3);
	for (const { drainer } of drainers) drainer.start();
	for (const { store } of drainers) {
		for (let i = 0; i < 5; i++) await store.append([{ type: 'fact' }]);
	}
	await soon(() => {
		expect(server.applied.size).toBe(15);
	});
	expect(mostInFlight()).toBe(1);
	expect([...server.timesApplied.values()].every((times) => times === 1)).toBe(true);
	for (const { drainer } of drainers) drainer.stop();
});

test('[S4] a new fact wakes it, and so does the network', async () => {
	const { server, send, drainers } = setUp();
	const [one] = drainers;
	one?.drainer.start();
	await soon(async () => {
		expect((await one?.store.stats())?.unsent).toBe(0);
	});
	await one?.store.append([{ type: 'fact' }]);
	await soon(() => {
		expect(server.applied.size).toBe(1);
	});
	vi.mocked(send).mockResolvedValueOnce({ kind: 'noAnswer' });
	await one?.store.append([{ type: 'fact' }]);
	await soon(() => {
		expect(send).toHaveBeenCalledTimes(2);
	});
	one?.drainer.wake();
	await soon(() => {
		expect(server.applied.size).toBe(2);
	});
	one?.drainer.stop();
});

test('a broken store is told, and does not end the drainer', async () => {
	const { drainers } = setUp();
	const [one] = drainers;
	one?.store.close();
	one?.drainer.start();
	await soon(() => {
		expect(one?.onFault).toHaveBeenCalled();
	});
	one?.drainer.stop();
});

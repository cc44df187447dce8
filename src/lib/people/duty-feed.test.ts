import { expect, test } from 'vitest';
import { Feed } from '#feed/feed.ts';
import { MemoryFeed, newDisk, sleepUntilWoken } from '#feed/testing.ts';
import { ApiError } from '#remote/api.ts';
import { DutyFeed } from './duty-feed.ts';
import type { Kept } from './kept-duty.ts';
import { alert, answer, machine, NOW } from './people.fixture.ts';

const PULLED = { appliedEpoch: null, appliedSeq: 0, missingSeqs: [] };

/** A device whose disk outlives the page, and a server with a feed. */
function world() {
	const server = new MemoryFeed();
	server.time = NOW;
	const disk = newDisk();
	const state = { kept: null as Kept | null, hasFeed: true, asked: [] as string[] };
	const routes = answer([alert({ alertId: 'by-route' })]);
	const page = () =>
		new DutyFeed({
			open: ({ name, collections, onFault }) =>
				state.hasFeed
					? Feed.open({
							...{ name, collections, onFault, storage: disk, source: server.source },
							...{ multiInstance: false, clock: { random: () => 0.5, sleep: sleepUntilWoken } }
						})
					: Promise.reject(new Error('This browser stores nothing.')),
			token: () => 'token',
			fetchAll: () => {
				state.asked.push('all');
				return server.trouble
					? Promise.reject(new ApiError('offline', 'No network.'))
					: Promise.resolve(routes);
			},
			fetchTasks: () => {
				state.asked.push('tasks');
				return Promise.resolve(routes.tasks);
			},
			kept: {
				read: () => Promise.resolve(state.kept),
				write: (kept) => Promise.resolve(void (state.kept = kept)),
				forget: () => Promise.resolve(void (state.kept = null))
			}
		});
	const put = (...alerts: ReturnType<typeof alert>[]) => {
		for (const one of alerts) server.put('alerts', one.alertId, { ...one, ...PULLED });
	};
	server.put('machines', '2', machine({ machineId: 2 }));
	server.put('machines', '1', machine());
	return { server, state, page, put };
}
/** Asks as a page does that has its feed open: the first question does not wait for it. */
async function ask(feed: DutyFeed, personId = 'ada') {
	const before = feed.onNews;
	const isOpen = new Promise<void>((open) => (feed.onNews = open));
	await Promise.all([feed.fetch('token', personId), isOpen]);
	feed.onNews = before;
	return feed.fetch('token', personId);
}
const kept = (sent: ReturnType<typeof answer>): Kept => ({ personId: 'ada', cameAt: NOW, ...sent });

test('alerts and machines come by the feed, in the order of their routes; tasks by their own', async () => {
	const { state, page, put } = world();
	put(
		alert({ alertId: 'b', severity: 'warning' }),
		alert({ alertId: 'c', since: new Date(NOW - 1_000).toISOString() }),
		alert({ alertId: 'a' })
	);
	const { alerts, fleet } = await ask(page());
	expect(alerts.alerts.map(({ alertId }) => alertId)).toEqual(['a', 'c', 'b']);
	expect(fleet.machines.map(({ machineId }) => machineId)).toEqual([1, 2]);
	expect(state.asked, 'the first question waits for nothing').toEqual(['all', 'tasks']);
});

test('what is kept is the feed’s, without network and over a reload, with its age', async () => {
	const { server, state, page, put } = world();
	put(alert({ alertId: 'a' }));
	const before = page();
	const sent = await ask(before);
	await before.kept.write(kept(sent));
	expect(state.kept?.alerts.alerts, 'it is not kept twice').toEqual([]);
	server.trouble = { kind: 'noAnswer' };
	await before.close();
	const after = page();
	const read = await after.kept.read();
	expect(read?.alerts.alerts.map(({ alertId }) => alertId)).toEqual(['a']);
	expect(read?.fleet.machines).toHaveLength(2);
	expect(Date.parse(read?.fleet.serverTime ?? '')).toBeLessThanOrEqual(server.time);
	await expect(after.fetch('token', 'ada')).rejects.toThrow('No network.');
});

test('it tells when something is other than before', async () => {
	const { server, page, put } = world();
	const feed = page();
	await ask(feed);
	let news = 0;
	feed.onNews = () => (news += 1);
	put(alert({ alertId: 'a' }));
	expect((await feed.fetch('token', 'ada')).alerts.alerts).toHaveLength(1);
	expect(news).toBeGreaterThan(0);
	server.restart('after a change of role', 900);
	server.put('machines', '1', machine());
	const { alerts, fleet } = await feed.fetch('token', 'ada');
	expect([alerts.alerts, fleet.machines.length]).toEqual([[], 1]);
});

test('where the browser stores nothing the routes tell everything', async () => {
	const { state, page } = world();
	state.hasFeed = false;
	const feed = page();
	const sent = await feed.fetch('token', 'ada');
	expect(sent.alerts.alerts[0]?.alertId).toBe('by-route');
	await feed.kept.write(kept(sent));
	expect(state.kept?.alerts.alerts).toHaveLength(1);
	expect((await feed.kept.read())?.alerts.alerts[0]?.alertId).toBe('by-route');
});

test('another person on the same device sees nothing of the one before; forgotten is gone', async () => {
	const { server, page, put } = world();
	put(alert({ alertId: 'a' }));
	const feed = page();
	const sent = await ask(feed);
	await feed.kept.write(kept(sent));
	server.restart('grace');
	expect((await ask(feed, 'grace')).alerts.alerts).toEqual([]);
	await feed.kept.forget();
	server.trouble = { kind: 'noAnswer' };
	await expect(page().fetch('token', 'grace')).rejects.toThrow('No network.');
});

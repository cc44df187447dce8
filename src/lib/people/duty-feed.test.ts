import { afterEach, expect, test } from 'vitest';
import { Feed } from '#feed/feed.ts';
import { MemoryFeed, newDisk, sleepUntilWoken } from '#feed/testing.ts';
import { ApiError } from '#remote/api.ts';
import { DutyFeed } from './duty-feed.ts';
import type { Kept } from './kept-duty.ts';
import { ago, alert, answer, machine, NOW, task } from './people.fixture.ts';

const MOVE = { moveId: 'move', fromMachineId: 1, toMachineId: 2, outPortions: 2, inPortions: 1 };
const PULLED = { appliedEpoch: null, appliedSeq: 0, missingSeqs: [] };

/** Every page of a test. */
const open: DutyFeed[] = [];
afterEach(async () => {
	for (const feed of open.splice(0)) await feed.close();
});

/** A device whose disk outlives the page, and a server with a feed. */
function world() {
	const server = new MemoryFeed();
	server.time = NOW;
	const disk = newDisk();
	const state = { kept: null as Kept | null, hasFeed: true, asked: [] as string[] };
	const routes = answer([alert({ alertId: 'by-route' })]);
	/** The route tells of all tasks: of those that are kept too. */
	routes.tasks.tasks.push(
		task({ taskId: 'derived', kind: 'stock_negative', since: null }),
		task({ taskId: 'moved', kind: 'move_open', since: ago(60_000), move: MOVE }),
		task({ taskId: 'by-route' })
	);
	const page = () => {
		const feed = new DutyFeed({
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
		open.push(feed);
		return feed;
	};
	const put = (...alerts: ReturnType<typeof alert>[]) => {
		for (const one of alerts) server.put('alerts', one.alertId, { ...one, ...PULLED });
	};
	server.put('machines', '2', machine({ machineId: 2 }));
	server.put('machines', '1', machine());
	const putTask = (...tasks: ReturnType<typeof task>[]) => {
		for (const one of tasks) server.put('tasks', one.taskId, { ...one, ...PULLED });
	};
	/** The feed of an app that kept no tasks by it. */
	const before = () =>
		Feed.open({
			...{ name: 'ada', collections: ['alerts', 'machines'], multiInstance: false },
			...{ storage: disk, source: server.source, onFault: () => undefined },
			clock: { random: () => 0.5, sleep: sleepUntilWoken }
		});
	return { server, state, routes, page, before, put, putTask };
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

const taskIds = ({ tasks }: { tasks: { tasks: readonly { taskId: string }[] } }) =>
	tasks.tasks.map(({ taskId }) => taskId);

test('kept tasks come by the feed, the oldest first; those of the ledger by their route, alone', async () => {
	const { server, page, putTask } = world();
	putTask(task({ taskId: 'b', since: ago(1_000) }), task({ taskId: 'a' }));
	const feed = page();
	const sent = await ask(feed);
	expect(taskIds(sent)).toEqual(['derived', 'a', 'moved', 'b']);
	expect(sent.tasks.tasks[1], 'with what of this device is in it [S12]').toMatchObject(PULLED);
	server.remove('tasks', 'a');
	expect(taskIds(await feed.fetch('token', 'ada'))).toEqual(['derived', 'moved', 'b']);
});

test('tasks stay without network and over a reload', async () => {
	const { server, state, page, putTask } = world();
	putTask(task({ taskId: 'a' }));
	const before = page();
	const sent = await ask(before);
	await before.kept.write(kept(sent));
	expect(state.kept && taskIds(state.kept), 'not twice').toEqual(['derived', 'moved']);
	server.trouble = { kind: 'noAnswer' };
	await before.close();
	const after = page();
	expect(taskIds((await after.kept.read())!)).toEqual(['derived', 'a', 'moved']);
});

test('tasks that an app of before kept by their route stay until the feed has brought them', async () => {
	const { server, state, routes, page, before, put, putTask } = world();
	put(alert({ alertId: 'a' }));
	const feed = await before();
	await feed.settled();
	await feed.close();
	state.kept = kept({ ...answer([], []), tasks: routes.tasks });
	putTask(task({ taskId: 'a' }));
	server.trouble = { kind: 'noAnswer' };
	const after = page();
	const read = await after.kept.read();
	expect(read && taskIds(read)).toEqual(['derived', 'moved', 'by-route']);
	expect(read?.alerts.alerts).toHaveLength(1);
	server.trouble = null;
	expect(taskIds(await ask(after))).toEqual(['derived', 'a', 'moved']);
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

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { afterEach, beforeAll, afterAll, expect, test } from 'vitest';
import { parseInstant } from '../../src/domain/calendar.ts';
import { Feed, type FeedOptions } from '../../src/feed/feed.ts';
import type { Asked, FeedSource } from '../../src/feed/source.ts';
import { sleepUntilWoken } from '../../src/feed/testing.ts';
import { sleep } from '../../src/platform/clock.ts';
import { newId, type Machine } from '../support/api.ts';
import { Duty, type OnDuty } from '../support/duty.ts';
import { Store } from '../support/fleet.ts';
import { LedgerServer } from '../support/ledger.ts';
import { changesAfter, Listener, whole } from '../support/sync.ts';

/** The page's own feed, its RxDB on an IndexedDB in memory, beside the real server. */
let ledger: LedgerServer;
let duty: Duty;
let north: Machine;
let operator: OnDuty;
const open: Feed[] = [];

beforeAll(async () => {
	ledger = await LedgerServer.start();
	duty = new Duty(ledger.server);
	north = await ledger.machine();
	operator = await duty.person({ role: 'operator' });
}, 60_000);
afterEach(async () => {
	await Promise.all(open.splice(0).map((feed) => feed.close()));
});
afterAll(async () => {
	duty[Symbol.dispose]();
	await ledger.stop();
});

type Disk = FeedOptions['storage'];
const newDisk = (): Disk => getRxStorageDexie({ indexedDB: new IDBFactory(), IDBKeyRange });

/** What a page asks of the server, in a form that the feed understands; pages of `limit` changes. */
function sourceFor(token: string, asked: string[], limit = 500): FeedSource {
	const answered = async <T>(ask: Promise<T>): Promise<Asked<T>> => {
		try {
			return { kind: 'answered', reply: await ask };
		} catch {
			return { kind: 'noAnswer' };
		}
	};
	const at = (serverTime: string): number => parseInstant(serverTime) ?? 0;
	return {
		changes: (place) => {
			asked.push('changes');
			const page = { ...place, limit: Math.min(limit, place.limit) };
			return answered(
				changesAfter(ledger.server, token, page).then(({ reset = false, ...reply }) => ({
					...{ ...reply, reset, at: at(reply.serverTime) }
				}))
			);
		},
		snapshot: (collection) => {
			asked.push('snapshot');
			return answered(
				whole(ledger.server, token, collection).then((reply) => ({
					...reply,
					at: at(reply.serverTime)
				}))
			);
		}
	};
}

async function follow(
	source: FeedSource,
	disk: Disk,
	name = newId(),
	sleep = sleepUntilWoken
): Promise<Feed> {
	const feed = await Feed.open({
		...{ name, collections: ['lots'], multiInstance: false, storage: disk, source },
		clock: { random: () => 0, sleep },
		onFault: (fault) => {
			throw fault as Error;
		}
	});
	open.push(feed);
	await feed.settled();
	return feed;
}

async function give(of = north): Promise<string> {
	const outbox = ledger.outbox(of);
	const lotId = newId();
	const { body } = await outbox.send(outbox.donate({ lotId, slot: 2, portions: 3 }));
	expect(body.results[0]?.result).toBe('accepted');
	return `${of.machineId}:${lotId}`;
}

const ids = async (feed: Feed): Promise<string[]> => (await feed.read('lots')).map(({ id }) => id);

test('[S9] a hint brings what the server wrote, though nobody asked', async () => {
	const asked: string[] = [];
	const listener = await Listener.of(ledger.server, operator.token);
	const hints: FeedSource['hints'] = async (heard, signal) => {
		signal.addEventListener('abort', () => {
			listener.close();
		});
		heard();
		// That the line is cut is how it ends.
		for (; (await listener.next().catch(() => undefined)) !== undefined;) heard();
	};
	const feed = await follow(
		{ ...sourceFor(operator.token, asked), hints },
		newDisk(),
		newId(),
		sleep
	);
	const id = await give();
	await expect.poll(() => ids(feed), { timeout: 10_000, interval: 20 }).toContain(id);
});

test('[S9] without hints it is there at the next question, and not before', async () => {
	const asked: string[] = [];
	const feed = await follow(sourceFor(operator.token, asked), newDisk());
	const id = await give();
	const before = asked.length;
	expect(await ids(feed)).not.toContain(id);
	feed.wake();
	await feed.settled();
	expect(await ids(feed)).toContain(id);
	expect(asked.slice(before)).toEqual(['changes']);
});

test('[S10] a reader that is closed in the middle of its pages goes on where it was, and misses nothing', async () => {
	const [disk, name] = [newDisk(), newId()];
	const asked: string[] = [];
	await (await follow(sourceFor(operator.token, asked, 2), disk, name)).close();
	const given: string[] = [];
	for (let i = 0; i < 7; i++) given.push(await give());
	asked.length = 0;
	const source = sourceFor(operator.token, asked, 2);
	const [second, secondAsked] = withResolvers();
	let pages = 0;
	const cut: FeedSource = {
		...source,
		changes: (place) => {
			if ((pages += 1) < 3) return source.changes(place);
			secondAsked();
			// The page goes away with the question on its way.
			return new Promise(() => undefined);
		}
	};
	const opening = follow(cut, disk, name);
	await second;
	await open.at(-1)?.close();
	await opening;
	asked.length = 0;
	const again = await follow(source, disk, name);
	expect(await ids(again)).toEqual(expect.arrayContaining(given));
	expect(asked, 'from where it was, not from the beginning').not.toContain('snapshot');
});

test('[S8] what a person may see no more is gone after the next question', async () => {
	const [one, other] = [duty.area('feed one'), duty.area('feed other')];
	const mine = await duty.machine(one);
	const theirs = await duty.machine(other);
	const ada = await duty.person({ role: 'volunteer', areaId: one });
	const [seen, unseen] = [await give(mine), await give(theirs)];
	const asked: string[] = [];
	const feed = await follow(sourceFor(ada.token, asked), newDisk());
	expect(await ids(feed)).toEqual([seen]);
	// It goes to another area: what she may see is another set, and the feed starts over.
	using store = new Store(ledger.server);
	store.run('UPDATE areaMachines SET areaId = ? WHERE machineId = ?', other, mine.machineId);
	asked.length = 0;
	feed.wake();
	await feed.settled();
	expect(await ids(feed)).toEqual([]);
	expect(unseen).not.toBe(seen);
	expect(asked).toContain('snapshot');
});

test('[S8] a feed that is another one is read from the beginning, and what is not in it is gone', async () => {
	const asked: string[] = [];
	const feed = await follow(sourceFor(operator.token, asked), newDisk());
	const gone = await give();
	feed.wake();
	await feed.settled();
	expect(await ids(feed)).toContain(gone);
	// As after a restore: other rows, under another name.
	{
		using store = new Store(ledger.server);
		store.run('DELETE FROM lots WHERE "lotId" = ?', gone.slice(gone.indexOf(':') + 1));
		store.run('DELETE FROM changes WHERE id = ?', gone);
		store.run('UPDATE feeds SET "feedId" = ?', newId());
	}
	const kept = await give();
	asked.length = 0;
	feed.wake();
	await feed.settled();
	expect(await ids(feed)).toContain(kept);
	expect(await ids(feed)).not.toContain(gone);
	expect(asked).toEqual(['changes', 'snapshot', 'changes']);
});

function withResolvers(): [Promise<void>, () => void] {
	const { promise, resolve } = Promise.withResolvers<undefined>();
	return [
		promise,
		() => {
			resolve(undefined);
		}
	];
}

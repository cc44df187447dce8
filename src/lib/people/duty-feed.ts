import * as v from 'valibot';
import { parseInstant, type Millis } from '#domain/calendar.ts';
import { isDerived } from '#domain/errand.ts';
import { FleetMachine, type DutyTask, type TasksReply } from '#domain/shapes/people.ts';
import { AlertRecord, TaskRecord, type SyncCollection } from '#domain/shapes/sync.ts';
import { SEVERITIES } from '#domain/shapes/words.ts';
import type { Entry, Feed, FeedOf } from '#acts/open-feed.ts';
import { giveUpCaches } from '#platform/storage.ts';
import { ApiError } from '#remote/api.ts';
import { fetchDuty, fetchTasks, type DutyAnswer } from '#remote/people.ts';
import { keptDuty, type Kept, type KeptDuty } from './kept-duty.ts';

/** What people on duty see of the feed. Tasks that are worked out of the ledger have no rows: they stay on their route. */
const COLLECTIONS = ['alerts', 'machines', 'tasks'] as const satisfies readonly SyncCollection[];

type DutyFeedPorts = {
	readonly open: (options: FeedOf) => Promise<Feed>;
	readonly token: () => string | null;
	/** Everything in one, where the feed cannot be had. */
	readonly fetchAll: (token: string) => Promise<DutyAnswer>;
	readonly fetchTasks: (token: string) => Promise<TasksReply>;
	readonly kept: KeptDuty;
};

/** What a person on duty may see, as it is kept on this device and follows the server [S9]. */
export class DutyFeed {
	/** Called when something is other than before. */
	onNews: () => void = () => undefined;
	readonly #ports: DutyFeedPorts;
	#personId: string | null = null;
	#feed: Promise<Feed | null> = Promise.resolve(null);
	/** The same once it is open. */
	#open: Feed | null = null;

	/**
	 * All by the feed, but for the tasks that it does not have: those by their route. While the feed is not open, or cannot be had,
	 * all by their routes: nobody waits for RxDB to see what is to be done.
	 *
	 * @param isTold the feed itself has brought something: it need not ask again
	 */
	readonly fetch = async (token: string, personId: string, isTold = false): Promise<DutyAnswer> => {
		const isOpen = this.#open !== null && this.#personId === personId;
		if (!isOpen) {
			void this.#of(personId).then((opened) => {
				if (opened) this.onNews();
			});
			return this.#ports.fetchAll(token);
		}
		const feed = this.#open;
		if (!isTold) feed?.wake();
		await feed?.settled();
		if (!feed || !COLLECTIONS.every((name) => feed.stateOf(name).isLive)) {
			return this.#ports.fetchAll(token);
		}
		const tasks = await this.#ports.fetchTasks(token);
		return (await answerOf(feed, tasks)) ?? this.#ports.fetchAll(token);
	};

	/** What is kept here of the last answer. */
	readonly kept: KeptDuty = {
		read: async () => {
			const kept = await this.#ports.kept.read();
			if (kept === null) return null;
			const feed = await this.#of(kept.personId);
			const answer = feed && (await answerOf(feed, kept.tasks));
			return answer ? { ...kept, ...answer } : kept;
		},
		write: async (kept) => {
			// While the feed is being opened all of it is kept: what is on screen is so at once.
			const feed = this.#personId === kept.personId ? this.#open : null;
			await this.#ports.kept.write(feed && hasAll(feed) ? withoutLists(kept, feed) : kept);
		},
		forget: async () => {
			await this.#ports.kept.forget();
			await this.#remove();
		}
	};

	constructor(ports: DutyFeedPorts) {
		this.#ports = ports;
	}

	/** The disk is full: what can be fetched again goes [S5]. */
	async giveUp(): Promise<void> {
		await giveUpCaches();
		await this.#remove();
	}

	async close(): Promise<void> {
		await (await this.#feed)?.close();
	}

	#of(personId: string): Promise<Feed | null> {
		if (personId !== this.#personId) {
			const before = this.#feed;
			this.#personId = personId;
			this.#open = null;
			this.#feed = before.then((feed) => feed?.destroy()).then(() => this.#begin(personId));
		}
		return this.#feed;
	}

	async #begin(personId: string): Promise<Feed | null> {
		try {
			const feed = await this.#ports.open({
				...{ name: personId, collections: COLLECTIONS, multiInstance: true, listens: true },
				withToken: (call) => {
					const token = this.#ports.token();
					if (token === null) throw new ApiError('unauthorized', 'Nobody is signed in.');
					return call(token);
				},
				onFault: (fault) => {
					console.warn(fault);
				}
			});
			for (const name of COLLECTIONS) {
				let isFirst = true;
				feed.watch(name, () => {
					if (!isFirst) this.onNews();
					isFirst = false;
				});
			}
			if (this.#personId === personId) this.#open = feed;
			return feed;
		} catch (fault) {
			console.warn(fault);
			return null;
		}
	}

	async #remove(): Promise<void> {
		const feed = await this.#feed;
		this.#feed = Promise.resolve(null);
		[this.#open, this.#personId] = [null, null];
		await feed?.destroy().catch((fault: unknown) => {
			console.warn(fault);
		});
	}
}

/** An app of before kept no tasks: they are where it left them until the feed has brought them. */
const hasAll = (feed: Feed): boolean => has(feed, 'alerts') && has(feed, 'machines');
const has = (feed: Feed, name: SyncCollection): boolean => feed.stateOf(name).at !== null;

/**
 * The feed's lists; null where it has never had them.
 *
 * @param told by the route of tasks: of those that are worked out of the ledger it alone knows
 */
async function answerOf(feed: Feed, told: TasksReply): Promise<DutyAnswer | null> {
	if (!hasAll(feed)) return null;
	const at = Math.min(...COLLECTIONS.map((name) => feed.stateOf(name).at ?? Infinity));
	const serverTime = new Date(Math.min(at, parseInstant(told.serverTime) ?? at)).toISOString();
	const [alerts, machines, tasks] = await Promise.all([
		feed.read('alerts'),
		feed.read('machines'),
		has(feed, 'tasks') ? feed.read('tasks') : null
	]);
	const kept = tasks && recordsOf(TaskRecord, tasks);
	return {
		alerts: { alerts: recordsOf(AlertRecord, alerts).sort(byHaste), serverTime },
		tasks: kept ? { ...told, tasks: [...kept, ...derivedIn(told)].sort(byAge) } : told,
		fleet: {
			machines: recordsOf(FleetMachine, machines).sort((a, b) => a.machineId - b.machineId),
			serverTime
		}
	};
}

const derivedIn = ({ tasks }: TasksReply): TasksReply['tasks'] => tasks.filter(isDerived);

function recordsOf<S extends v.GenericSchema>(
	shape: S,
	entries: readonly Entry[]
): v.InferOutput<S>[] {
	return entries.flatMap(({ record }) => {
		const parsed = v.safeParse(shape, record);
		return parsed.success ? [parsed.output] : [];
	});
}

/** The most severe and then the oldest first, as the route sends them. */
function byHaste(a: AlertRecord, b: AlertRecord): number {
	const rank = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
	return rank || millis(a.since) - millis(b.since) || (a.alertId < b.alertId ? -1 : 1);
}
const millis = (instant: string | null): Millis => parseInstant(instant ?? '') ?? 0;

/** The oldest first, and before them what nobody knows the age of; as the route sends them. */
const byAge = (a: DutyTask, b: DutyTask): number =>
	millis(a.since) - millis(b.since) || (a.taskId < b.taskId ? -1 : 1);

/** What the feed keeps is not kept twice. */
function withoutLists(kept: Kept, feed: Feed): Kept {
	const { serverTime } = kept.fleet;
	const { tasks } = kept;
	return {
		...kept,
		alerts: { alerts: [], serverTime },
		tasks: has(feed, 'tasks') ? { ...tasks, tasks: derivedIn(tasks) } : tasks,
		fleet: { machines: [], serverTime }
	};
}

/** The page's own, of the person that is signed in. */
export function newDutyFeed(token: () => string | null): DutyFeed {
	return new DutyFeed({
		// RxDB comes when the page is up.
		open: async (options) => (await import('#acts/open-feed.ts')).openFeed(options),
		token,
		fetchAll: fetchDuty,
		fetchTasks,
		kept: keptDuty
	});
}

import type { OwnAct } from '#domain/errand.ts';
import type { TaskAction } from '#domain/shapes/words.ts';
import { DutyOutbox, sender, type Subject } from '#acts/duty-outbox.ts';
import { busyDuring } from '#lib/update/busy.ts';
import { Drain } from '#outbox/drain.ts';
import { Drainer } from '#outbox/drainer.ts';
import type { Stats } from '#outbox/row.ts';
import { bootId, now, sleep, uptime } from '#platform/clock.ts';
import { newId } from '#platform/ids.ts';
import { keptSession, type Session } from '#platform/session.ts';
import { askToPersist, exclusively } from '#platform/storage.ts';

const NOTHING: Stats = { unsent: 0, oldestAt: null, setAside: 0, deadLetters: 0 };
type OwnActs = ReadonlyMap<string, OwnAct>;

const NO_ACTS: OwnActs = new Map();
const LOCK = 'exes-duty-outbox';

type Open = {
	readonly personId: string;
	readonly deviceId: string;
	readonly outbox: DutyOutbox;
	readonly drainer: Drainer;
	readonly stop: () => void;
};

/** What the person on duty did here, on its way to the server. */
export class Outgoing {
	stats = $state.raw<Stats>(NOTHING);
	/** What was done last with each errand, by its id. */
	acts = $state.raw<OwnActs>(NO_ACTS);
	/** This browser stores nothing: what somebody does here would be lost. */
	isBroken = $state(false);
	/** Called when the server has answered: its news are other ones now. */
	onAnswered: () => void = () => undefined;

	#open: Open | null = null;
	#following: Promise<void> = Promise.resolve();

	/** From now on what is done is this person's, from this device; calls follow each other. */
	follow(session: Session): Promise<void> {
		this.#following = this.#following.then(() => this.#follow(session));
		return this.#following;
	}

	/** Resolves once it is on the disk; it goes out by itself. */
	async tell(subject: Subject, action: TaskAction): Promise<void> {
		await this.#following;
		await busyDuring(this.#open?.outbox.tell(subject, action) ?? Promise.resolve());
		void askToPersist();
	}

	/** The network is back, or somebody looks: sending may work now. */
	wake(): void {
		this.#open?.drainer.wake();
	}

	/** Sends what waits, now, with this session; whether nothing is left here. */
	async handOver(session: Session): Promise<boolean> {
		await this.follow(session);
		const open = this.#open;
		if (open === null) return true;
		const store = open.outbox.outbox;
		const send = sender(() => session.token);
		const drain = new Drain({ store, send, now, uptime, bootId, random: Math.random });
		return exclusively(LOCK, () => open.outbox.empty(drain));
	}

	/** Deletes all of it from this device. */
	async destroy(): Promise<void> {
		await this.#following;
		const open = this.#open;
		this.close();
		await open?.outbox.outbox.destroy();
	}

	close(): void {
		this.#open?.stop();
		this.#open = null;
		[this.stats, this.acts] = [NOTHING, NO_ACTS];
	}

	async #follow({ person: { personId }, deviceId }: Session): Promise<void> {
		if (this.#open?.personId === personId && this.#open.deviceId === deviceId) return;
		this.close();
		try {
			const surroundings = { now, uptime, bootId, newId };
			const outbox = new DutyOutbox(personId, { surroundings });
			await exclusively(LOCK, () => outbox.signedInAs(deviceId));
			this.#open = this.#start(personId, deviceId, outbox);
			this.isBroken = false;
		} catch (error) {
			console.error(error);
			this.isBroken = true;
		}
	}

	#start(personId: string, deviceId: string, outbox: DutyOutbox): Open {
		const drainer = new Drainer({
			...{ store: outbox.outbox, now, uptime, bootId, sleep, random: Math.random },
			// Whoever is signed in by then: never with another person's token.
			send: sender(() => {
				const session = keptSession();
				return session?.deviceId === deviceId ? session.token : null;
			}),
			exclusive: (task) => exclusively(LOCK, task),
			onFault: (fault) => {
				console.error(fault);
			}
		});
		const unwatch = outbox.outbox.watchStats((stats) => void this.#look(outbox, stats));
		drainer.start();
		const stop = () => {
			drainer.stop();
			unwatch();
			outbox.outbox.close();
		};
		return { personId, deviceId, outbox, drainer, stop };
	}

	async #look(outbox: DutyOutbox, stats: Stats): Promise<void> {
		const acts = await outbox.ownActs();
		if (this.#open?.outbox !== outbox) return;
		const wentOut = stats.unsent < this.stats.unsent;
		[this.stats, this.acts] = [stats, acts];
		if (wentOut) this.onAnswered();
	}
}

/** The one of this page. */
export const outgoing = new Outgoing();

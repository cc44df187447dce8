import type { Millis } from '#domain/calendar.ts';
import type { OwnAct } from '#domain/errand.ts';
import type { TaskAction } from '#domain/shapes/words.ts';
import { DutyOutbox, sender, type Subject } from '#acts/duty-outbox.ts';
import { heldFacts, type HeldHere } from '#acts/held-facts.ts';
import { busyDuring } from '#lib/update/busy.ts';
import { Drain } from '#outbox/drain.ts';
import { Drainer } from '#outbox/drainer.ts';
import type { Stats } from '#outbox/row.ts';
import { bootId, now, sleep, uptime } from '#platform/clock.ts';
import { newId } from '#platform/ids.ts';
import { keptSession, type Session } from '#platform/session.ts';
import { askToPersist, exclusively, giveUpCaches } from '#platform/storage.ts';

const NOTHING: Stats = { unsent: 0, oldestAt: null, setAside: 0, deadLetters: 0 };
type OwnActs = ReadonlyMap<string, OwnAct>;

const NO_ACTS: OwnActs = new Map();
/** How often ages are told anew. */
const TICK_MS = 15_000;
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
	/** The device's clock, only good beside stamps of its own; moves while something waits here. */
	deviceNow = $state(now());
	/** This browser stores nothing: what somebody does here would be lost. */
	isBroken = $state(false);
	/** Called when the server has answered: its news are other ones now. */
	onAnswered: () => void = () => undefined;
	/** Called when the disk is full: gives up what can be fetched again [S5]. */
	giveUpCopies: () => Promise<unknown> = giveUpCaches;

	#open: Open | null = null;
	#following: Promise<void> = Promise.resolve();

	/** From now on what is done is this person's, from this device; calls follow each other. */
	follow(session: Session): Promise<void> {
		this.#following = this.#following.then(() => this.#follow(session));
		return this.#following;
	}

	/** Whether it is on the disk now; then it goes out by itself. */
	async tell(subject: Subject, action: TaskAction): Promise<boolean> {
		await this.#following;
		const open = this.#open;
		if (open === null) return false;
		try {
			await busyDuring(open.outbox.tell(subject, action));
		} catch (error) {
			console.warn(error);
			return false;
		}
		void askToPersist();
		return true;
	}

	/** What was done here and does not count [S3]; the newest first. */
	async held(): Promise<readonly HeldHere[]> {
		await this.#following;
		return this.#open === null ? [] : heldFacts(this.#open.outbox.outbox);
	}

	/** The network is back, or somebody looks: sending may work now. */
	wake(): void {
		this.#open?.drainer.wake();
	}

	/** The server has told which one it is: one that was restored is told again what was done here. */
	async heard(feed: string, serverNow: Millis): Promise<void> {
		await this.#following;
		const open = this.#open;
		if (open === null) return;
		try {
			const owed = await exclusively(LOCK, () => open.outbox.heard(feed, serverNow));
			if (owed > 0) open.drainer.wake();
		} catch (error) {
			console.warn(error);
		}
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
			const makeRoom = () => this.giveUpCopies();
			const outbox = new DutyOutbox(personId, { surroundings, makeRoom });
			await exclusively(LOCK, () => outbox.signedInAs(deviceId));
			this.#open = this.#start(personId, deviceId, outbox);
			this.isBroken = false;
		} catch (error) {
			console.error(error);
			this.isBroken = true;
		}
	}

	#start(personId: string, deviceId: string, outbox: DutyOutbox): Open {
		// Whoever is signed in by then: never with another person's token.
		const send = sender(() => {
			const session = keptSession();
			return session?.deviceId === deviceId ? session.token : null;
		});
		const drainer = new Drainer({
			...{ store: outbox.outbox, now, uptime, bootId, sleep, random: Math.random },
			// A page does not reload with a batch on its way [S14].
			send: (batch) => busyDuring(send(batch)),
			exclusive: (task) => exclusively(LOCK, task),
			onFault: (fault) => {
				console.error(fault);
			}
		});
		const unwatch = outbox.outbox.watchStats((stats) => void this.#look(outbox, stats));
		drainer.start();
		const clock = setInterval(() => (this.deviceNow = now()), TICK_MS);
		const stop = () => {
			clearInterval(clock);
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
		[this.stats, this.acts, this.deviceNow] = [stats, acts, now()];
		if (wentOut) this.onAnswered();
	}
}

/** The one of this page. */
export const outgoing = new Outgoing();

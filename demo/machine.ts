import { MINUTE, SECOND, type Millis } from '#domain/calendar.ts';
import { acceptConfig, type RefusedKey } from '#domain/config-accept.ts';
import { defaultConfig } from '#domain/machine-config.ts';
import { policyOf } from '#domain/policy.ts';
import type { MachineConfig } from '#domain/shapes/config.ts';
import type { Status } from '#domain/shapes/machine.ts';
import { ApiError } from '#remote/api.ts';
import { Chance } from './chance.ts';
import { Journal, type JournalState } from './journal.ts';
import {
	beginLife,
	live,
	nextAt,
	stockUp,
	wake,
	type Happened,
	type LifeState,
	type World
} from './life.ts';
import { isSingle, type Line } from './line.ts';
import { isZone, localTime } from './local-time.ts';
import { hardwareOf, type Place } from './places.ts';
import { statusOf } from './status.ts';
import type { Tally } from './tally.ts';

/** Everything of a machine that outlives a run; plain data. */
export type MachineState = {
	/** Which place, from 0. */
	readonly index: number;
	readonly secret: string;
	/** Null once the machine is known. */
	enrolmentCode: string | null;
	/** Null before the machine is known. */
	machineId: number | null;
	/** The state of its generator. */
	chance: number;
	journal: JournalState;
	/** Null before its first start. */
	life: LifeState | null;
};

export type Surroundings = {
	readonly place: Place;
	readonly line: Line;
	readonly speed: number;
	readonly tally: Tally;
	readonly newId: () => string;
	/** Settles when the fleet's state is in its file. */
	readonly save: () => Promise<void>;
	readonly now: () => Millis;
	readonly sleep: (ms: number) => Promise<void>;
	/** Chance of the network, which is not part of the machine's life. */
	readonly luck: Chance;
};

const TIME_ZONE = 'America/New_York';
/** An answer gets lost on its way so often. */
const LOST = 0.03;
const LONGEST_WAIT = MINUTE;

/** One machine as its server sees it: lives, notes facts, and sends them when it can. */
export class DemoMachine {
	readonly #state: MachineState;
	readonly #around: Surroundings;
	readonly #journal: Journal;
	readonly #bootId: string;
	readonly #bootedAt: Millis;
	readonly #world: World & { chance: Chance };
	readonly #life: LifeState;
	#config: MachineConfig;
	#refusedConfig: readonly RefusedKey[] = [];
	#configVersion = 0;
	#interval = MINUTE;
	#statusDueAt = 0;
	#retryAt = 0;
	#failures = 0;
	#wasOffline = false;
	#running = true;

	constructor(state: MachineState, around: Surroundings) {
		const now = around.now();
		this.#state = state;
		this.#around = around;
		this.#journal = new Journal(state.journal);
		this.#bootId = around.newId();
		this.#bootedAt = now;
		const hardware = hardwareOf(around.place, String(state.index));
		const { slots } = hardware;
		this.#config = defaultConfig(
			{ timeZone: TIME_ZONE, openingHours: null },
			hardware,
			policyOf('eu')
		);
		const chance = new Chance(state.chance);
		const { speed, newId } = around;
		const local = localTime(TIME_ZONE);
		this.#world = { slots, local, chance, newId, speed, donationPaused: false };
		this.#life = state.life ??= beginLife(now, this.#world);
		wake(this.#life, now);
		this.#note(stockUp(this.#life, now, this.#world));
	}

	/** Facts without an answer. */
	get unsent(): number {
		return this.#journal.size;
	}

	/** Lives until `stop`; a server that is away or unwell never ends it. */
	async run(): Promise<void> {
		const { now, sleep } = this.#around;
		while (this.#running) {
			const at = now();
			this.#note(live(this.#life, at, this.#speaking()));
			if (this.#isOnline(at) && at >= this.#retryAt) await this.#talk();
			const until = Math.min(nextAt(this.#life), this.#nextTalkAt(now()));
			await sleep(Math.min(SECOND, Math.max(20, until - now())));
		}
	}

	/** No more happens to it; a request under way ends. */
	stop(): void {
		this.#running = false;
	}

	/** Sends what is left, whatever the line is like; false where the server did not take it all. */
	async drain(): Promise<boolean> {
		for (let tries = 0; this.unsent > 0 && tries < 5; tries++) {
			try {
				await this.#around.save();
				await this.#deliver(false);
			} catch {
				await this.#around.sleep(SECOND);
			}
		}
		return this.unsent === 0;
	}

	#speaking(): World {
		return { ...this.#world, donationPaused: this.#config.donationPaused };
	}

	#note(happened: readonly Happened[]): void {
		const boot = { bootId: this.#bootId, bootedAt: this.#bootedAt };
		for (const { at, draft } of happened) {
			this.#journal.add(draft, this.#around.newId(), { at, ...boot });
		}
		this.#around.tally.made += happened.length;
		this.#state.chance = this.#world.chance.state;
	}

	/** After an outage the first thing said is a status [M14]. */
	#isOnline(at: Millis): boolean {
		const offline = at < this.#life.offlineUntil;
		if (this.#wasOffline && !offline) this.#statusDueAt = at;
		this.#wasOffline = offline;
		return !offline;
	}

	#nextTalkAt(at: Millis): Millis {
		if (at < this.#life.offlineUntil) return this.#life.offlineUntil;
		const due = this.unsent > 0 ? at : this.#statusDueAt;
		return Math.max(due, this.#retryAt);
	}

	/** A status when one is due, then a batch; a status goes between two batches as well [M14]. */
	async #talk(): Promise<void> {
		try {
			if (this.#around.now() >= this.#statusDueAt) await this.#report();
			if (this.unsent > 0) {
				await this.#around.save();
				await this.#deliver(true);
				if (this.unsent > 0) this.#statusDueAt = 0;
			}
			this.#failures = 0;
		} catch (error) {
			this.#around.tally.failures++;
			this.#backOff(error);
		}
	}

	async #report(): Promise<void> {
		const { line, tally, now, speed } = this.#around;
		const reply = await line.status(this.#status());
		tally.statuses++;
		this.#interval = (reply.interval * SECOND) / speed;
		this.#statusDueAt = now() + this.#interval;
		if (this.#journal.owe(reply.acked) > 0) await this.#around.save();
		if (reply.configVersion !== this.#configVersion) {
			const sent = await line.config();
			if (sent) {
				const { config, refused } = acceptConfig(sent.document, this.#config, isZone);
				this.#config = config;
				this.#refusedConfig = refused;
			}
			this.#configVersion = reply.configVersion;
		}
	}

	#status(): Status {
		const { pending, oldestAt } = { pending: this.unsent, oldestAt: this.#journal.oldestAt };
		return {
			bootId: this.#bootId,
			uptimeMs: this.#uptime(),
			outbox: { pending, oldestAt },
			...statusOf(this.#world.slots, this.#life.troubles, this.#bootedAt, this.#around.luck),
			configVersion: this.#configVersion,
			refusedConfig: [...this.#refusedConfig]
		};
	}

	async #deliver(badLine: boolean): Promise<void> {
		const { line, luck, tally, now, newId } = this.#around;
		const batch = this.#journal.next();
		const [only, ...others] = batch;
		if (!only) return;
		const sending = {
			sentAt: new Date(now()).toISOString(),
			sentUptimeMs: this.#uptime(),
			bootId: this.#bootId
		};
		const goesAlone = others.length === 0 && luck.happens(0.3) && isSingle(only);
		tally.sent += batch.length;
		const results = await (goesAlone ? line.single(only, sending) : line.events(batch, sending));
		if (badLine && luck.happens(LOST)) {
			tally.lostReplies++;
			this.#retryAt = now() + SECOND;
			return;
		}
		tally.count(results);
		this.#journal.answer(results, newId);
		await this.#around.save();
	}

	#uptime(): number {
		return Math.max(0, Math.round(this.#around.now() - this.#bootedAt));
	}

	/** Twice as long each time with full jitter, at least what the server asks for [M8, S4]. */
	#backOff(error: unknown): void {
		if (!(error instanceof ApiError)) console.error(error); // the file could not be written, say
		const ceiling = Math.min(LONGEST_WAIT, SECOND * 2 ** Math.min(this.#failures++, 6));
		const asked = error instanceof ApiError ? askedWait(error) : 0;
		const wait = Math.max(asked, this.#around.luck.between(SECOND / 2, ceiling));
		this.#retryAt = this.#around.now() + wait;
	}
}

function askedWait({ code, retryAfterMs }: ApiError): Millis {
	return code === 'unauthorized' ? LONGEST_WAIT / 2 : (retryAfterMs ?? 0);
}

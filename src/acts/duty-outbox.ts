import type { Table } from 'dexie';
import type { Millis } from '#domain/calendar.ts';
import type { OwnAct } from '#domain/errand.ts';
import type { TaskAction } from '#domain/shapes/words.ts';
import { ApiError } from '#remote/api.ts';
import { sendPersonFacts } from '#remote/people.ts';
import { Drain, type OutgoingBatch, type Sent } from '#outbox/drain.ts';
import { reopenFrom } from '#outbox/mark-answers.ts';
import type { Row } from '#outbox/row.ts';
import { OutboxStore, type StoreOptions } from '#outbox/store.ts';

/** `deviceId` and the first epoch that is its own; `feed`: which server it last spoke to [M15]. */
type Memory = { readonly deviceId: string; readonly firstEpoch: number; readonly feed: string };
type Kept = { [Name in keyof Memory]: { name: Name; value: Memory[Name] } }[keyof Memory];

/** An errand: an alert or a task, at a machine. */
export type Subject = { readonly machineId: number } & (
	{ readonly alertId: string } | { readonly taskId: string }
);

/** What a person does on duty, kept on this device until the server has it; one database a person. */
export class DutyOutbox {
	readonly outbox: OutboxStore;
	readonly #kept: Table<Kept, string>;

	constructor(personId: string, options: Pick<StoreOptions, 'surroundings' | 'makeRoom' | 'idb'>) {
		this.outbox = new OutboxStore({
			...options,
			name: `exes-duty-${personId}`,
			tables: { kept: 'name' }
		});
		this.#kept = this.outbox.db.table('kept');
	}

	/**
	 * To be called before anything is told or sent: each sign-in is another origin [M2], so that what an
	 * earlier one has not sent goes out as this one's.
	 */
	async signedInAs(deviceId: string): Promise<void> {
		const before = await this.#recall('deviceId');
		if (before === deviceId) return;
		if (before !== undefined) await this.outbox.carryOver();
		const { epochNumber } = await this.outbox.currentEpoch();
		await this.#kept.bulkPut([
			{ name: 'deviceId', value: deviceId },
			{ name: 'firstEpoch', value: epochNumber }
		]);
	}

	/**
	 * The server has told which one it is. Another one than before was restored from a backup: it is
	 * told again all that this person did here within 35 days, whatever it has of it; each counts once
	 * [M9, M15]. Must not run while a batch is in flight.
	 *
	 * @param serverNow by its clock
	 * @returns how many facts it is told again
	 */
	async heard(feed: string, serverNow: Millis): Promise<number> {
		await this.outbox.expire(serverNow);
		const before = await this.#recall('feed');
		if (before === feed) return 0;
		const owed = before === undefined ? 0 : await this.#oweAll();
		await this.#kept.put({ name: 'feed', value: feed });
		return owed;
	}

	/** What an earlier sign-in told goes out as this one's: the server may not know that one any more. */
	async #oweAll(): Promise<number> {
		const first = (await this.#recall('firstEpoch')) ?? 1;
		const own = await reopenFrom(this.outbox, first);
		const isOlder = ({ epochNumber, fact }: Row): boolean => fact !== null && epochNumber < first;
		const hasOlder = (await this.outbox.rows.filter(isOlder).first()) !== undefined;
		return own + (hasOlder ? await this.outbox.carryOver(isOlder) : 0);
	}

	async #recall<N extends keyof Memory>(name: N): Promise<Memory[N] | undefined> {
		return (await this.#kept.get(name))?.value as Memory[N] | undefined;
	}

	/** Resolves once it is on the disk. */
	async tell(subject: Subject, action: TaskAction): Promise<void> {
		const draft: { type: string } & Subject & { action: TaskAction } = {
			...{ type: 'task', action },
			...subject
		};
		await this.outbox.append([draft]);
	}

	/** What was done last with each errand, by the id of the alert or task. */
	async ownActs(): Promise<Map<string, OwnAct>> {
		const acts = new Map<string, OwnAct>();
		for (const { fact, state, answer, epoch, epochNumber, seq } of await this.outbox.kept()) {
			const told = fact as unknown as { alertId?: string; taskId?: string; action?: TaskAction };
			const id = told.alertId ?? told.taskId;
			if (fact.type !== 'task' || id === undefined || told.action === undefined) continue;
			acts.set(id, {
				place: { epoch, epochNo: epochNumber, seq },
				action: told.action,
				// A server that was restored owes the answer again.
				answeredAt: state === 'pending' ? null : (answer?.at ?? null),
				code: answer?.code ?? null
			});
		}
		return acts;
	}

	/**
	 * Sends all that waits, now; whether nothing is left. A server that refuses for good has the last
	 * word: what it does not take it will not take later either.
	 *
	 * @param drain of this outbox, with nobody else draining it at the same time
	 */
	async empty(drain: Pick<Drain, 'step'>): Promise<boolean> {
		for (let steps = 0; steps < MOST_STEPS; steps += 1) {
			const step = await drain.step();
			if (step.kind !== 'sent') break;
		}
		return (await this.outbox.stats()).unsent === 0;
	}
}

/** Each step sends up to 100 facts. */
const MOST_STEPS = 50;

/** Sends a batch with the token of a session, and says what came of it as the drain wants to know. */
export function sender(
	token: () => string | null,
	send: typeof sendPersonFacts = sendPersonFacts
): (batch: OutgoingBatch) => Promise<Sent> {
	return async (batch) => {
		const signed = token();
		if (signed === null) return { kind: 'unauthorized' };
		try {
			const reply = await send(signed, { ...batch, events: [...batch.events] });
			return { kind: 'answered', reply };
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			return failed(error);
		}
	};
}

function failed({ code, status, retryAfterMs }: ApiError): Sent {
	switch (code) {
		case 'unauthorized':
			return { kind: 'unauthorized' };
		case 'busy':
			return { kind: 'busy', retryAfterMs };
		case 'refused':
			return { kind: 'refused', status };
		case 'offline':
		case 'timeout':
		case 'unexpected':
			return { kind: 'noAnswer' };
	}
}

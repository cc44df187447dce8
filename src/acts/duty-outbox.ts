import type { Table } from 'dexie';
import type { OwnAct } from '#domain/errand.ts';
import type { TaskAction } from '#domain/shapes/words.ts';
import { ApiError } from '#remote/api.ts';
import { sendPersonFacts } from '#remote/people.ts';
import { Drain, type OutgoingBatch, type Sent } from '#outbox/drain.ts';
import { OutboxStore, type StoreOptions } from '#outbox/store.ts';

type Kept = { readonly name: 'deviceId'; readonly value: string };

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
		const before = (await this.#kept.get('deviceId'))?.value;
		if (before === deviceId) return;
		if (before !== undefined) await this.outbox.carryOver();
		await this.#kept.put({ name: 'deviceId', value: deviceId });
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

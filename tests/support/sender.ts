import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { call, donation, newId, status, type Answer, type Machine } from './api.ts';
import { unlessBroken } from './contract.ts';
import type { Server } from './server.ts';

type Fact = { type: string; eventId: string; seq: number } & Record<string, unknown>;

/** What the server says of the newest epoch [M15]. */
type Acked = { epoch: string; throughSeq: number; highestSeq: number; missingSeqs: number[] };

/** Facts that have an endpoint of their own. */
const OWN: Record<string, string> = {
	donate: '/api/food/donate',
	collect: '/api/food/collect',
	expired: '/api/maintenance/expired',
	alert: '/api/maintenance/alert'
};
const MOVES = new Set(['donate', 'collect', 'expired']);

/**
 * A machine that goes on making facts until it is told to stop, sends each until it has an answer,
 * and reports its status in between. It keeps its own count of everything.
 */
export class Sender {
	readonly of: Machine;
	readonly acknowledged = new Set<string>();
	/** What each lot should hold. */
	readonly stock = new Map<string, number>();
	/** Whether each slot's lock should have an open alert. */
	readonly alerts = new Map<number, boolean>();
	/** Facts that move food. */
	moves = 0;
	seq = 0;
	statuses = 0;
	/** Requests that the server's end cut off: nobody knows what became of them. */
	cut = 0;
	readonly #server: Server;
	readonly #batchSize: number;
	readonly #epoch = newId();

	/** @param batchSize 1 sends each fact to its own endpoint */
	constructor(server: Server, of: Machine, batchSize: number) {
		this.#server = server;
		this.of = of;
		this.#batchSize = batchSize;
	}

	async run(isOver: () => boolean): Promise<void> {
		const deliveries = this.#batchSize > 1 ? 2 : 8;
		for (let turn = 1; !isOver(); turn++) {
			await this.#deliver(Array.from({ length: this.#batchSize }, () => this.#next()));
			if (turn % deliveries === 0) await this.#report();
		}
	}

	#next(): Fact {
		const seq = ++this.seq;
		const { lot: _, evidence: __, ...envelope } = donation({}, { epoch: this.#epoch, seq });
		const fact = this.#body(envelope, seq % 8);
		if (MOVES.has(fact.type)) this.moves++;
		return fact;
	}

	#body(envelope: Record<string, unknown>, turn: number): Fact {
		const [lotId, left] = [...this.stock].at(-1) ?? ['', 0];
		if (turn === 7) {
			const slot = randomInt(1, 4);
			const cleared = this.alerts.get(slot) === true;
			this.alerts.set(slot, !cleared);
			return {
				...envelope,
				type: 'alert',
				kind: 'lock',
				severity: 'warning',
				slot,
				cleared
			} as never;
		}
		if (turn % 4 === 1 || left < 3) {
			const { lot, evidence } = donation({ portions: randomInt(3, 9) });
			const made = lot as { lotId: string; portions: number };
			this.stock.set(made.lotId, made.portions);
			return { ...envelope, type: 'donate', lot, evidence } as never;
		}
		const portions = randomInt(1, 3);
		this.stock.set(lotId, left - portions);
		return turn % 4 === 2
			? ({ ...envelope, type: 'expired', lotId, portions, reason: 'spoiled' } as never)
			: ({ ...envelope, type: 'collect', lotId, portions, evidence: 'door' } as never);
	}

	async #deliver(facts: readonly Fact[]): Promise<void> {
		const { body } = await this.#answered(() => this.#send(facts));
		const results: { eventId: string; result: string }[] = body.results ?? [body];
		const ids = results.map(({ eventId }) => eventId).join();
		if (ids !== facts.map(({ eventId }) => eventId).join()) throw new Error(`Other facts: ${ids}`);
		for (const { eventId, result } of results) {
			if (result !== 'accepted' && result !== 'duplicate') throw new Error(JSON.stringify(body));
			this.acknowledged.add(eventId);
		}
		this.#holds(body.ackedThroughSeq as number);
	}

	/** Whatever was killed in between: what was acknowledged once is there for ever [M15]. */
	async #report(): Promise<void> {
		const { token } = this.of;
		const { body } = await this.#answered(() =>
			call(this.#server, 'POST', '/api/machine/status', { token, body: status() })
		);
		const acked = body.acked as Acked;
		if (
			acked.epoch !== this.#epoch ||
			acked.missingSeqs.length > 0 ||
			acked.highestSeq !== this.seq
		)
			throw new Error(`The status says ${JSON.stringify(acked)}, ${this.seq} were sent.`);
		this.#holds(acked.throughSeq);
		this.statuses++;
	}

	#holds(throughSeq: number): void {
		if (throughSeq !== this.seq) throw new Error(`${throughSeq} of ${this.seq} are acknowledged.`);
	}

	async #answered(send: () => Promise<Answer>): Promise<Answer> {
		for (;;) {
			const answer = await send().catch(unlessBroken);
			if (answer?.status === 200) return answer;
			// While it stops or starts it may say 503; anything else is no answer to a good request.
			if (answer !== null && answer.status !== 503) throw new Error(answer.text);
			this.cut++;
			await pause(20);
		}
	}

	#send(facts: readonly Fact[]): Promise<Answer> {
		const { token } = this.of;
		const [only] = facts;
		if (this.#batchSize > 1 || !only) {
			return call(this.#server, 'POST', '/api/machine/events', { token, body: { events: facts } });
		}
		const { type, ...body } = only;
		return call(this.#server, 'POST', OWN[type] ?? '', { token, body });
	}
}

import { randomBytes, randomInt } from 'node:crypto';
import { check, NotTried, same } from './expect.ts';
import { hasStatus, send, type Answer, type Request } from './http.ts';

/** A fact as it travels: its envelope and whatever its type needs. */
export type Fact = { type: string; eventId: string; epoch: string; seq: number } & Record<
	string,
	unknown
>;

/** What the server says of one fact [M12]. */
export type Result = { eventId: string | null; result: string; code?: string; data?: object };

export type BatchReply = {
	results: Result[];
	ackedThroughSeq: number;
	missingSeqs: number[];
	serverTime: string;
};

/** 15 characters of `[a-z0-9]`, as machines make ids. */
export function newId(): string {
	const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
	return Array.from({ length: 15 }, () => letters.charAt(randomInt(letters.length))).join('');
}

/** 32 bytes in base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Slot 1 is cold, slot 2 is not. */
export const HARDWARE = {
	model: 'Conformance kit',
	slots: [
		{ slot: 1, storage: 'chilled', kind: 'shelf' },
		{ slot: 2, storage: 'ambient', kind: 'shelf' }
	],
	sensors: ['t1'],
	zones: [{ zone: 'cold', storage: 'chilled', slots: [1], sensors: ['t1'] }]
};

/** The machine that the kit plays. What it learns in one check the later ones use. */
export class Machine {
	readonly url: string;
	readonly code: string;
	/** Where the operator put the machine, if we were told. */
	readonly place: { lat: number; lon: number } | null;
	machineId = 0;
	secret = '';
	status = '';
	/** Lots that it has put in, to take them out at the end. */
	readonly lots = new Set<string>();
	readonly bootId = newId();
	readonly #patience: Pick<Request, 'patienceMs'>;
	#token = '';
	#epoch = newId();
	#seq = 0;
	#startedAt = Date.now();

	constructor(
		url: string,
		code: string,
		place: { lat: number; lon: number } | null,
		patienceMs?: number
	) {
		this.url = url.replace(/\/+$/, '');
		this.code = code;
		this.place = place;
		this.#patience = patienceMs === undefined ? {} : { patienceMs };
	}

	/** A request as anybody could send it. */
	ask(method: string, path: string, request?: Request): Promise<Answer> {
		return send(this.url, method, path, { ...this.#patience, ...request });
	}

	/** A request with this machine's token. */
	call(method: string, path: string, request: Request = {}): Promise<Answer> {
		return this.ask(method, path, { token: this.token, ...request });
	}

	get token(): string {
		if (this.#token === '') throw new NotTried('this machine could not sign in');
		if (this.status === 'pending')
			throw new NotTried('an operator has not confirmed this machine yet');
		return this.#token;
	}

	set token(token: string) {
		this.#token = token;
	}

	get isRegistered(): boolean {
		return this.machineId > 0;
	}

	/** From here on numbers begin at 1 again [M3a]. */
	newEpoch(): string {
		this.#epoch = newId();
		this.#seq = 0;
		return this.#epoch;
	}

	/** What every fact has. Each call takes the next number. */
	envelope(): { eventId: string; epoch: string; seq: number } & Record<string, unknown> {
		return {
			eventId: newId(),
			epoch: this.#epoch,
			seq: ++this.#seq,
			occurredAt: new Date().toISOString(),
			bootId: this.bootId,
			uptimeMs: this.uptimeMs
		};
	}

	get uptimeMs(): number {
		return Date.now() - this.#startedAt;
	}

	/** A fact of any type. */
	fact(type: string, body: object, more: object = {}): Fact {
		return { type, ...this.envelope(), ...body, ...more };
	}

	/** Four portions of bread in slot 2, with a date that lets them be offered. */
	donation(lot: object = {}, more: object = {}): Fact {
		const whole = {
			...{ lotId: newId(), slot: 2, name: 'Bread of the conformance kit', category: 'bakery' },
			...{ storage: 'ambient', dateKind: 'bestBefore', date: inDays(30), portions: 4 },
			allergens: { contains: ['gluten'], mayContain: [], freeOf: [] },
			...lot
		};
		this.lots.add(whole.lotId);
		return this.fact('donate', { lot: whole, evidence: 'door' }, more);
	}

	collection(lotId: string, portions = 1, more: object = {}): Fact {
		return this.fact('collect', { lotId, portions, evidence: 'door' }, more);
	}

	/** Sends facts as one batch, which must be answered as one [M12]. */
	async deliver(...events: unknown[]): Promise<BatchReply> {
		const frame = { bootId: this.bootId, sentUptimeMs: this.uptimeMs };
		const answer = await this.call('POST', '/api/machine/events', { body: { events, ...frame } });
		hasStatus(answer, 200, 'a batch');
		const reply = answer.body as unknown as BatchReply;
		check(Array.isArray(reply.results), 'a list of results', answer.body);
		same(reply.results.length, events.length, 'the number of results');
		return reply;
	}

	/** Sends one fact in a batch; what became of it. */
	async result(event: unknown): Promise<Result> {
		const [result] = (await this.deliver(event)).results;
		check(result !== undefined, 'a result', result);
		return result;
	}

	/** Sends a fact that is right, and must be taken without a word. */
	async accepted(event: Fact): Promise<void> {
		same((await this.result(event)).result, 'accepted', `the result of a sound ${event.type}`);
	}

	/** Reports that all is well; the server's reply [M15]. */
	async report(more: object = {}): Promise<Record<string, unknown>> {
		const body = {
			bootId: this.bootId,
			uptimeMs: this.uptimeMs,
			appVersion: 'conformance-1',
			...more
		};
		const answer = await this.call('POST', '/api/machine/status', { body });
		hasStatus(answer, 200, 'a status');
		return answer.body;
	}
}

/** `YYYY-MM-DD`, so many days from now. */
export function inDays(days: number): string {
	return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { BatchReply, FactResult } from '../../src/domain/shapes/batch.ts';
import type { ApiError } from '../../src/domain/shapes/error.ts';
import type { StatusReply } from '../../src/domain/shapes/machine.ts';
import type { TasksReply } from '../../src/domain/shapes/people.ts';
import {
	call,
	donation,
	machine,
	newId,
	person,
	status,
	type Answer,
	type Machine
} from './api.ts';
import { startServer, type Server } from './server.ts';

export const DAY = 24 * 3_600_000;

export type Fact = Record<string, unknown> & {
	type: string;
	eventId: string;
	epoch: string;
	seq: number;
};
export type Answered<T> = Omit<Answer, 'body'> & { readonly body: T };
export type SingleReply = FactResult &
	ApiError &
	Pick<BatchReply, 'ackedThroughSeq' | 'serverTime'>;

export const lotIdOf = (fact: Fact): string => (fact['lot'] as { lotId: string }).lotId;

export function without(
	value: Record<string, unknown>,
	...keys: string[]
): Record<string, unknown> {
	return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

const SINGLE: Record<string, string> = {
	donate: '/api/food/donate',
	collect: '/api/food/collect',
	expired: '/api/maintenance/expired',
	alert: '/api/maintenance/alert'
};

const SLOTS = [
	{ slot: 1, storage: 'chilled', kind: 'locker', lock: 1 },
	{ slot: 2, storage: 'ambient' },
	{ slot: 3, storage: 'frozen' }
];

/** A real server with its database open beside it, and the facts that machines send to it. */
export class LedgerServer {
	readonly server: Server;
	readonly db: DatabaseSync;
	#volunteer: string | undefined;

	private constructor(server: Server) {
		this.server = server;
		this.db = new DatabaseSync(join(server.dataDir, 'data.db'), { timeout: 10_000 });
	}

	static async start(): Promise<LedgerServer> {
		return new LedgerServer(await startServer());
	}

	async stop(): Promise<void> {
		this.db.close();
		await this.server.stop();
	}

	/** A machine with a chilled, an ambient and a frozen slot. */
	machine(): Promise<Machine> {
		return machine(this.server, { hardware: { slots: SLOTS } });
	}

	/** An outbox of a machine, in an epoch of its own. */
	outbox(of: Machine) {
		const epoch = newId();
		let seq = 0;
		const envelope = () => without(donation({}, { epoch, seq: ++seq }), 'lot', 'evidence');
		const fact =
			(type: string, fields: object) =>
			(more: object = {}): Fact =>
				({ type, ...envelope(), ...fields, ...more }) as unknown as Fact;
		return {
			epoch,
			/** Leaves so many seqs out, as if their facts were lost. */
			skip: (count: number): void => {
				seq += count;
			},
			donate: (lot: object = {}, more: object = {}): Fact =>
				({ type: 'donate', ...donation(lot, { epoch, seq: ++seq }), ...more }) as unknown as Fact,
			collect: (lotId: string, portions: number, more: object = {}): Fact =>
				fact('collect', { lotId, portions, evidence: 'door' })(more),
			discard: (lotId: string, portions: number, more: object = {}): Fact =>
				fact('expired', { lotId, portions, reason: 'expired' })(more),
			alert: fact('alert', { kind: 'door_open', severity: 'warning', cleared: false, slot: 2 }),
			reading: fact('reading', {
				...{ sensor: 't1', from: '2026-11-23T11:40:00Z', to: '2026-11-23T11:50:00Z' },
				...{ minC: 3.1, maxC: 4.2, meanC: 3.6, samples: 600 }
			}),
			safety: fact('safety', {
				...{ zone: 'chilled', state: 'watch', since: '2026-11-23T11:50:00Z' },
				...{ aboveLimitMs: 60_000, policyVersion: 'eu-1' }
			}),
			service: fact('service', { zone: 'chilled', done: ['clean'] }),
			moveOut: (lotId: string, portions: number, more: object): Fact =>
				fact('moveOut', { lotId, portions })(more),
			moveIn: (lotId: string, portions: number, more: object): Fact =>
				fact('moveIn', { lotId, portions })(more),
			adjust: (lotId: string, portions: number, more: object = {}): Fact =>
				fact('adjust', { lotId, portions, reason: 'counted' })(more),
			access: fact('access', { slot: 2, openedAt: '2026-11-23T11:50:00Z', cause: 'forced' }),
			outcome: fact('outcome', { commandId: 'command-1', result: 'done' }),
			task: fact('task', { taskId: newId(), action: 'claim' }),
			gap: (fromSeq: number, toSeq: number): Fact =>
				fact('gap', { fromSeq, toSeq, reason: 'evicted' })(),
			send: (...events: unknown[]): Promise<Answered<BatchReply>> => this.send(of, { events })
		};
	}

	/** A batch as it is. */
	send({ token }: Machine, body: object): Promise<Answered<BatchReply>> {
		return call(this.server, 'POST', '/api/machine/events', { token, body });
	}

	/** A fact through its own endpoint. */
	alone({ token }: Machine, { type, ...body }: Fact): Promise<Answered<SingleReply>> {
		return call(this.server, 'POST', SINGLE[type] ?? '', { token, body });
	}

	heartbeat({ token }: Machine, more: object = {}): Promise<Answered<StatusReply>> {
		return call(this.server, 'POST', '/api/machine/status', { token, body: status(more) });
	}

	/** What a volunteer sees that needs a person at a machine, by its kind. */
	async tasks({ machineId }: Machine, kind?: string): Promise<TasksReply['tasks']> {
		this.#volunteer ??= (await person(this.server, 'volunteer')).token;
		const token = this.#volunteer;
		const answer: Answered<TasksReply> = await call(this.server, 'GET', '/api/volunteer/tasks', {
			token
		});
		if (answer.status !== 200) throw new Error(answer.text);
		return answer.body.tasks.filter(
			(task) => task.machineId === machineId && (kind === undefined || task.kind === kind)
		);
	}

	rows(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[] {
		return this.db
			.prepare(sql)
			.all(...values)
			.map((row) => ({ ...row }));
	}

	stored = (eventId: string) => this.rows('SELECT * FROM facts WHERE "eventId" = ?', eventId);
	held = (eventId: string) => this.rows('SELECT * FROM quarantine WHERE "eventId" = ?', eventId);

	lot({ machineId }: Machine, lotId: string): Record<string, unknown> | undefined {
		return this.rows(
			'SELECT * FROM lots WHERE "machineId" = ? AND "lotId" = ?',
			...[machineId, lotId]
		)[0];
	}

	portions = (of: Machine, lotId: string) => this.lot(of, lotId)?.['portions'];
}

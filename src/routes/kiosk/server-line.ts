import { parseInstant } from '#domain/calendar.ts';
import type { Status } from '#domain/shapes/machine.ts';
import type { Identity, KioskStore } from '#acts/kiosk-store.ts';
import { Reporter, type Standing } from '#acts/report-status.ts';
import { Session } from '#acts/sign-in.ts';
import type { PulledLots } from '#acts/stock.ts';
import type { OwnSite } from '#acts/take-config.ts';
import { busyDuring } from '#lib/update/busy.ts';
import { Drainer } from '#outbox/drainer.ts';
import { bootId, instant, now, sleep, uptime } from '#platform/clock.ts';
import { exclusively } from '#platform/storage.ts';
import type { MachineApi, StatusAnswer } from '#remote/machine.ts';
import { patientObeyer } from './obeying.ts';
import { PulledStock } from './pulled-stock.ts';

type Options = {
	readonly store: KioskStore;
	readonly api: MachineApi;
	readonly identity: () => Identity | null;
	readonly own: () => OwnSite;
	/** What the machine says of itself, at this moment. */
	readonly describe: () => Promise<Omit<Status, 'outbox' | 'bootId' | 'uptimeMs'>>;
	readonly onStanding: (standing: Standing) => void;
	readonly onConfig: () => void;
	/** Each answer to a status; `serverNow` is null where it does not tell the time. */
	readonly onAnswer: (
		answer: StatusAnswer,
		serverNow: { readonly at: number; readonly askedAt: number } | null
	) => Promise<void>;
	/** What the server knows to be inside is other, or newer. */
	readonly onStock: () => void;
	/** The store refused a write. */
	readonly onFault: (fault: unknown) => void;
};

/** The machine's way to its server and back: facts and status up, what is inside down. */
export class ServerLine {
	readonly #with: Options;
	readonly #reporter: Reporter;
	readonly #drainer: Drainer;
	readonly #pulled: PulledStock;
	#standing: Standing['kind'] = 'starting';
	#unsent = 0;
	#reportedUnsent = 0;

	constructor(options: Options) {
		this.#with = options;
		const { store, api, onFault } = options;
		const exclusive = <T>(task: () => Promise<T>) => exclusively('exes-outbox', task);
		const shared = { exclusive, onFault, now, sleep, random: Math.random };
		const obeyer = patientObeyer(store, onFault);
		const session = new Session({
			api,
			identity: () => options.identity() ?? undefined,
			uptime,
			random: Math.random
		});
		const reporter = new Reporter({
			...{ ...shared, session, store },
			api: { ...api, status: (...asked) => this.#askStatus(...asked) },
			own: options.own,
			describe: () => this.#describe(),
			obey: (commands, serverNow) => obeyer.take(commands, serverNow),
			onStanding: (standing) => {
				this.#stand(standing);
			},
			onOwed: () => {
				this.#drainer.wake();
			},
			onConfig: options.onConfig
		});
		const send = (batch: Parameters<Reporter['send']>[0]) => busyDuring(reporter.send(batch));
		this.#reporter = reporter;
		this.#drainer = new Drainer({ ...shared, store: store.outbox, send, uptime, bootId });
		this.#pulled = new PulledStock({
			// A machine's requests are serial [S4].
			withToken: (call) => exclusive(() => session.with(call)),
			onFault: (fault) => {
				console.warn(fault);
			},
			onChange: options.onStock
		});
	}

	/** What the server knew to be inside when it last told. */
	get lots(): PulledLots {
		return this.#pulled.lots;
	}

	/** Call once. */
	start(): void {
		this.#drainer.start();
		void this.#reporter.run();
	}

	/** Shows what was pulled before, without asking anybody. */
	showKept(): void {
		this.#pulled.start();
	}

	/** How many facts wait, as the store tells it. */
	waiting(unsent: number): void {
		this.#unsent = unsent;
		this.#tellNoneWait();
	}

	/** The network may be back. */
	wake(): void {
		this.#reporter.wake();
		this.#pulled.wake();
	}

	/** Copies of what the server knows are removed from a disk that is full [S5]; never rejects. */
	async makeRoom(): Promise<void> {
		await this.#pulled.giveUp().catch((error: unknown) => {
			console.warn(error);
		});
	}

	/** The browser took away what was kept: it is fetched anew. */
	async beginAnew(): Promise<void> {
		try {
			await this.#pulled.beginAnew();
		} catch (error) {
			// It cannot be removed because it is gone.
			console.warn(error);
		}
		this.#reporter.wake();
	}

	stop(): void {
		this.#pulled.stop();
		this.#drainer.stop();
		this.#reporter.stop();
	}

	/** Each answer to a status says what time it is. */
	async #askStatus(...asked: Parameters<MachineApi['status']>): Promise<StatusAnswer> {
		const askedAt = uptime();
		const answer = await this.#with.api.status(...asked);
		const at = parseInstant(answer.serverTime);
		await this.#with.onAnswer(answer, at === null ? null : { at, askedAt });
		if (answer.feedHead !== null) this.#pulled.told(answer.feedHead);
		return answer;
	}

	async #describe(): Promise<Status> {
		const { unsent, oldestAt } = await this.#with.store.outbox.stats();
		this.#reportedUnsent = unsent;
		return {
			bootId,
			uptimeMs: Math.round(uptime()),
			outbox: { pending: unsent, oldestAt: oldestAt === null ? null : instant(oldestAt) },
			...(await this.#with.describe())
		};
	}

	/** The first answer after a silence means that facts can go now. */
	#stand(standing: Standing): void {
		const was = this.#standing;
		this.#standing = standing.kind;
		this.#with.onStanding(standing);
		if (standing.kind !== 'online') return;
		if (was !== 'online') this.#drainer.wake();
	}

	/** The server shows old news as long as it was told of facts that wait. */
	#tellNoneWait(): void {
		if (this.#reportedUnsent === 0 || this.#unsent > 0 || this.#standing !== 'online') return;
		this.#reportedUnsent = 0;
		this.#reporter.wake();
	}
}

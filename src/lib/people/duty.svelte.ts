import { MINUTE, parseInstant, type Millis } from '#domain/calendar.ts';
import { now as deviceNow, uptime } from '#platform/clock.ts';
import { whenNewsMayCome } from '#platform/network.ts';
import { forgetSession, keptSession, whenSessionChanges, type Session } from '#platform/session.ts';
import { ApiError } from '#remote/api.ts';
import { fetchDuty, type DutyAnswer } from '#remote/people.ts';
import { standingsOf } from './fleet.ts';
import { keptDuty, type KeptDuty } from './kept-duty.ts';

/**
 * `signedOut`: nobody has signed in here. `loading`: nothing to show yet. `failed`: nothing to show,
 * and `why`. `forbidden`: the server does not show it to this person. `live`: as of now. `old`: of
 * some time ago, and `why`; null while the first question is on its way.
 */
export type DutyState = 'signedOut' | 'loading' | 'failed' | 'forbidden' | 'live' | 'old';
/** `ended`: the token is good no more. */
export type Why = 'offline' | 'server' | 'ended';

type News = DutyAnswer & { readonly sentAt: Millis };
/** The clocks when the news came; `running` is null where it came before this page. */
type Mark = {
	readonly server: Millis;
	readonly device: Millis;
	readonly running: Millis | null;
};

/** What the duty pages need of the world. */
export type DutyPorts = {
	readonly session: () => Session | null;
	readonly forgetSession: () => void;
	readonly fetch: (token: string) => Promise<DutyAnswer>;
	readonly kept: KeptDuty;
	readonly hasNetwork: () => boolean;
};

const EVERY = MINUTE;
/** How often ages are told anew while nothing else happens. */
const TICK = 15_000;

/** What a person on duty knows of alerts and machines, and how old that is. */
export class Duty {
	state = $state<DutyState>('loading');
	why = $state<Why | null>(null);
	session = $state.raw<Session | null>(null);
	/** The server's time as far as we can tell. */
	now = $state<Millis>(0);
	#news = $state.raw<News | null>(null);
	readonly alerts = $derived(this.#news?.alerts.alerts ?? []);
	readonly machines = $derived(this.#news?.fleet.machines ?? []);
	/** When the server said so. */
	readonly sentAt = $derived(this.#news?.sentAt ?? 0);
	readonly standings = $derived(standingsOf(this.machines, this.alerts, this.sentAt, this.now));

	readonly #ports: DutyPorts;
	#mark: Mark | null = null;
	#asking: Promise<void> | null = null;
	/** A token that the server refused: asking with it again would bring nothing. */
	#ended: string | null = null;

	constructor(ports: DutyPorts) {
		this.#ports = ports;
	}

	/** Asks at once and goes on asking; the result stops it. */
	follow(): () => void {
		void this.ask();
		const ask = () => void this.ask();
		const stops = [whenNewsMayCome(ask, EVERY), whenSessionChanges(ask)];
		const clock = setInterval(() => {
			this.#tell();
		}, TICK);
		return () => {
			for (const stop of stops) stop();
			clearInterval(clock);
		};
	}

	/** Never fails: what went wrong is in `state` and `why`. Questions that overlap are one. */
	ask(): Promise<void> {
		this.#asking ??= this.#ask().finally(() => {
			this.#asking = null;
			this.#tell();
		});
		return this.#asking;
	}

	/** The same, because somebody pressed a button: it is seen that something happens. */
	retry(): Promise<void> {
		if (this.state === 'failed') this.state = 'loading';
		return this.ask();
	}

	/** Ends the session on this device and removes what was loaded in it. */
	async signOut(): Promise<void> {
		this.#ports.forgetSession();
		this.#forget('signedOut');
		await this.#ports.kept.forget();
	}

	async #ask(): Promise<void> {
		const session = this.#ports.session();
		const isOther = session?.person.personId !== this.session?.person.personId;
		const isNew = session?.token !== this.session?.token;
		if (isOther || (isNew && this.#news === null)) this.#forget('loading');
		this.session = session;
		if (session === null) {
			this.#forget('signedOut');
			return;
		}
		if (this.#news === null) await this.#recall(session.person.personId);
		if (session.token === this.#ended) return;
		const answer = await this.#ports.fetch(session.token).catch(asApiError);
		// Signed out meanwhile: the answer is nobody's.
		if (this.#ports.session()?.token !== session.token) return;
		if (answer instanceof ApiError) await this.#failed(answer, session.token);
		else await this.#arrived(answer, session.person.personId);
	}

	async #recall(personId: string): Promise<void> {
		const kept = await this.#ports.kept.read();
		if (kept?.personId !== personId || this.session?.person.personId !== personId) return;
		this.#take(kept, kept.cameAt, null);
		this.state = 'old';
		this.why = null;
		this.#tell();
	}

	async #arrived(answer: DutyAnswer, personId: string): Promise<void> {
		const cameAt = deviceNow();
		this.#take(answer, cameAt, uptime());
		this.state = 'live';
		this.why = null;
		await this.#ports.kept.write({ personId, cameAt, ...answer });
	}

	async #failed(error: ApiError, token: string): Promise<void> {
		if (error.status === 403) {
			this.#forget('forbidden');
			await this.#ports.kept.forget();
			return;
		}
		if (error.code === 'unauthorized') this.#ended = token;
		this.why = whyOf(error, this.#ports.hasNetwork());
		this.state = this.#news === null ? 'failed' : 'old';
	}

	#take(answer: DutyAnswer, cameAt: Millis, running: Millis | null): void {
		const { alerts, fleet } = answer;
		const sentAt = parseInstant(fleet.serverTime) ?? cameAt;
		this.#news = { alerts, fleet, sentAt };
		this.#mark = { server: sentAt, device: cameAt, running };
	}

	#forget(state: DutyState): void {
		this.#news = null;
		this.#mark = null;
		this.why = null;
		this.state = state;
		if (state === 'signedOut') this.session = null;
	}

	/**
	 * The server's clock and the time that has passed since, by whichever of this device's clocks says
	 * more: the running one may sleep with the device, and news must never look younger than it is.
	 */
	#tell(): void {
		if (this.#mark === null) return;
		const { server, device, running } = this.#mark;
		const ran = running === null ? 0 : uptime() - running;
		this.now = server + Math.max(0, ran, deviceNow() - device);
	}
}

function asApiError(error: unknown): ApiError {
	if (error instanceof ApiError) return error;
	throw error;
}

function whyOf(error: ApiError, hasNetwork: boolean): Why {
	if (error.code === 'unauthorized') return 'ended';
	return error.code === 'offline' && !hasNetwork ? 'offline' : 'server';
}

/** The one of this page. */
export const duty = new Duty({
	session: keptSession,
	forgetSession,
	fetch: fetchDuty,
	kept: keptDuty,
	hasNetwork: () => navigator.onLine
});

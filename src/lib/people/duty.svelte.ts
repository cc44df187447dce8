import { MINUTE, parseInstant, type Millis } from '#domain/calendar.ts';
import { now as deviceNow, uptime, sleep } from '#platform/clock.ts';
import { whenNewsMayCome } from '#platform/network.ts';
import {
	forgetSession,
	keepSession,
	keptSession,
	whenSessionChanges,
	type Session
} from '#platform/session.ts';
import { ApiError } from '#remote/api.ts';
import { fetchMe, revokeDevice, type DutyAnswer } from '#remote/people.ts';
import { standingsOf } from './fleet.ts';
import { whomToAsk } from './whom.ts';
import { newDutyFeed } from './duty-feed.ts';
import type { KeptDuty } from './kept-duty.ts';
import { outgoing } from './outgoing.svelte.ts';

/**
 * `signedOut`: nobody has signed in here. `loading`: nothing to show yet. `failed`: nothing to show,
 * and `why`. `forbidden`: the server does not show it to this person. `live`: as of now. `old`: of
 * some time ago, and `why`; null while the first question is on its way. `revoked`: this device was
 * signed out elsewhere, and what was loaded here is gone; `why` while something has yet to be sent.
 */
export type DutyState =
	'signedOut' | 'loading' | 'failed' | 'forbidden' | 'revoked' | 'live' | 'old';
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
	/** `isTold`: asked because the feed has brought something. */
	readonly fetch: (token: string, personId: string, isTold: boolean) => Promise<DutyAnswer>;
	readonly kept: KeptDuty;
	/** What this person did here and the server does not know yet. */
	readonly outgoing: {
		follow(session: Session): Promise<void>;
		/** Sends it now; whether nothing is left. */
		handOver(session: Session): Promise<boolean>;
		destroy(): Promise<void>;
		/** The server said which one it is; what it may have lost goes out again [M15]. */
		heard(feed: string, serverNow: Millis): Promise<void>;
	};
	/** Looks after the token and the roles of the session, and keeps them; where it fails nothing has changed. */
	readonly renew: (session: Session) => Promise<Session>;
	/** Signs this device out at the server too. */
	readonly revoke: (session: Session) => Promise<unknown>;
	readonly hasNetwork: () => boolean;
};

const EVERY = MINUTE;
/** How often the session is looked after. */
const RENEW_EVERY = 60 * MINUTE;
/** So long a question that is on its way is waited for at the end of a session. */
const LEAVES_WITHIN = 1_000;
/** How often ages are told anew while nothing else happens. */
const TICK = 15_000;

/** What a person on duty knows of alerts and machines, and how old that is. */
export class Duty {
	state = $state<DutyState>('loading');
	why = $state<Why | null>(null);
	session = $state.raw<Session | null>(null);
	/** Names of those who may what the server has refused to this person. */
	whom = $state.raw<readonly string[]>([]);
	/** The server's time as far as we can tell. */
	now = $state<Millis>(0);
	#news = $state.raw<News | null>(null);
	readonly alerts = $derived(this.#news?.alerts.alerts ?? []);
	readonly tasks = $derived(this.#news?.tasks.tasks ?? []);
	readonly machines = $derived(this.#news?.fleet.machines ?? []);
	/** When the server said so. */
	readonly sentAt = $derived(this.#news?.sentAt ?? 0);
	readonly standings = $derived(standingsOf(this.machines, this.alerts, this.sentAt, this.now));

	readonly #ports: DutyPorts;
	#mark: Mark | null = null;
	#asking: Promise<void> | null = null;
	#isLeaving = false;
	#isToldMore = false;
	#isTold = false;
	/** A token that the server refused: asking with it again would bring nothing. */
	#ended: string | null = null;
	/** When the session was looked after last, by the running clock. */
	#renewedAt = -Infinity;

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

	/** Something is other than before: asks, once more where a question is on its way already. */
	async hear(): Promise<void> {
		if (this.#isToldMore) return;
		this.#isToldMore = true;
		await this.#asking;
		this.#isToldMore = false;
		this.#isTold = true;
		await this.ask();
	}

	/** The same, because somebody pressed a button: it is seen that something happens. */
	retry(): Promise<void> {
		if (this.state === 'failed') this.state = 'loading';
		return this.ask();
	}

	/**
	 * Ends the session on this device and removes what was loaded in it. What has not been sent goes
	 * first; where it cannot, nothing is ended unless `losing` it was asked for.
	 *
	 * @returns whether the session is over
	 */
	async signOut({ losing = false } = {}): Promise<boolean> {
		const { session } = this;
		if (session !== null) {
			const isEmpty = await this.#ports.outgoing.handOver(session);
			if (!isEmpty && !losing) return false;
			// What follows the server stops first: its questions are refused from here on, and nobody's.
			this.#isLeaving = true;
			await this.#ports.kept.forget();
			// What is on its way may still be answered; one that hangs holds nobody here.
			await Promise.race([this.#asking, sleep(LEAVES_WITHIN)]);
			// Without network the token lives on, unused, until it ends: it is forgotten here all the same.
			await this.#ports.revoke(session).catch(asApiError);
		}
		this.#ports.forgetSession();
		this.#forget('signedOut');
		await Promise.all([this.#ports.kept.forget(), this.#ports.outgoing.destroy()]);
		this.#isLeaving = false;
		return true;
	}

	/** Whoever was asked for has left meanwhile, or is leaving. */
	#isNobodys({ token }: Session): boolean {
		return this.#isLeaving || this.#ports.session()?.token !== token;
	}

	async #ask(): Promise<void> {
		if (this.#isLeaving) return;
		const session = this.#ports.session();
		const hadSession = this.session !== null;
		const isOther = session?.person.personId !== this.session?.person.personId;
		const isNew = session?.token !== this.session?.token;
		if (isOther || (isNew && this.#news === null)) this.#forget('loading');
		this.session = session;
		if (session === null) {
			if (this.state !== 'revoked') this.#forget('signedOut');
			// In another tab.
			if (hadSession) await this.#ports.kept.forget();
			return;
		}
		await this.#ports.outgoing.follow(session);
		if (this.#news === null) await this.#recall(session.person.personId);
		if (session.token === this.#ended) return;
		const { personId } = session.person;
		const isTold = this.#isTold;
		this.#isTold = false;
		const asked = this.#ports.fetch(session.token, personId, isTold);
		const answer = await asked.catch(asApiError);
		// Signed out meanwhile: the answer is nobody's.
		if (this.#isNobodys(session)) return;
		if (answer instanceof ApiError) await this.#failed(answer, session);
		else {
			await this.#arrived(answer, personId);
			await this.#renew(session);
		}
	}

	async #renew(session: Session): Promise<void> {
		if (uptime() - this.#renewedAt < RENEW_EVERY) return;
		const next = await this.#ports.renew(session).catch(asApiError);
		if (next instanceof ApiError || this.#ports.session()?.token !== next.token) return;
		this.#renewedAt = uptime();
		this.session = next;
	}

	/**
	 * This device was signed out elsewhere: what it has not sent goes out first, for that alone its token
	 * is still good, and then everything of the person is removed from it.
	 */
	async #revoked(session: Session): Promise<void> {
		this.#forget('revoked');
		await this.#ports.kept.forget();
		if (!(await this.#ports.outgoing.handOver(session))) {
			this.why = this.#ports.hasNetwork() ? 'server' : 'offline';
			return;
		}
		await this.#ports.outgoing.destroy();
		this.#ports.forgetSession();
		this.session = null;
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
		const { feed, serverTime } = answer.tasks;
		const serverNow = parseInstant(serverTime);
		if (feed !== undefined && serverNow !== null) void this.#ports.outgoing.heard(feed, serverNow);
		await this.#ports.kept.write({ personId, cameAt, ...answer });
	}

	async #failed(error: ApiError, session: Session): Promise<void> {
		if (error.says('device_revoked')) {
			await this.#revoked(session);
			return;
		}
		if (error.status === 403) {
			this.whom = whomToAsk(error);
			this.#forget('forbidden');
			await this.#ports.kept.forget();
			return;
		}
		if (error.code === 'unauthorized') this.#ended = session.token;
		this.why = whyOf(error, this.#ports.hasNetwork());
		this.state = this.#news === null ? 'failed' : 'old';
	}

	#take(answer: DutyAnswer, cameAt: Millis, running: Millis | null): void {
		const { alerts, tasks, fleet } = answer;
		const sentAt = parseInstant(fleet.serverTime) ?? cameAt;
		this.#news = { alerts, tasks, fleet, sentAt };
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

/** The next token of a session that is a day old, and what the person may do now. */
async function renewed(session: Session): Promise<Session> {
	const { person, deviceId, token, expiresAt } = await fetchMe(session.token);
	const next = {
		...session,
		...{ person, deviceId },
		...(token === undefined || expiresAt === undefined ? {} : { token, expiresAt })
	};
	// Signed out meanwhile: then it is nobody's.
	if (keptSession()?.token === session.token) keepSession(next);
	return next;
}

const dutyFeed = newDutyFeed(() => keptSession()?.token ?? null);

/** The one of this page. */
export const duty = new Duty({
	session: keptSession,
	forgetSession,
	fetch: dutyFeed.fetch,
	kept: dutyFeed.kept,
	outgoing,
	renew: renewed,
	revoke: ({ token, deviceId }) => revokeDevice(token, deviceId),
	hasNetwork: () => navigator.onLine
});
outgoing.onAnswered = () => void duty.ask();
outgoing.giveUpCopies = () => dutyFeed.giveUp();
dutyFeed.onNews = () => void duty.hear();

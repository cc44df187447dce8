import type { ContactReply } from '#domain/shapes/texts.ts';
import type { KioskStore } from '#acts/kiosk-store.ts';
import { ApiError } from '#remote/api.ts';

/** So long what was told is good enough: people change seldom, and each question is one of a fleet. */
const ASK_AGAIN_MS = 6 * 60 * 60 * 1_000;

type Options = {
	readonly store: Pick<KioskStore, 'recall' | 'remember'>;
	readonly ask: () => Promise<ContactReply>;
	readonly uptime: () => number;
	/** The store refused a write. */
	readonly onFault: (fault: unknown) => void;
};

/** Who is responsible for this machine, as it was last told: it stands there without network too. */
export class Responsible {
	contact = $state.raw<ContactReply['contact']>(null);
	readonly #with: Options;
	#askedAt: number | null = null;

	constructor(options: Options) {
		this.#with = options;
	}

	/** What was told before this start. */
	async recall(): Promise<void> {
		this.contact = (await this.#with.store.recall('contact')) ?? null;
	}

	/** The server answers: it is asked where what is known may be old. Never throws. */
	async online(): Promise<void> {
		const { store, ask, uptime, onFault } = this.#with;
		if (this.#askedAt !== null && uptime() - this.#askedAt < ASK_AGAIN_MS) return;
		const before = this.#askedAt;
		this.#askedAt = uptime();
		try {
			const { contact } = await ask();
			if (JSON.stringify(contact) === JSON.stringify(this.contact)) return;
			await store.remember('contact', contact);
			this.contact = contact;
		} catch (error) {
			this.#askedAt = before;
			if (!(error instanceof ApiError)) onFault(error);
		}
	}
}

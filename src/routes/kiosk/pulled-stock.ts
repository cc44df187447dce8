import { lotsFrom } from '#acts/pulled-lots.ts';
import { uptime } from '#platform/clock.ts';
import { NOTHING_PULLED, type PulledLots } from '#acts/stock.ts';
import type { Entry } from '#feed/feed.ts';
import type { Feed, FeedOf } from '#acts/open-feed.ts';

type Options = Pick<FeedOf, 'withToken' | 'onFault'> & {
	/** The lots are other ones, or newer. */
	readonly onChange: () => void;
};

const AGAIN_AFTER_MS = 60 * 60_000;

/** What the server knows to be inside this machine, kept here for weeks without network [S9, S12]. */
export class PulledStock {
	lots: PulledLots = NOTHING_PULLED;
	readonly #with: Options;
	#feed: Feed | null = null;
	#isStarted = false;
	/** By the page's uptime: before that the disk would only be full again. */
	#notBefore = 0;
	#isStopped = false;

	constructor(options: Options) {
		this.#with = options;
	}

	/** Shows what is kept, and follows. Where the browser keeps nothing the machine's own facts do. */
	start(): void {
		if (this.#isStarted || uptime() < this.#notBefore) return;
		this.#isStarted = true;
		void this.#start();
	}

	async #start(): Promise<void> {
		const { withToken, onFault, onChange } = this.#with;
		try {
			const { openFeed } = await import('#acts/open-feed.ts');
			const feed = await openFeed({
				...{ name: 'kiosk', collections: ['lots'], multiInstance: false, listens: false },
				...{ withToken, onFault }
			});
			if (this.#isStopped) {
				await feed.close();
				return;
			}
			this.#feed = feed;
			let kept: readonly Entry[] = [];
			const show = () => {
				const { at } = feed.stateOf('lots');
				// What this page knows from before is newer than a store that is being filled.
				if (this.#feed !== feed || (at === null && this.lots.at !== null)) return;
				this.lots = lotsFrom(kept, at);
				onChange();
			};
			feed.watch('lots', (entries) => {
				kept = entries;
				show();
			});
			feed.onState(() => {
				if (feed.stateOf('lots').at !== this.lots.at) show();
			});
		} catch (fault) {
			onFault(fault);
		}
	}

	/** A status told where the feed is [M15]. */
	told(head: number): void {
		this.start();
		this.#feed?.told(head);
	}

	/** The network may be back. */
	wake(): void {
		this.#feed?.wake();
	}

	/**
	 * Removes what is kept from the disk, which is full; this page goes on with what it knows [S5], and
	 * asks anew in an hour: else it would never learn again what others counted.
	 */
	async giveUp(): Promise<void> {
		this.#notBefore = uptime() + AGAIN_AFTER_MS;
		await this.#end();
	}

	async #end(): Promise<void> {
		const feed = this.#feed;
		this.#feed = null;
		try {
			await feed?.destroy();
		} finally {
			this.#isStarted = false;
		}
	}

	/** What was kept is gone, and what is kept from now on would be a part: all is fetched anew. */
	async beginAnew(): Promise<void> {
		await this.#end();
		this.lots = NOTHING_PULLED;
	}

	stop(): void {
		this.#isStopped = true;
		void this.#feed?.close();
	}
}

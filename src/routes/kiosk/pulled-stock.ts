import { lotsFrom } from '#acts/pulled-lots.ts';
import { NOTHING_PULLED, type PulledLots } from '#acts/stock.ts';
import type { Feed, FeedOf } from '#acts/open-feed.ts';

type Options = Pick<FeedOf, 'withToken' | 'onFault'> & {
	/** The lots are other ones, or newer. */
	readonly onChange: () => void;
};

/** What the server knows to be inside this machine, kept here for weeks without network [S9, S12]. */
export class PulledStock {
	lots: PulledLots = NOTHING_PULLED;
	readonly #with: Options;
	#feed: Feed | null = null;
	#isStarted = false;
	#isStopped = false;

	constructor(options: Options) {
		this.#with = options;
	}

	/** Shows what is kept, and follows. Where the browser keeps nothing the machine's own facts do. */
	start(): void {
		if (this.#isStarted) return;
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
			feed.watch('lots', (entries) => {
				if (this.#feed !== feed) return;
				this.lots = lotsFrom(entries, feed.stateOf('lots').at);
				onChange();
			});
			feed.onState(() => {
				if (this.#feed !== feed) return;
				const { at } = feed.stateOf('lots');
				if (at === this.lots.at) return;
				this.lots = { ...this.lots, at };
				onChange();
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

	/** Removes what is kept from the disk, which is full; this page goes on with what it knows [S5]. */
	async giveUp(): Promise<void> {
		const feed = this.#feed;
		this.#feed = null;
		await feed?.destroy();
	}

	/** What was kept is gone, and what is kept from now on would be a part: all is fetched anew. */
	async beginAnew(): Promise<void> {
		await this.giveUp();
		this.lots = NOTHING_PULLED;
		this.#isStarted = false;
	}

	stop(): void {
		this.#isStopped = true;
		void this.#feed?.close();
	}
}

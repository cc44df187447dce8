/** One way to bring what people tap to the server, as it runs in a page of `alternatives.ts`. */
export type Way = {
	/** Keeps one tap; resolves with its id once it is said to be saved. */
	readonly keep: () => Promise<string>;
};

export const WAYS = ['outbox', 'rxdb', 'pocketbaseUpsert', 'pocketbaseCreate'] as const;
export type WayName = (typeof WAYS)[number];

/** What a page is told in its address. */
export type Told = {
	readonly way: WayName;
	readonly token: string;
	readonly machineId: number;
};

/**
 * What waits does so an eighth as long as it would, for all alike: 1 to 60 s of the outbox, the 5 s of
 * RxDB, 5 s of the queue before PocketBase's SDK.
 */
export const PACE = 1 / 8;
export const RETRY_MS = 5_000 * PACE;

/** A batch is as long for all. */
export const BATCH = 100;

/** What is tapped: somebody gives bread. */
export const donation = (lotId: string) => ({
	type: 'donate',
	evidence: 'none',
	lot: {
		...{ lotId, slot: 2, name: 'Bread', category: 'bakery', storage: 'ambient' },
		...{ dateKind: 'bestBefore', date: '2030-01-01', portions: 4, allergens: null }
	}
});

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

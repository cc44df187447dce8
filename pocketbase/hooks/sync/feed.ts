import { rows } from '../pocketbase.ts';
import type { Reader } from './reader.ts';

/** Where the feed stands. */
export type FeedState = {
	/** Its id, with what this reader may see. */
	readonly feed: string;
	/** The newest seq; 0 before the first change. */
	readonly head: number;
	/** What changed up to here is forgotten. */
	readonly floor: number;
};

/** The feed as this reader knows it. */
export function feedOf(app: core.App, { sight }: Pick<Reader, 'sight'>): FeedState {
	const { feedId, head, floor } = stateOf(app);
	return { feed: `${feedId}.${sight}`, head, floor };
}

/** Its own id, and where it stands: what a machine's status tells [M15]. */
export function stateOf(app: core.App): { feedId: string; head: number; floor: number } {
	const [state] = rows(
		app,
		`SELECT "feedId", "floor", COALESCE((SELECT MAX("seq") FROM "changes"), 0) AS "head" FROM "feeds"`,
		{},
		{ feedId: '', head: 0, floor: 0 }
	);
	if (!state) throw new Error('A deployment has one feed.');
	return state;
}

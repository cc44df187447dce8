import type { Route } from './route.ts';
import * as example from './sync-examples.ts';

const REACH =
	'A machine reads `lots` and `machines`, of itself; people on duty what lies in their areas; operators everything.';

/** State down: what a client keeps of what the server has [S7 to S11]. */
export const SYNC: readonly Route[] = [
	{
		id: 'syncSnapshot',
		method: 'GET',
		path: '/api/sync/snapshot',
		group: 'sync',
		caller: 'either',
		summary: 'All of a collection, to begin with',
		says: `${REACH} Go on from \`feed\` and \`seq\` with \`GET /api/sync/changes\`: what changed while this was read is told there.`,
		rules: ['S11', 'S12'],
		query: 'SyncSnapshotQuery',
		asks: '?collection=lots',
		replies: [
			{
				status: 200,
				says: 'What there is.',
				shape: 'SyncSnapshotReply',
				example: example.syncSnapshotReply
			}
		],
		refuses: { 403: ['rejected', 'pending', 'device_revoked', 'role_may_not'] }
	},
	{
		id: 'syncChanges',
		method: 'GET',
		path: '/api/sync/changes',
		group: 'sync',
		caller: 'either',
		summary: 'What changed since',
		says: `${REACH} \`put\` brings the whole record as it is now, \`delete\` says that there is none, or none for you any more. Ask on from \`next\`, at once while \`more\`. With \`reset\` there are no changes: what you may see has changed, the server was restored, or you were away for more than 90 days. Start over with a snapshot.`,
		rules: ['S7', 'S8', 'S12'],
		query: 'ChangesQuery',
		asks: '?collection=lots&feed=k3v9x1c7m5n2b8q.1f0c5d7e9a3b2468&since=41',
		replies: [
			{ status: 200, says: 'A page.', shape: 'ChangesReply', example: example.changesReply }
		],
		refuses: { 403: ['rejected', 'pending', 'device_revoked', 'role_may_not'] }
	},
	{
		id: 'syncHints',
		method: 'GET',
		path: '/api/sync/hints',
		group: 'sync',
		caller: 'either',
		summary: 'Be told at once that something changed',
		says: 'A stream of events, for ten minutes; then, and whenever it breaks, ask again. Each `hint` says how far the feed is, and nothing else: ask for the changes whatever it says, and when the stream begins. A comment comes every 20 seconds. Who does not read is cut off, and loses nothing by it. Machines need none: the reply to their status has `feedHead`.',
		rules: ['S9'],
		replies: [
			{
				status: 200,
				says: '`event: hint`, `data:` and the newest seq.',
				media: 'text/event-stream',
				example: 'event: hint\ndata: 42\n\n'
			}
		],
		refuses: { 403: ['rejected', 'pending', 'device_revoked'], 429: ['too_many_readers'] },
		native: true
	}
];

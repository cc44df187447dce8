import { FULL_LOTS, listOf, machineJson } from './listing.ts';
import { currentApp, guarded, hash, rows } from './pocketbase.ts';
import { answerCached } from './request.ts';

/** A snapshot is made anew at most this often, in milliseconds, however many ask. */
const MADE_EVERY = 2_000;
const CACHE_CONTROL = 'public, max-age=5';

type Made = { readonly etag: string; readonly json: string };

/**
 * `GET /api/public/snapshot`: every machine on the map with what it holds [S13]. One request every
 * two seconds makes it, the others are handed that text, so that a change is seen within five
 * seconds.
 */
export const snapshot = guarded((e) => {
	const store = $app.store();
	const now = Date.now();
	let made = store.get('snapshot') as Made | null;
	if (isDue(store, now) || !made) {
		made = make(now);
		store.set('snapshot', made);
	}
	const { etag } = made;
	answerCached(e, etag, CACHE_CONTROL, () => made.json);
});

/** Whether it is this request's turn to make it. */
function isDue(store: ReturnType<core.App['store']>, now: number): boolean {
	const turn = { mine: false };
	store.setFunc('snapshotDue', ((due: number | null) => {
		turn.mine = (due ?? 0) <= now;
		return turn.mine ? now + MADE_EVERY : due;
	}) as never);
	return turn.mine;
}

function make(now: number): Made {
	const [all] = rows(
		currentApp(),
		listOf(machineJson(FULL_LOTS), `WHERE m."machineId" IN (SELECT "machineId" FROM "machineGeo")`),
		{ now },
		{ machines: '' }
	);
	const json = `{"machines":${all?.machines ?? '[]'}}`;
	// Weak: the text may travel compressed.
	return { etag: `W/"${hash(json).slice(0, 32)}"`, json };
}

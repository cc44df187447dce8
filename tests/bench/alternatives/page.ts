// The page of tests/bench/alternatives/run.ts: `keep(count)` taps so often, one after the other.
import { outbox } from './outbox.ts';
import { pocketbase } from './pocketbase.ts';
import { rxdb } from './rxdb.ts';
import type { Told, Way } from './way.ts';

const told = JSON.parse(decodeURIComponent(location.hash.slice(1))) as Told;
const way = await open();

globalThis.keep = async (count) => {
	const ids: string[] = [];
	while (ids.length < count) ids.push(await way.keep());
	return ids;
};

/** As a browser does when somebody changes to another tab, and back. */
globalThis.turn = (visibilityState) => {
	Object.defineProperty(document, 'visibilityState', {
		value: visibilityState,
		configurable: true
	});
	document.dispatchEvent(new Event('visibilitychange'));
};

async function open(): Promise<Way> {
	switch (told.way) {
		case 'outbox':
			return outbox(told);
		case 'rxdb':
			return rxdb(told);
		case 'pocketbaseUpsert':
			return pocketbase(told, 'upsert');
		case 'pocketbaseCreate':
			return pocketbase(told, 'create');
	}
}

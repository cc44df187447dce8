// The page of tests/bench/append.ts: one button for each way to keep a fact.
import { OutboxStore } from '#outbox/store.ts';
import { newId } from '#platform/ids.ts';

const FACT = {
	type: 'collect',
	lotId: 'lot000000000001',
	portions: 1,
	evidence: 'door',
	note: 'n'.repeat(120)
};

globalThis.waits = { outbox: [], untapped: [], native: [], relaxed: [] };

const store = new OutboxStore({
	name: 'outbox',
	surroundings: {
		now: () => Date.now(),
		uptime: () => performance.now(),
		bootId: newId(),
		newId
	}
});

const opened = indexedDB.open('native', 1);
opened.onupgradeneeded = () => {
	const rows = opened.result.createObjectStore('rows', { keyPath: 'seq' });
	rows.createIndex('eventId', 'eventId', { unique: true });
	rows.createIndex('state', ['state', 'seq']);
};

let seq = 0;

function addNative(durability: 'strict' | 'relaxed'): Promise<void> {
	return new Promise((done, fail) => {
		const transaction = opened.result.transaction('rows', 'readwrite', { durability });
		seq += 1;
		const eventId = newId();
		transaction.objectStore('rows').add({ seq, eventId, state: 'pending', fact: FACT });
		transaction.oncomplete = () => {
			done();
		};
		transaction.onabort = () => {
			fail(transaction.error ?? new Error('aborted'));
		};
	});
}

/** Measures from when the browser saw the tap: `timeStamp` has the same zero as `performance.now`. */
function onTap(path: keyof typeof globalThis.waits, keep: () => Promise<unknown>): void {
	document.querySelector(`#${path}`)?.addEventListener('click', (tap) => {
		void keep().then(() => globalThis.waits[path].push(performance.now() - tap.timeStamp));
	});
}

onTap('outbox', () => store.append([FACT]));
onTap('untapped', () => store.append([FACT]));
onTap('native', () => addNative('strict'));
onTap('relaxed', () => addNative('relaxed'));

/// <reference types="w3c-web-serial" />
// A page with the production link at navigator.serial and a strict store: what the kiosk has, without
// its screens.
import type { DoorEvent } from '#controller/controller.ts';
import type { JournalEntry, JournalPosition } from '#controller/journal.ts';
import { WebSerialPorts, type SerialAccess } from '#controller/web-serial.ts';
import { sleep } from '#platform/clock.ts';
import { startLink, type RunningLink } from './start-link.ts';
import { PRODUCT, VENDOR } from './usb-ids.ts';

export type LinkPage = RunningLink & {
	readonly links: string[];
	readonly doors: DoorEvent[];
	readonly stored: () => Promise<JournalEntry[]>;
	/** The longest time for which the page could do nothing else, in milliseconds. */
	longestTask: number;
};

declare global {
	var machine: LinkPage;
}

const database = new Promise<IDBDatabase>((done, fail) => {
	const opened = indexedDB.open('link-page', 1);
	opened.onupgradeneeded = () => {
		opened.result.createObjectStore('entries', { autoIncrement: true });
		opened.result.createObjectStore('positions', { keyPath: 'controllerId' });
	};
	opened.onsuccess = () => {
		done(opened.result);
	};
	opened.onerror = () => {
		fail(new Error('The store does not open.'));
	};
});

async function within<T>(
	mode: IDBTransactionMode,
	work: (transaction: IDBTransaction) => IDBRequest<T>
): Promise<T> {
	const db = await database;
	const transaction = db.transaction(['entries', 'positions'], mode, { durability: 'strict' });
	const request = work(transaction);
	return new Promise((done, fail) => {
		transaction.oncomplete = () => {
			done(request.result);
		};
		transaction.onabort = () => {
			fail(transaction.error ?? new Error('aborted'));
		};
	});
}

// Its types say less than it is: of streams of what, for one.
const serial = navigator.serial as unknown as SerialAccess;
const running = startLink(
	new WebSerialPorts(serial, [{ vendorId: VENDOR, productId: PRODUCT }], sleep),
	{
		position: async (controllerId) => {
			const found = await within<JournalPosition | undefined>('readonly', (transaction) =>
				transaction.objectStore('positions').get(controllerId)
			);
			return found ?? null;
		},
		keep: async (entry) => {
			await within('readwrite', (transaction) => {
				transaction.objectStore('entries').add(entry);
				return transaction.objectStore('positions').put(entry.position);
			});
		}
	}
);

globalThis.machine = {
	...running,
	links: [running.controller.link.kind],
	doors: [],
	stored: () =>
		within<JournalEntry[]>('readonly', (transaction) =>
			transaction.objectStore('entries').getAll()
		),
	longestTask: 0
};
running.controller.onLink((link) => globalThis.machine.links.push(link.kind));
running.controller.onDoor((event) => globalThis.machine.doors.push(event));
new PerformanceObserver((list) => {
	for (const { duration } of list.getEntries()) {
		globalThis.machine.longestTask = Math.max(globalThis.machine.longestTask, duration);
	}
}).observe({ type: 'longtask' });

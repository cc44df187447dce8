import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright';
import { expect } from '@playwright/test';
import { enrolmentOn } from '../support/kiosk.ts';
import { startServer, type Server } from '../support/server.ts';
import { Board } from './board.ts';
import { Browser } from './browser.ts';
import { Cable } from './cable.ts';
import { PRODUCT, VENDOR } from './usb-ids.ts';
import { UsbPort } from './usb-port.ts';

export type LedgerFact = Readonly<Record<string, unknown>>;

const SETTLED_WITHIN_MS = 30_000;

/** A whole machine: a server, the built kiosk in Chromium, and a board at a serial port. */
export class KioskAtPort {
	readonly server: Server;
	readonly port = new UsbPort();
	readonly board = new Board();
	readonly cable = new Cable(this.port, this.board);
	readonly #browser: Browser;
	readonly #machineId: number;
	#page: Page | null = null;

	private constructor(server: Server, machineId: number) {
		this.server = server;
		this.#machineId = machineId;
		this.#browser = new Browser(server.url, this.port.serialNumber);
	}

	/** Enrolled, with its board ready. */
	static async start(): Promise<KioskAtPort> {
		const server = await startServer();
		const { machineId, enrolmentCode } = await enrolmentOn(server);
		const kiosk = new KioskAtPort(server, machineId);
		kiosk.board.start();
		await kiosk.open(`#${enrolmentCode}`);
		await kiosk.page
			.getByRole('button', { name: /serial|USB/i })
			.first()
			.waitFor();
		await kiosk.#choosePort();
		await kiosk.page.reload();
		return kiosk;
	}

	get page(): Page {
		if (!this.#page) throw new Error('The kiosk is not open.');
		return this.#page;
	}

	/** Starts the browser where it does not run, and opens the kiosk; the port is plugged in. */
	async open(hash = ''): Promise<void> {
		this.#page = await this.#browser.open(`${this.server.url}/kiosk/${hash}`);
		if (this.port.isPlugged) this.port.announce();
		else await this.port.plug();
	}

	async killBrowser(): Promise<void> {
		await this.#browser.kill();
		this.#page = null;
	}

	/** Waits until the journal is stored, no act is open, and the server has so many facts of food. */
	async settled(moves: () => number): Promise<void> {
		const poll = { timeout: SETTLED_WITHIN_MS, intervals: [100] };
		const unstored = () => (this.board.journal.at(-1)?.seq ?? 0) - this.cable.stored;
		await expect.poll(unstored, poll).toBe(0);
		await expect.poll(() => this.#openActs(), poll).toEqual([]);
		await expect.poll(() => this.moves.length, poll).toBe(moves());
	}

	/** What the server's ledger has of this machine's food, in order. */
	get moves(): LedgerFact[] {
		using db = new DatabaseSync(join(this.server.dataDir, 'data.db'), { readOnly: true });
		const facts = db.prepare(
			`SELECT * FROM facts WHERE origin = ? AND "type" IN ('donate', 'collect') ORDER BY "seq"`
		);
		return facts.all(`m${this.#machineId}`);
	}

	async close(): Promise<void> {
		await this.#browser.close();
		await this.port.close();
		await this.board.close();
		await this.server.stop();
	}

	/** What a person chooses in the browser's own dialogue, which is not there without a screen. */
	async #choosePort(): Promise<void> {
		const hardware = { way: 'serial', boards: [{ vendorId: VENDOR, productId: PRODUCT }] };
		await this.page.evaluate(
			(value) =>
				new Promise<void>((done, fail) => {
					const opened = indexedDB.open('exes-kiosk');
					opened.onerror = () => {
						fail(new Error('The store does not open.'));
					};
					opened.onsuccess = () => {
						const write = opened.result.transaction('kept', 'readwrite');
						write.objectStore('kept').put({ name: 'hardware', value });
						write.oncomplete = () => {
							opened.result.close();
							done();
						};
					};
				}),
			hardware
		);
	}

	/** States of acts that are not over, in the kiosk's own store. */
	#openActs(): Promise<string[]> {
		return this.page.evaluate(
			() =>
				new Promise<string[]>((done, fail) => {
					const opened = indexedDB.open('exes-kiosk');
					opened.onerror = () => {
						fail(new Error('The store does not open.'));
					};
					opened.onsuccess = () => {
						const all = opened.result.transaction('acts').objectStore('acts').getAll();
						all.onsuccess = () => {
							opened.result.close();
							const over = ['settled', 'aborted', 'unresolved'];
							const states = (all.result as { state: string }[]).map(({ state }) => state);
							done(states.filter((state) => !over.includes(state)));
						};
					};
				})
		);
	}
}

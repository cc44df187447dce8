import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright';
import { expect } from '@playwright/test';
import { enrolmentOn, keptForOffline } from '../support/kiosk.ts';
import { startServer, type Server } from '../support/server.ts';
import { Board } from './board.ts';
import { Browser } from './browser.ts';
import { Cable } from './cable.ts';
import { UsbPort } from './usb-port.ts';

/** A movement of food as the server's ledger has it; `body` is what the kiosk sent, as JSON. */
export type LedgerFact = Readonly<Record<string, unknown>>;

const SETTLED_WITHIN_MS = 30_000;

/** A whole machine: a server, the built kiosk in Chromium, and a board at a serial port. */
export class KioskAtPort {
	/** What the first screen says while all is well. */
	static readonly READY = 'All doors work';
	readonly server: Server;
	readonly port: UsbPort;
	readonly board = new Board();
	readonly cable: Cable;
	readonly #browser: Browser;
	readonly #machineId: number;
	#page: Page | null = null;

	private constructor(server: Server, machineId: number, baud?: number) {
		this.server = server;
		this.#machineId = machineId;
		this.port = new UsbPort(baud);
		this.cable = new Cable(this.port, this.board);
		this.#browser = new Browser(server.url, this.port.serialNumber);
	}

	/**
	 * Enrolled, with its board ready.
	 *
	 * @param baud paced like a line of that speed; without it as fast as it goes
	 */
	static async start(baud?: number): Promise<KioskAtPort> {
		const server = await startServer();
		const { machineId, enrolmentCode } = await enrolmentOn(server);
		const kiosk = new KioskAtPort(server, machineId, baud);
		kiosk.board.start();
		await kiosk.open(`#${enrolmentCode}`);
		await kiosk.#chooseBoard();
		await kiosk.ready();
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

	/** Waits until the screen offers its doors. */
	async ready(): Promise<void> {
		await this.says(KioskAtPort.READY);
	}

	/** Resolves in the frame in which these words stand on the screen; a locator looks twice a second. */
	async says(words: string): Promise<void> {
		await this.page.waitForFunction((wanted) => document.body.innerText.includes(wanted), words);
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
		return this.#facts('donate', 'collect');
	}

	/** Doors that were opened by nobody whom the kiosk knows. */
	get accesses(): LedgerFact[] {
		return this.#facts('access');
	}

	async close(): Promise<void> {
		await this.#browser.close();
		await this.port.close();
		await this.board.close();
		await this.server.stop();
	}

	/**
	 * Taps what a person taps. The browser's own list would open then: its answer of before is in the
	 * profile (browser.ts), for without a screen nobody can give it. `requestPort` never settles there,
	 * and DevTools knows no prompt for serial ports. The page takes a port that it was given already
	 * without asking.
	 */
	async #chooseBoard(): Promise<void> {
		const tile = this.page.getByRole('button', { name: /^Board on a USB cable/ });
		await tile.waitFor();
		const ports = () => this.page.evaluate(async () => (await navigator.serial.getPorts()).length);
		await expect.poll(ports).toBe(1);
		await tile.click();
	}

	#facts(...types: readonly string[]): LedgerFact[] {
		using db = new DatabaseSync(join(this.server.dataDir, 'data.db'), { readOnly: true });
		const facts = db.prepare(
			`SELECT * FROM facts WHERE origin = ? AND "type" IN (SELECT value FROM json_each(?))
				ORDER BY "seq"`
		);
		return facts.all(`m${this.#machineId}`, JSON.stringify(types));
	}

	/** The browser takes the store away under the page, which begins another one and starts again. */
	async loseStore(): Promise<void> {
		await keptForOffline(this.page);
		const again = this.page.waitForEvent('load');
		await this.page.evaluate(() => void indexedDB.deleteDatabase('exes-kiosk'));
		await again;
		await this.ready();
	}

	/** States of acts that are not over, in the kiosk's own store. */
	async #openActs(): Promise<string[]> {
		const over = ['settled', 'aborted', 'unresolved'];
		const states = ((await this.#stored('acts')) as { state: string }[]).map(({ state }) => state);
		return states.filter((state) => !over.includes(state));
	}

	/** All that is in a table of the kiosk's own store. */
	#stored(table: 'acts' | 'kept'): Promise<unknown[]> {
		return this.page.evaluate(
			(name) =>
				new Promise<unknown[]>((done, fail) => {
					const opened = indexedDB.open('exes-kiosk');
					opened.onerror = () => {
						fail(new Error('The store does not open.'));
					};
					opened.onsuccess = () => {
						const all = opened.result.transaction(name).objectStore(name).getAll();
						all.onsuccess = () => {
							opened.result.close();
							done(all.result);
						};
					};
				}),
			table
		);
	}
}

import type { Page } from 'playwright';
import { expect } from '@playwright/test';
import { Board } from './board.ts';
import { Browser } from './browser.ts';
import { served, type Served } from './page.ts';
import { UsbPort } from './usb-port.ts';

/** The production link in Chromium, and a board at its serial port. */
export class LinkAtPort {
	readonly port: UsbPort;
	readonly board = new Board();
	readonly #site: Served;
	readonly #browser: Browser;
	#page: Page | null = null;

	private constructor(site: Served, baud?: number) {
		this.port = new UsbPort(baud);
		this.#site = site;
		this.#browser = new Browser(site.origin, this.port.serialNumber);
		this.port.onBytes = (bytes) => {
			this.board.write(bytes);
		};
		this.board.onBytes = (bytes) => {
			this.port.write(bytes);
		};
	}

	/** With the board plugged in and the link ready. */
	static async start(baud?: number): Promise<LinkAtPort> {
		const link = new LinkAtPort(await served('link-page.ts'), baud);
		link.board.start();
		await link.open();
		await link.port.plug();
		await link.ready();
		return link;
	}

	get page(): Page {
		if (!this.#page) throw new Error('The page is not open.');
		return this.#page;
	}

	async open(): Promise<void> {
		this.#page = await this.#browser.open(this.#site.origin);
		if (this.port.isPlugged) this.port.announce();
	}

	async killBrowser(): Promise<void> {
		await this.#browser.kill();
		this.#page = null;
	}

	async ready(): Promise<void> {
		await this.page.waitForFunction(
			() => 'machine' in globalThis && globalThis.machine.controller.link.kind === 'ready'
		);
	}

	/** Waits until everything that is in the board's journal is stored. */
	async allStored(): Promise<void> {
		await expect
			.poll(
				async () => {
					const entries = await this.page.evaluate(() => globalThis.machine.stored());
					return entries.at(-1)?.position.seq ?? 0;
				},
				{ timeout: 30_000, intervals: [100] }
			)
			.toBe(this.board.journal.at(-1)?.seq);
	}

	async close(): Promise<void> {
		await this.#browser.close();
		await this.port.close();
		await this.board.close();
		this.#site.close();
	}
}

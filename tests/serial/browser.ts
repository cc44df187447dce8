import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { kill } from '../support/killed.ts';
import { NAME, PRODUCT, VENDOR } from './usb-ids.ts';

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/**
 * Chromium with a profile on the disk, in which a person has once allowed these pages the port: what
 * the dialogue of the browser leaves there, so that no policy of the machine is touched.
 */
export class Browser {
	readonly #profile = mkdtempSync(join(tmpdir(), 'exes-serial-'));
	#context: BrowserContext | undefined;

	constructor(origin: string, serialNumber: string) {
		const port = {
			name: NAME,
			vendor_id: VENDOR,
			product_id: PRODUCT,
			serial_number: serialNumber
		};
		const grants = { [`${origin},*`]: { setting: { 'chosen-objects': [port] } } };
		const settings = { content_settings: { exceptions: { serial_chooser_data: grants } } };
		mkdirSync(join(this.#profile, 'Default'));
		const preferences = join(this.#profile, 'Default/Preferences');
		writeFileSync(preferences, JSON.stringify({ profile: settings }));
	}

	/** A page that can see ports from now on: announce a port, or announce it again, after this. */
	async open(url: string): Promise<Page> {
		this.#context ??= await chromium.launchPersistentContext(this.#profile, {
			executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
			args: ARGS,
			viewport: { width: 1080, height: 1920 }
		});
		const page = await this.#context.newPage();
		await page.goto(url);
		await page.evaluate(() => navigator.serial.getPorts().then(() => undefined));
		return page;
	}

	/** SIGKILL, as by a power cut; the profile stays, and `open` starts it again. */
	async kill(): Promise<void> {
		const context = this.#context;
		this.#context = undefined;
		if (context) await kill(context, this.#profile);
	}

	/** Ends it and removes its profile. */
	async close(): Promise<void> {
		await this.#context?.close();
		this.#context = undefined;
		rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
	}
}

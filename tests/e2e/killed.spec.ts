import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { enrolmentOn, keptForOffline, knownCold, saveBread, saveOne } from '../support/kiosk.ts';
import { kill } from '../support/killed.ts';
import { startServer } from '../support/server.ts';

const KILLS = process.env['TEST_ALL'] === undefined ? 2 : 10;
const PORTIONS = 4;

/** A browser that can be killed, as by a power cut. */
class Device {
	readonly #profile: string;
	#context: BrowserContext | undefined;

	constructor(profile: string) {
		this.#profile = profile;
	}

	async open(url: string): Promise<Page> {
		this.#context = await chromium.launchPersistentContext(this.#profile, {
			executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
			args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
			viewport: { width: 1080, height: 1920 }
		});
		const page = await this.#context.newPage();
		await page.goto(url);
		return page;
	}

	async kill(): Promise<void> {
		const context = this.#context;
		this.#context = undefined;
		if (context) await kill(context, this.#profile);
	}
}

test(`[S1] [S5] the browser is killed ${KILLS} times right after “saved”: all is there, once`, async () => {
	test.setTimeout(60_000 + KILLS * 30_000);
	const folder = mkdtempSync(join(tmpdir(), 'kiosk-killed-'));
	const dataDir = join(folder, 'data');
	await using server = await startServer({ dataDir });
	const { machineId, enrolmentCode } = await enrolmentOn(server);
	const device = new Device(join(folder, 'profile'));
	try {
		let kiosk = await device.open(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
		await expect(kiosk.getByTestId('unsent')).toHaveText('Everything is sent');
		await keptForOffline(kiosk);
		await knownCold(server, machineId);
		await server.kill();

		const types: string[] = [];
		for (let turn = 0; turn < KILLS; turn++) {
			const gives = turn % (PORTIONS + 1) === 0;
			await (gives ? saveBread(kiosk, PORTIONS) : saveOne(kiosk));
			await device.kill();
			types.push(gives ? 'donate' : 'collect');
			kiosk = await device.open(`${server.url}/kiosk/`);
			const waiting = new RegExp(`^\\D*${types.length} records? to send`);
			await expect(kiosk.getByTestId('unsent')).toHaveText(waiting);
		}

		await server.restart();
		await expect(kiosk.getByTestId('unsent')).toHaveText('Everything is sent', {
			timeout: 90_000
		});
		await server.stop();
		using db = new DatabaseSync(join(dataDir, 'data.db'), { readOnly: true });
		const facts = db.prepare('SELECT "type", "seq" FROM facts WHERE origin = ? ORDER BY "seq"');
		expect(facts.all(`m${machineId}`)).toEqual(
			['safety', ...types].map((type, i) => ({ type, seq: i + 1 }))
		);
	} finally {
		await device.kill();
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
});

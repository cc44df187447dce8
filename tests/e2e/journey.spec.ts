import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { enrolmentOn, giveBread, keptForOffline, knownCold, takeOne } from '../support/kiosk.ts';
import { startServer } from '../support/server.ts';
import { readyOffline } from './support.ts';

/** The same device, opened again: what it stored is still there. */
function openDevice(profile: string): Promise<BrowserContext> {
	return chromium.launchPersistentContext(profile, {
		executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
		viewport: { width: 1080, height: 1920 }
	});
}

/** What goes wrong in a page, but for a network that is meant to be gone. */
function faultsOf(context: BrowserContext): string[] {
	const faults: string[] = [];
	context.on('weberror', (event) => faults.push(event.error().message));
	context.on('console', (message) => {
		if (message.type() === 'error' && !/net::ERR_/.test(message.text())) {
			faults.push(message.text());
		}
	});
	return faults;
}

const unsent = (page: Page) => page.getByTestId('unsent');

test('[S1 to S6] a kiosk gives and takes without network, and the city sees it afterwards', async ({
	browser
}) => {
	test.setTimeout(150_000);
	await using server = await startServer();
	const { machineId, enrolmentCode } = await enrolmentOn(server);
	const profile = mkdtempSync(join(tmpdir(), 'kiosk-'));
	let device = await openDevice(profile);
	try {
		const faults = faultsOf(device);
		let kiosk = await device.newPage();
		await kiosk.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
		await expect(kiosk.getByRole('button', { name: /^Give food/ })).toBeVisible();
		expect(kiosk.url()).toBe(`${server.url}/kiosk/`);
		await expect(unsent(kiosk)).toHaveText('Everything is sent');
		await keptForOffline(kiosk);
		await knownCold(server, machineId);

		// Without network: a donation and a pickup.
		await device.setOffline(true);
		await giveBread(kiosk, 4);
		await takeOne(kiosk);
		await expect(unsent(kiosk)).toHaveText(/2 records to send/);
		await expect(kiosk.locator('[data-note=offline]')).toContainText(/No network since/);

		// The browser is closed, the server loses its power; both start again, still apart.
		await device.close();
		await server.kill();
		await server.restart();
		device = await openDevice(profile);
		const laterFaults = faultsOf(device);
		await device.setOffline(true);
		kiosk = await device.newPage();
		await kiosk.goto(`${server.url}/kiosk/`);
		await expect(unsent(kiosk)).toHaveText(/2 records to send/);
		await expect(kiosk.getByRole('list', { name: 'What is behind the doors' })).toContainText(
			'Bread'
		);

		// The network comes back: the facts arrive, and everybody sees them.
		await device.setOffline(false);
		await expect(unsent(kiosk)).toHaveText('Everything is sent', { timeout: 15_000 });
		const arrived = Date.now();
		const visitor = await browser.newContext();
		const home = await visitor.newPage();
		await home.goto(`${server.url}/`);
		await expect(home.getByRole('main')).toContainText('Corner', { timeout: 5_000 });
		await expect(home.getByRole('main')).toContainText(/\b3\b/, { timeout: 5_000 });
		const place = await visitor.newPage();
		await place.goto(`${server.url}/m/${machineId}/`);
		await expect(place.getByRole('main')).toContainText('Bread', { timeout: 5_000 });
		await expect(place.getByRole('main')).toContainText('3 portions', { timeout: 5_000 });
		expect(Date.now() - arrived).toBeLessThan(5_000);

		// Who was here before has the service worker, and sees what is so now all the same.
		await readyOffline(place);
		await place.reload();
		await expect(place.getByRole('main')).toContainText('3 portions');
		await takeOne(kiosk);
		await expect(unsent(kiosk)).toHaveText('Everything is sent', { timeout: 15_000 });
		const taken = Date.now();
		await place.goto(`${server.url}/m/${machineId}/`);
		expect(await place.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
		await expect(place.getByRole('main')).toContainText('2 portions', { timeout: 5_000 });
		expect(Date.now() - taken).toBeLessThan(5_000);
		await visitor.close();

		// Nothing is counted twice, however often the kiosk starts again.
		await kiosk.reload();
		await expect(unsent(kiosk)).toHaveText('Everything is sent');
		const answer = await fetch(`${server.url}/api/public/snapshot`);
		const { machines } = (await answer.json()) as {
			machines: { machineId: number; lots: { portions: number }[] }[];
		};
		const lots = machines.find((machine) => machine.machineId === machineId)?.lots;
		expect(lots?.map(({ portions }) => portions)).toEqual([2]);
		expect([...faults, ...laterFaults]).toEqual([]);
	} finally {
		await device.close();
		rmSync(profile, { recursive: true, force: true });
	}
});

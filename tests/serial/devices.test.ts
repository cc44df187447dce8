import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expect as expectPage, type Page } from '@playwright/test';
import { inStore } from '../support/in-store.ts';
import { enrolmentOn } from '../support/kiosk.ts';
import { startServer, type Server } from '../support/server.ts';
import { Browser } from './browser.ts';
import { PRODUCT, VENDOR } from './usb-ids.ts';
import { UsbPort } from './usb-port.ts';

const CODE = '4711';
const say = (port: UsbPort, text: string) => {
	port.write(new TextEncoder().encode(text));
};
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

/** A built kiosk without a board, and one port on which the test plays a device. */
describe('[P8] a kiosk and what hangs on a port of its own', () => {
	const port = new UsbPort();
	let server: Server;
	let browser: Browser;
	let page: Page;

	/** What a person chooses in the browser's own dialogue, which is not there without a screen. */
	async function choose(device: 'scanner' | 'sensor'): Promise<void> {
		const value = { way: 'none', boards: [], [device]: { vendorId: VENDOR, productId: PRODUCT } };
		await inStore(page, 'exes-kiosk', 'kept', 'put', { name: 'hardware', value });
		await page.reload();
		await expectPage(page.getByText('This screen opens no doors.').first()).toBeVisible();
	}

	beforeAll(async () => {
		server = await startServer();
		const { machineId, enrolmentCode } = await enrolmentOn(server);
		const set = await server.exes('config', 'set', String(machineId), `servicePin=${CODE}`);
		expect(set.code, set.stderr).toBe(0);
		browser = new Browser(server.url, port.serialNumber);
		page = await browser.open(`${server.url}/kiosk/?doors=none#${enrolmentCode}`);
		await port.plug();
		await expectPage(page.getByText('This screen opens no doors.').first()).toBeVisible();
	});

	afterAll(async () => {
		await browser.close();
		await port.close();
		await server.stop();
	});

	test('a scanned service code is the code; a product is none', async () => {
		await choose('scanner');
		await press(page, 'Language');
		await press(page, 'For volunteers');
		await expectPage(async () => {
			say(port, '4006381333931\r\n');
			say(port, `${CODE}\r\n`);
			const menu = page.getByRole('heading', { name: 'Service at this machine' });
			await expectPage(menu).toBeVisible({ timeout: 1_000 });
		}).toPass({ timeout: 20_000 });
		await press(page, 'Light, sound, scanner');
		say(port, 'Ünï ✓\r\n');
		const scanned = page.getByRole('listitem').first();
		await expectPage(scanned).toContainText('on its serial port');
		expect(await scanned.textContent()).toContain('Ünï ✓');
	});

	test('a thermometer is heard, and again after its cable was out', async () => {
		await choose('sensor');
		await press(page, 'Language');
		await press(page, 'For volunteers');
		await press(page, /^Test without a code/);
		await press(page, 'Scanner, thermometer');
		const note = page.getByRole('status').last();
		await expectPage(async () => {
			say(port, 't=4.3C, avg=4.1C, door=closed, status=OK\r\n');
			await expectPage(note).toContainText('It says 4.3°C.', { timeout: 1_000 });
		}).toPass({ timeout: 20_000 });
		await port.unplug();
		await expectPage(note).toContainText('Its cable is out.');
		await port.plug();
		await expectPage(async () => {
			say(port, 't=5.0C\r\n');
			await expectPage(note).toContainText('It says 5.0', { timeout: 1_000 });
		}).toPass({ timeout: 20_000 });
		expect(await note.textContent()).toContain('5.0°C');
	});
});

import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Browser } from './browser.ts';
import { served, type Served } from './page.ts';
import { PRODUCT, VENDOR } from './usb-ids.ts';
import { UsbPort } from './usb-port.ts';

describe('a serial port that the tests make is one to Chromium', () => {
	let site: Served;
	let port: UsbPort;
	let browser: Browser;
	let page: Page;

	beforeEach(async () => {
		site = await served('echo-page.ts');
		port = new UsbPort();
		browser = new Browser(site.origin, port.serialNumber);
		page = await browser.open(site.origin);
		await page.waitForFunction(() => 'echo' in globalThis);
	});

	afterEach(async () => {
		await browser.close();
		await port.close();
		site.close();
	});

	const heard = (kinds: readonly string[]) =>
		page.waitForFunction((all) => globalThis.echo.heard.join() === all, kinds.join());

	const infos = () =>
		page.evaluate(async () => (await navigator.serial.getPorts()).map((at) => at.getInfo()));

	test('it comes, goes and comes again', async () => {
		expect(await infos()).toEqual([]);
		await port.plug();
		await heard(['connect']);
		expect(await infos()).toEqual([{ usbVendorId: VENDOR, usbProductId: PRODUCT }]);
		await port.unplug();
		await heard(['connect', 'disconnect']);
		expect(await infos()).toEqual([]);
		await port.plug();
		await heard(['connect', 'disconnect', 'connect']);
	});

	test('every byte passes both ways, and a pulled cable ends the stream', async () => {
		const all = Array.from({ length: 256 }, (_, i) => i);
		const got: number[] = [];
		port.onBytes = (bytes) => got.push(...bytes);
		await port.plug();
		await heard(['connect']);
		await page.evaluate(() => globalThis.echo.open());
		await page.evaluate((bytes) => globalThis.echo.write(bytes), all);
		await expect.poll(() => got).toEqual(all);
		port.write(Uint8Array.from(all));
		await page.waitForFunction(() => globalThis.echo.read.length >= 256);
		expect(await page.evaluate(() => globalThis.echo.read)).toEqual(all);
		await port.unplug();
		await page.waitForFunction(() => globalThis.echo.errors.join() === 'NetworkError');
	});

	test('a break on the line is an error after which reading goes on', async () => {
		await port.plug();
		await heard(['connect']);
		await page.evaluate(() => globalThis.echo.open());
		port.sendBreak();
		await page.waitForFunction(() => globalThis.echo.errors.join() === 'BreakError');
		port.write(Uint8Array.of(1, 2, 3));
		await page.waitForFunction(() => globalThis.echo.read.length >= 3);
		expect(await page.evaluate(() => globalThis.echo.read)).toEqual([1, 2, 3]);
	});

	test('a browser that was killed has the port again, once it is told of it', async () => {
		await port.plug();
		await heard(['connect']);
		await page.evaluate(() => globalThis.echo.open());
		await browser.kill();
		page = await browser.open(site.origin);
		await page.waitForFunction(() => 'echo' in globalThis);
		port.announce();
		await heard(['connect']);
		await page.evaluate(() => globalThis.echo.open());
		port.write(Uint8Array.of(7));
		await page.waitForFunction(() => globalThis.echo.read.length > 0);
		expect(await page.evaluate(() => globalThis.echo.read)).toEqual([7]);
	});

	test('another page than the one that was allowed sees no port', async () => {
		const other = await served('echo-page.ts');
		try {
			await port.plug();
			await heard(['connect']);
			const stranger = await browser.open(other.origin);
			const seen = await stranger.evaluate(() =>
				navigator.serial.getPorts().then((all) => all.length)
			);
			expect(seen).toBe(0);
		} finally {
			other.close();
		}
	});
});

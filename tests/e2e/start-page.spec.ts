import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { enrolmentOn, keptForOffline } from '../support/kiosk.ts';
import { startServer, type Server } from '../support/server.ts';
import { barriers, expect, test as base } from './support.ts';

// [S15] A kiosk's device is switched on: its browser starts with the file that lies on its disk, as the
// unit in docs/operations.md starts it, and with the profile of the day before.

type Device = {
	/** Switches it on; what it shows first is the start page for that address. */
	readonly boot: (address: string, options?: { offline?: boolean }) => Promise<BrowserContext>;
};

const test = base.extend<{ device: Device; server: Server }>({
	// eslint-disable-next-line no-empty-pattern -- Playwright asks for a pattern
	server: async ({}, use) => {
		const server = await startServer();
		await use(server);
		await server.stop();
	},
	// eslint-disable-next-line no-empty-pattern -- Playwright asks for a pattern
	device: async ({}, use) => {
		const profile = mkdtempSync(join(tmpdir(), 'exes-start-page-'));
		let running: BrowserContext | undefined;
		await use({
			boot: async (address, { offline = false } = {}) => {
				await running?.close();
				running = await chromium.launchPersistentContext(profile, {
					executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
					args: ['--no-sandbox', '--disable-gpu', '--disable-popup-blocking'],
					viewport: { width: 1080, height: 1920 },
					offline
				});
				const [first] = running.pages();
				await first?.goto(startPage(address));
				return running;
			}
		});
		await running?.close();
		rmSync(profile, { recursive: true, force: true });
	}
});

/** Whatever was missed, the kiosk is loaded anew within a minute. */
const PATIENCE = { timeout: 75_000 };
test.describe.configure({ timeout: 180_000 });

const startPage = (address: string): string =>
	`${pathToFileURL(resolve('dist/app/kiosk-start.html')).href}#${address}`;

/** The kiosk's own window, once it is up and the only one besides the start page. */
async function kioskOf(device: BrowserContext, at: string): Promise<Page> {
	await expect
		.poll(() => device.pages().map((page) => page.url().replace(/#.*/, '')), PATIENCE)
		.toEqual([startPage('').replace(/#.*/, ''), at]);
	return device.pages()[1]!;
}

/** The window of the words, which stands before the kiosk's. */
async function wordsOf(device: BrowserContext): Promise<Page> {
	const find = () => device.pages().find((page) => page.url() === 'about:blank');
	await expect.poll(() => find() !== undefined, PATIENCE).toBe(true);
	return find()!;
}

const title = (page: Page, text: string) => page.getByRole('heading', { name: text, exact: true });
const give = (page: Page) => page.getByRole('button', { name: /^Give food/ });

async function evict(kiosk: Page): Promise<void> {
	await kiosk.evaluate(async () => {
		const workers = await navigator.serviceWorker.getRegistrations();
		for (const worker of workers) await worker.unregister();
		for (const name of await caches.keys()) await caches.delete(name);
	});
}

test('[S15] with network, from what is kept, and with neither until the server answers', async ({
	device,
	server
}) => {
	const { enrolmentCode } = await enrolmentOn(server);
	const at = `${server.url}/kiosk/`;
	const first = await device.boot(`${at}?doors=simulated#${enrolmentCode}`);
	await expect(give(await kioskOf(first, at))).toBeEnabled();
	await keptForOffline(first.pages()[1]!);

	await server.kill();
	const kept = await device.boot(at);
	const kiosk = await kioskOf(kept, at);
	await expect(give(kiosk)).toBeEnabled();
	await evict(kiosk);

	const evicted = await device.boot(at);
	const words = await wordsOf(evicted);
	await expect(title(words, 'The server does not answer')).toBeVisible(PATIENCE);
	await expect(title(words, 'Der Server antwortet nicht')).toBeVisible();
	await expect(title(words, 'الخادم لا يجيب')).toBeVisible();
	await expect(words.getByText(at, { exact: true })).toBeVisible();
	await expect(words.getByText(/^Since .+, 1 try\. It goes on by itself\.$/)).toBeVisible();
	expect(await barriers(words)).toEqual([]);

	await server.restart();
	// It is the same machine: what it knows lies elsewhere than the copies of its screens.
	await expect(give(await kioskOf(evicted, at))).toBeEnabled();
});

test('[S15] without network it says so, and is up as soon as there is some', async ({
	device,
	server
}) => {
	const at = `${server.url}/kiosk/`;
	const offline = await device.boot(at, { offline: true });
	const words = await wordsOf(offline);
	await expect(title(words, 'One moment')).toBeVisible();
	await expect(title(words, 'No network')).toBeVisible(PATIENCE);
	await offline.setOffline(false);
	await expect(title(await kioskOf(offline, at), 'Make this screen a kiosk')).toBeVisible();
});

test('[S15] a tap tries at once', async ({ device, server }) => {
	const at = `${server.url}/kiosk/`;
	await server.kill();
	const running = await device.boot(at);
	const words = await wordsOf(running);
	await words.getByRole('button', { name: /Try now/ }).click(PATIENCE);
	await expect(words.getByText(/, 2 tries\./)).toBeVisible();
});

test('[S15] a kiosk that starts again by itself is left alone', async ({ device, server }) => {
	const at = `${server.url}/kiosk/`;
	const running = await device.boot(at);
	const kiosk = await kioskOf(running, at);
	await kiosk.reload();
	await expect(title(kiosk, 'Make this screen a kiosk')).toBeVisible();
	await kiosk.waitForTimeout(17_000);
	expect(await kioskOf(running, at)).toBe(kiosk);
	await kiosk.close();
	await expect(title(await kioskOf(running, at), 'Make this screen a kiosk')).toBeVisible();
});

test.describe('[S15] a wrong address', () => {
	for (const [address, says] of [
		['', 'No address'],
		['food.example/kiosk/', 'The address is wrong'],
		['http://food.example/kiosk/', 'The address is wrong'],
		['https://food.example/', 'The address is wrong']
	] as const) {
		test(`is told at once: ${address || 'none'}`, async ({ device }) => {
			const running = await device.boot(address);
			const [page] = running.pages();
			await expect(title(page!, says)).toBeVisible();
			expect(running.pages()).toHaveLength(1);
			expect(await barriers(page!)).toEqual([]);
		});
	}

	test('where something else answers', async ({ device }) => {
		const other = createServer((_, answer) => answer.end('<h1>Welcome to our Wi-Fi</h1>'));
		await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
		const { port } = other.address() as AddressInfo;
		const running = await device.boot(`http://127.0.0.1:${String(port)}/kiosk/`);
		const words = await wordsOf(running);
		await expect(title(words, 'The kiosk does not come up')).toBeVisible(PATIENCE);
		other.close();
	});
});

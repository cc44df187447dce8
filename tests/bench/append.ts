// npx node tests/bench/append.ts: from a tap until its fact is on the disk [S1], in Chromium.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Page } from 'playwright';
import { short, tell, type Figure } from './figure.ts';
import { percentile } from './load.ts';

const COMMAND = 'npx node tests/bench/append.ts';
const TAPS = 200;
const WARM_UP = 10;
/** One tap of each side a second: as people tap, and not while the disk is busy with the last one. */
const HALF_PAUSE_MS = 500;

const PATHS = ['outbox', 'native'] as const;
type Path = (typeof PATHS)[number];

declare global {
	/** How long each tap took until its row was durable, in milliseconds. */
	var waits: Record<Path, number[]>;
}

export async function measure(): Promise<Figure[]> {
	const waits = await inChromium(async (page) => {
		for (let tap = 0; tap < WARM_UP + TAPS; tap++) {
			for (const path of PATHS) {
				await page.locator(`#${path}`).click();
				await page.waitForFunction(([side, count]) => globalThis.waits[side].length === count, [
					path,
					tap + 1
				] as const);
				await pause(HALF_PAUSE_MS);
			}
		}
		return page.evaluate(() => globalThis.waits);
	});
	const half = of(waits.outbox, 0.5);
	const most = of(waits.outbox, 0.99);
	const native = `native IndexedDB, strict, in the same run: ${short(of(waits.native, 0.5))} and ${short(of(waits.native, 0.99))} ms`;
	return [
		{
			figure: 'a tap until its fact is on the disk, one a second: median and 99th percentile',
			limit: 'at most 6 and 25 ms',
			measured: `${short(half)} and ${short(most)} ms; ${native}`,
			isMet: half <= 6 && most <= 25,
			command: COMMAND
		}
	];
}

const of = (waits: readonly number[], share: number): number =>
	percentile(waits.slice(WARM_UP), share);

/** A page with the outbox in it, in a browser whose profile is on the disk. */
async function inChromium<T>(work: (page: Page) => Promise<T>): Promise<T> {
	const { outputFiles } = await build({
		entryPoints: [join(import.meta.dirname, 'append-page.ts')],
		bundle: true,
		format: 'esm',
		write: false
	});
	const script = outputFiles[0]?.text ?? '';
	const server = createServer((request, reply) => {
		const isScript = request.url === '/page.js';
		reply.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
		const buttons = PATHS.map((path) => `<button id="${path}">${path}</button>`).join('');
		reply.end(isScript ? script : `${buttons}<script type="module" src="/page.js"></script>`);
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port.');
	const profile = mkdtempSync(join(tmpdir(), 'exes-append-'));
	const browser = await chromium.launchPersistentContext(profile, {
		executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
	});
	try {
		const page = await browser.newPage();
		await page.goto(`http://127.0.0.1:${address.port}/`);
		await page.waitForFunction(() => 'waits' in globalThis);
		return await work(page);
	} finally {
		await browser.close();
		server.close();
		rmSync(profile, { recursive: true, force: true });
	}
}

if (import.meta.main) tell(await measure());

// npx node tests/bench/append.ts: from a tap until its fact is on the disk [S1], in Chromium.
import { build } from 'esbuild';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Page } from 'playwright';
import { short, tell, type Figure } from './figure.ts';
import { percentile } from './load.ts';

const COMMAND = 'npx node tests/bench/append.ts';
const TAPS = 100;
const WARM_UP = 10;
/** One tap of each side a second: as people tap, and not while the disk is busy with the last one. */
const PAUSE_MS = 250;
/** What the outbox may cost beyond the same row by hand, in memory, where no disk is waited for. */
const SOFTWARE_MS = 4;

/** `native`: IndexedDB by hand, strict; `relaxed`: the same without waiting for the disk. */
const PATHS = ['outbox', 'native', 'relaxed'] as const;
type Path = (typeof PATHS)[number];

declare global {
	/** How long each tap took until its row was durable, in milliseconds. */
	var waits: Record<Path, number[]>;
}

/** What was waited for on one file system; `disk`: to append 4 kB to a file and have it on the disk. */
type Waits = Record<Path | 'disk', number[]>;

async function tapped(folder: string): Promise<Waits> {
	const disk: number[] = [];
	const file = openSync(join(folder, 'exes-append.tmp'), 'a');
	try {
		const waits = await inChromium(folder, async (page) => {
			for (let tap = 0; tap < WARM_UP + TAPS; tap++) {
				for (const path of PATHS) {
					await page.locator(`#${path}`).click();
					await page.waitForFunction(([side, count]) => globalThis.waits[side].length === count, [
						path,
						tap + 1
					] as const);
					await pause(PAUSE_MS);
				}
				disk.push(append(file));
				await pause(PAUSE_MS);
			}
			return page.evaluate(() => globalThis.waits);
		});
		return { ...waits, disk };
	} finally {
		closeSync(file);
		rmSync(join(folder, 'exes-append.tmp'));
	}
}

const FOUR_KB = Buffer.alloc(4_096, 1);

function append(file: number): number {
	const began = performance.now();
	writeSync(file, FOUR_KB);
	fdatasyncSync(file);
	return performance.now() - began;
}

export async function measure(): Promise<Figure[]> {
	const onDisk = await tapped(tmpdir());
	const inMemory = await tapped('/dev/shm');
	const half = of(onDisk.outbox, 0.5);
	const most = of(onDisk.outbox, 0.99);
	const beyond = of(inMemory.outbox, 0.5) - of(inMemory.native, 0.5);
	const beside = [
		`native IndexedDB, strict: ${both(onDisk.native)}`,
		`relaxed: ${both(onDisk.relaxed)}`,
		`4 kB to a file and fdatasync: ${both(onDisk.disk)}`
	];
	return [
		{
			figure: 'a tap until its fact is on the disk, one a second: median and 99th percentile',
			limit: 'at most 6 and 25 ms',
			measured: `${both(onDisk.outbox)}; in the same run ${beside.join('; ')}`,
			isMet: half <= 6 && most <= 25,
			command: COMMAND
		},
		{
			figure:
				'the same with the profile in memory, where no disk is waited for: what the outbox costs beyond native IndexedDB, median',
			limit: `at most ${SOFTWARE_MS} ms`,
			measured: `${short(beyond)} ms (${both(inMemory.outbox)} against ${both(inMemory.native)})`,
			isMet: beyond <= SOFTWARE_MS,
			command: COMMAND
		}
	];
}

const both = (waits: readonly number[]): string =>
	`${short(of(waits, 0.5))} and ${short(of(waits, 0.99))} ms`;

const of = (waits: readonly number[], share: number): number =>
	percentile(waits.slice(WARM_UP), share);

/** A page with the outbox in it, in a browser whose profile is in that folder. */
async function inChromium<T>(folder: string, work: (page: Page) => Promise<T>): Promise<T> {
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
	const profile = mkdtempSync(join(folder, 'exes-append-'));
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
		rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	}
}

if (import.meta.main) tell(await measure());

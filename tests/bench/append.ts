// npx node tests/bench/append.ts: from a tap until its fact is on the disk [S1], in Chromium.
import { build } from 'esbuild';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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
const PAUSE_MS = 200;

/** `untapped`: the outbox without a tap. `native`: IndexedDB by hand, strict; `relaxed`: the same without waiting for the disk. */
const PATHS = ['outbox', 'untapped', 'native', 'relaxed'] as const;
type Path = (typeof PATHS)[number];

declare global {
	/** How long each took until its row was durable, in milliseconds. */
	var waits: Record<Path, number[]>;
}

/** What was waited for in one browser; `disk`: to append 4 kB to a file and have it on the disk. */
type Waits = Record<Path | 'disk', number[]>;

/** What the kiosk's browser is started with beyond a browser's own habits, from the unit in the docs. */
async function kioskSwitches(): Promise<string[]> {
	const file = join(import.meta.dirname, '../../docs/operations.md');
	const line = /--disable-features=[\w,]+/.exec(await readFile(file, 'utf8'));
	if (!line) throw new Error('docs/operations.md starts the kiosk without --disable-features.');
	return [line[0]];
}

async function measured(switches: readonly string[]): Promise<Waits> {
	const disk: number[] = [];
	const file = openSync(join(tmpdir(), 'exes-append.tmp'), 'a');
	try {
		const waits = await inChromium(switches, async (page) => {
			for (let turn = 0; turn < WARM_UP + TAPS; turn++) {
				for (const path of PATHS) {
					await begin(page, path);
					await page.waitForFunction(([side, count]) => globalThis.waits[side].length === count, [
						path,
						turn + 1
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
		rmSync(join(tmpdir(), 'exes-append.tmp'));
	}
}

/** Without a tap the page is told by an event of its own making, which asks for no frame. */
async function begin(page: Page, path: Path): Promise<void> {
	const button = page.locator(`#${path}`);
	if (path === 'untapped') await button.dispatchEvent('click');
	else await button.click();
}

const FOUR_KB = Buffer.alloc(4_096, 1);

function append(file: number): number {
	const began = performance.now();
	writeSync(file, FOUR_KB);
	fdatasyncSync(file);
	return performance.now() - began;
}

export async function measure(): Promise<Figure[]> {
	const kiosk = await measured(await kioskSwitches());
	const asItComes = await measured([]);
	const isWithin = (waits: readonly number[]) => of(waits, 0.5) <= 6 && of(waits, 0.99) <= 25;
	return [
		{
			figure:
				'a tap until its fact is on the disk, one a second, in the browser of a kiosk: median and 99th percentile',
			limit: 'at most 6 and 25 ms',
			measured: `${both(kiosk.outbox)}; in the same run ${beside(kiosk)}`,
			isMet: isWithin(kiosk.outbox),
			command: COMMAND
		},
		{
			figure: 'the same without a tap, in a browser as it comes',
			limit: 'at most 6 and 25 ms',
			measured: both(asItComes.untapped),
			isMet: isWithin(asItComes.untapped),
			command: COMMAND
		},
		{
			figure: 'the same by a tap, in a browser as it comes: 99th percentile',
			limit: 'at most 25 ms',
			measured: `${short(of(asItComes.outbox, 0.99))} ms, median ${short(of(asItComes.outbox, 0.5))} ms; in the same run ${beside(asItComes)}`,
			isMet: of(asItComes.outbox, 0.99) <= 25,
			command: COMMAND
		}
	];
}

const beside = ({ native, relaxed, disk }: Waits): string =>
	[
		`native IndexedDB, strict: ${both(native)}`,
		`relaxed: ${both(relaxed)}`,
		`4 kB to a file and fdatasync: ${both(disk)}`
	].join('; ');

const both = (waits: readonly number[]): string =>
	`${short(of(waits, 0.5))} and ${short(of(waits, 0.99))} ms`;

const of = (waits: readonly number[], share: number): number =>
	percentile(waits.slice(WARM_UP), share);

/** A page with the outbox in it, in a browser started with these switches as well. */
async function inChromium<T>(
	switches: readonly string[],
	work: (page: Page) => Promise<T>
): Promise<T> {
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
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...switches]
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

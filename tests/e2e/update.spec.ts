import { execFileSync } from 'node:child_process';
import {
	cpSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { Store } from '../support/fleet.ts';
import { enrolmentOn, giveBread, keptForOffline, knownCold, newKiosk } from '../support/kiosk.ts';
import { startServer, type Server } from '../support/server.ts';
import { expect, readyOffline, test, visit } from './support.ts';

type Version = 'one' | 'two';

const NAMES: Record<Version, string> = { one: 'Exes', two: 'Exes two' };

// One server whose app is replaced, as an operator does it: one journey after the other.
test.describe.configure({ mode: 'serial' });

let folder: string;
let server: Server;

/** Every file of the version before is gone: the worst a deployment can do. */
function publish(version: Version): void {
	const served = join(folder, 'served');
	symlinkSync(join(folder, version), `${served}.next`);
	renameSync(`${served}.next`, served);
}

/** The app of these sources, but for its name. */
function buildNamed(name: string, out: string): void {
	const copy = join(folder, 'sources');
	const parts = ['src', 'static', 'tools', 'svelte.config.js', 'vite.config.ts'];
	for (const part of [...parts, 'tsconfig.json', 'package.json']) {
		cpSync(part, join(copy, part), { recursive: true });
	}
	symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
	const words = join(copy, 'src/lib/messages/en.ts');
	const renamed = readFileSync(words, 'utf8').replace(`'${NAMES.one}'`, `'${name}'`);
	writeFileSync(words, renamed);
	execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], {
		cwd: copy,
		env: { ...process.env, NODE_ENV: 'production', BUILD_OUT: out },
		stdio: 'pipe'
	});
}

test.beforeAll(async () => {
	test.setTimeout(120_000);
	folder = mkdtempSync(join(tmpdir(), 'exes-update-'));
	cpSync('dist/app', join(folder, 'one'), { recursive: true });
	buildNamed(NAMES.two, join(folder, 'two'));
	publish('one');
	server = await startServer({ appDir: join(folder, 'served') });
});

test.afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

test.beforeEach(async ({ page }) => {
	publish('one');
	await visit(page, server.url);
	await readyOffline(page);
});

const shows = (page: Page, version: Version) =>
	expect(page.locator('.logo')).toHaveText(NAMES[version]);
const yes = (page: Page) => page.getByRole('button', { name: 'Update' });

/** The next version is there, and still waits. */
const waits = (page: Page) =>
	page.evaluate(async () => (await navigator.serviceWorker.ready).waiting?.state);

test('a new version waits for a yes, then every tab has it', async ({ page, context }) => {
	const other = await context.newPage();
	await visit(other, server.url);
	publish('two');
	await page.reload();
	await expect(yes(page)).toBeVisible();
	await shows(page, 'one');
	await yes(page).click();
	await shows(page, 'two');
	await shows(other, 'two');
});

test('a page of the old version that is gone brings the new version, not a reload loop', async ({
	page,
	faults
}) => {
	publish('two');
	let loads = 0;
	page.on('load', () => loads++);
	await visit(page, `${server.url}/kiosk/`);
	await shows(page, 'two');
	await expect(page.getByRole('textbox', { name: /Enrolment code/ })).toBeVisible();
	await page.waitForTimeout(1_000);
	expect(loads).toBe(2);
	expect(faults.splice(0).filter((fault) => !/404|import/.test(fault))).toEqual([]);
});

test('a section that was used is complete in the next version, without network', async ({
	page,
	context
}) => {
	await visit(page, `${server.url}/kiosk/`);
	await keptForOffline(page);
	await visit(page, server.url);
	publish('two');
	await page.reload();
	await yes(page).click();
	await shows(page, 'two');
	await context.setOffline(true);
	await visit(page, `${server.url}/kiosk/`);
	await shows(page, 'two');
	await expect(page.getByRole('textbox', { name: /Enrolment code/ })).toBeVisible();
});

test.describe('[S14] no tab takes a new version', () => {
	test('while somebody gives food at the kiosk', async ({ page, context }) => {
		const kiosk = await context.newPage();
		await newKiosk(kiosk, server);
		await kiosk.getByRole('button', { name: /^Give food/ }).click();
		await kiosk.getByRole('button', { name: 'Bread' }).click();
		publish('two');
		await page.reload();
		await yes(page).click();
		await page.waitForTimeout(1_000);
		expect(await waits(page)).toBe('installed');
		await kiosk.getByRole('button', { name: 'Use by' }).click();
		await shows(page, 'one');

		await kiosk.getByRole('button', { name: 'Stop' }).click();
		await shows(kiosk, 'two');
		await shows(page, 'two');
		await expect(kiosk.getByRole('button', { name: /^Give food/ })).toBeVisible();
	});

	test('while facts are on their way: the batch is answered first, and counts once', async ({
		page,
		context
	}) => {
		test.setTimeout(60_000);
		const { enrolmentCode, machineId } = await enrolmentOn(server, 'Mid-drain');
		const kiosk = await context.newPage();
		await kiosk.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
		await expect(kiosk.getByRole('button', { name: /^Give food/ })).toBeEnabled();
		await knownCold(server, machineId);
		let arrive: () => void = () => undefined;
		const holding = new Promise<void>((release) => {
			arrive = release;
		});
		let held = 0;
		await context.route('**/api/machine/events', async (route) => {
			held += 1;
			const response = await route.fetch();
			await holding;
			await route.fulfill({ response });
		});
		await giveBread(kiosk, 2);
		await expect.poll(() => held).toBe(1);
		publish('two');
		await page.reload();
		await yes(page).click();
		await page.waitForTimeout(1_000);
		expect(await waits(page)).toBe('installed');
		await shows(kiosk, 'one');

		arrive();
		await shows(kiosk, 'two');
		await expect(kiosk.getByTestId('unsent')).toHaveText('Everything is sent');
		using store = new Store(server);
		const facts = store.all(`SELECT "type" FROM "facts" WHERE "machineId" = ?`, machineId);
		expect(facts).toEqual([{ type: 'safety' }, { type: 'donate' }]);
	});

	test('while a form is not sent', async ({ page, context }) => {
		const form = await context.newPage();
		await visit(form, `${server.url}/kiosk/`);
		const field = form.getByRole('textbox', { name: /Enrolment code/ });
		await field.fill('HALF A CODE');
		publish('two');
		await page.reload();
		await yes(page).click();
		await page.waitForTimeout(1_000);
		expect(await waits(page)).toBe('installed');
		await expect(field).toHaveValue('HALF A CODE');
		await field.fill('');
		await shows(form, 'two');
		await shows(page, 'two');
	});
});

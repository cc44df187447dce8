import { readFile } from 'node:fs/promises';
import type { CDPSession, Page } from '@playwright/test';
import { Store } from '../support/fleet.ts';
import { enrolmentOn, giveBread, keptForOffline, takeOne } from '../support/kiosk.ts';
import { inStore } from '../support/in-store.ts';
import type { Server } from '../support/server.ts';
import { barriers, expect, testWithServer } from './support.ts';

// What fails at a street corner, made to fail in a real browser before a real server: what was saved
// is on the server once, and the screen shows it once.

const test = testWithServer();

test.use({ viewport: { width: 1080, height: 1920 } });
test.slow();

const HOUR = 60 * 60 * 1_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Makes the page a kiosk of a new machine. */
async function kioskOn(page: Page, server: Server): Promise<number> {
	const { machineId, enrolmentCode } = await enrolmentOn(server);
	const set = await server.exes('config', 'set', String(machineId), 'interval=10');
	expect(set.code, set.stderr).toBe(0);
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
	return machineId;
}

const door = (page: Page) =>
	page
		.getByRole('list', { name: 'What is behind the doors' })
		.getByRole('listitem')
		.filter({ hasText: 'Bread' });
const unsent = (page: Page) => page.getByTestId('unsent');
const ALL_SENT = 'Everything is sent';

type Told = { epochNo: number; type: string };

/** What the server has of what people did at a machine, and of its gaps, in the machine's order. */
function factsOf(server: Server, machineId: number): Told[] {
	using store = new Store(server);
	return store.all(
		`SELECT "epochNo", "type" FROM "facts" WHERE "origin" = ? AND "type" IN ('donate', 'collect', 'gap')
			ORDER BY "epochNo", "seq"`,
		`m${machineId}`
	) as Told[];
}

const told = (...types: string[]): Told[] => types.map((type) => ({ epochNo: 1, type }));

const portionsOf = (server: Server, machineId: number): number[] => {
	using store = new Store(server);
	return store
		.all(`SELECT "portions" FROM "lots" WHERE "machineId" = ?`, machineId)
		.map(({ portions }) => Number(portions));
};

/** Takes all of what this origin keeps in IndexedDB away, as a browser does that needs room. */
async function evict(page: Page, server: Server): Promise<void> {
	const browser = await page.context().newCDPSession(page);
	await browser.send('Storage.clearDataForOrigin', {
		origin: server.url,
		storageTypes: 'indexeddb'
	});
	await browser.detach();
}

test('[S3] [M9] the server has it and its answer never arrives: it is sent again and counts once', async ({
	page,
	context,
	server
}) => {
	const machineId = await kioskOn(page, server);
	const lost: number[] = [];
	await context.route('**/api/machine/events', async (route) => {
		if (lost.length > 1) return route.continue();
		lost.push((await route.fetch()).status());
		return route.abort('failed');
	});
	await giveBread(page, 2);
	await expect(unsent(page)).toHaveText(ALL_SENT, { timeout: 30_000 });
	expect(lost, 'twice the server had it').toEqual([200, 200]);
	await takeOne(page);
	await expect(unsent(page)).toHaveText(ALL_SENT);
	expect(factsOf(server, machineId)).toEqual(told('donate', 'collect'));
	expect(portionsOf(server, machineId)).toEqual([1]);
	await expect(door(page)).toContainText('1');
});

test('[S4] a page that was frozen for an hour goes on: its facts go out, the screen is true', async ({
	page,
	context,
	server
}) => {
	await page.clock.install();
	const machineId = await kioskOn(page, server);
	await keptForOffline(page);
	await context.setOffline(true);
	await giveBread(page, 2);
	await expect(unsent(page)).toContainText('to send');
	const lifecycle = await context.newCDPSession(page);
	await freeze(lifecycle);
	await context.setOffline(false);
	await thaw(lifecycle);
	await page.clock.fastForward(HOUR);
	await expect(unsent(page)).toHaveText(ALL_SENT, { timeout: 30_000 });
	expect(factsOf(server, machineId)).toEqual(told('donate'));
	await expect(door(page)).toContainText('2');
	await takeOne(page);
	await expect(unsent(page)).toHaveText(ALL_SENT);
	expect(factsOf(server, machineId)).toEqual(told('donate', 'collect'));
});

test('[S6] a kiosk that starts with facts that wait never says that all is sent', async ({
	page,
	context,
	server
}) => {
	await kioskOn(page, server);
	await keptForOffline(page);
	await context.setOffline(true);
	await giveBread(page, 2);
	await expect(unsent(page)).toContainText('to send');
	await page.addInitScript(() => {
		const said = new Set<string>();
		Object.assign(globalThis, { said });
		new MutationObserver(() => {
			const text = document.querySelector('[data-testid="unsent"]')?.textContent.trim();
			if (text !== undefined) said.add(text);
		}).observe(document, { subtree: true, childList: true, characterData: true });
	});
	await page.reload();
	await expect(unsent(page)).toContainText('to send');
	const said = await page.evaluate(() => [
		...(globalThis as unknown as { said: Set<string> }).said
	]);
	expect(said.join(' | ')).not.toContain(ALL_SENT);
});

const freeze = (page: CDPSession) => page.send('Page.setWebLifecycleState', { state: 'frozen' });
const thaw = (page: CDPSession) => page.send('Page.setWebLifecycleState', { state: 'active' });

for (const [how, by, age] of [
	['24 hours back', -DAY, /records? to send$/],
	['10 years ahead', 10 * YEAR, /records? to send/]
] as const) {
	test(`[S5] the clock goes ${how}: facts keep their order, count once, and none is aged away`, async ({
		page,
		context,
		server
	}) => {
		const machineId = await kioskOn(page, server);
		await giveBread(page, 4);
		await expect(unsent(page)).toHaveText(ALL_SENT);
		await keptForOffline(page);
		await context.setOffline(true);
		await takeOne(page);
		await page.clock.setSystemTime(Date.now() + by);
		await expect(unsent(page)).toContainText(age);
		// Ten years later the bread's time is over, which is the safe side [F9].
		if (by < 0) await takeOne(page);
		await page.reload();
		await expect(unsent(page)).toContainText(/records? to send/);
		await context.setOffline(false);
		await expect(unsent(page)).toHaveText(ALL_SENT, { timeout: 60_000 });
		// The server has said what time it is: it is offered again.
		if (by > 0) await takeOne(page);
		await expect(unsent(page)).toHaveText(ALL_SENT, { timeout: 60_000 });
		expect(factsOf(server, machineId)).toEqual(told('donate', 'collect', 'collect'));
		expect(portionsOf(server, machineId)).toEqual([2]);
		// What was answered is still kept, whatever this clock says: a restored server may ask for it.
		await expect
			.poll(async () => (await keptRows(page)).map(({ state }) => state))
			.toEqual(['done', 'done', 'done']);
		await expect(door(page)).toContainText('2');
	});
}

type Kept = {
	epochNumber: number;
	seq: number;
	eventId: string;
	state: string;
	fact: { type: string };
};

/** What the outbox keeps of what people did, in order. */
async function keptRows(page: Page): Promise<Kept[]> {
	const rows = await inStore<(Kept | { fact: null })[]>(page, 'exes-kiosk', 'rows', 'getAll');
	return rows.filter((row): row is Kept => /donate|collect/.test(row.fact?.type ?? ''));
}

test('[S5] [M12] the browser loses a part of what waits: the rest is sent, and what is gone is said to be', async ({
	page,
	context,
	server
}) => {
	const machineId = await kioskOn(page, server);
	await keptForOffline(page);
	await context.setOffline(true);
	await giveBread(page, 4);
	await takeOne(page);
	await takeOne(page);
	const [, lost] = await keptRows(page);
	if (!lost) throw new Error('There are three.');
	await inStore(page, 'exes-kiosk', 'rows', 'delete', [lost.epochNumber, lost.seq]);
	await context.setOffline(false);
	await expect
		.poll(() => factsOf(server, machineId), { timeout: 60_000 })
		.toEqual(told('donate', 'collect', 'gap'));
	using store = new Store(server);
	const gaps = store.all(
		'SELECT "fromSeq", "toSeq" FROM "gaps" WHERE "origin" = ?',
		`m${machineId}`
	);
	expect(gaps).toEqual([{ fromSeq: lost.seq, toSeq: lost.seq }]);
	await expect(unsent(page)).toHaveText(ALL_SENT);
});

test('[S5] [M3a] the browser takes the store away while the kiosk runs: a new epoch, said in words, nothing twice', async ({
	page,
	server,
	faults
}) => {
	const machineId = await kioskOn(page, server);
	await giveBread(page, 2);
	await expect(unsent(page)).toHaveText(ALL_SENT);
	await keptForOffline(page);
	// The server is silent meanwhile: until it has told, the kiosk cannot know what is inside.
	await page.context().setOffline(true);
	await evict(page, server);
	const note = page.locator('[data-note="contents"]');
	await expect(note).toContainText('does not know yet what is inside', { timeout: 30_000 });
	faults.splice(0); // What the browser says of the store that it closed is in the console.
	await giveBread(page, 4);
	await page.context().setOffline(false);
	await expect(unsent(page)).toHaveText(ALL_SENT, { timeout: 30_000 });
	await expect(note).toBeHidden({ timeout: 30_000 });
	expect(factsOf(server, machineId)).toEqual([
		{ epochNo: 1, type: 'donate' },
		{ epochNo: 2, type: 'donate' }
	]);
	expect(portionsOf(server, machineId).sort()).toEqual([2, 4]);
	// It is still the same machine, also after a start. Of the door before nobody knows any more who
	// opened it: what is behind it waits for somebody to count it [S1a].
	await page.reload();
	await page.getByRole('button', { name: /^Take food/ }).click();
	await expect(page.getByRole('heading', { name: 'Bread, 4 portions' })).toBeVisible();
});

test('[S5] [M3a] the store is gone at the next start: it says what to do, and with a new code it begins anew', async ({
	page,
	server
}) => {
	const machineId = await kioskOn(page, server);
	await giveBread(page, 2);
	await expect(unsent(page)).toHaveText(ALL_SENT);
	await page.goto('about:blank');
	await evict(page, server);
	await page.goto(`${server.url}/kiosk/`);
	await expect(page.getByText('If this machine has served here before')).toBeVisible();
	const again = await server.exes('machine', 're-enrol', String(machineId), '--json');
	const { enrolmentCode } = again.json as { enrolmentCode: string };
	await page.getByRole('textbox', { name: /Enrolment code/ }).fill(enrolmentCode);
	await page.getByRole('button', { name: 'Enrol this kiosk' }).click();
	await page.getByRole('button', { name: /^Simulated doors/ }).click();
	await giveBread(page, 4);
	await expect(unsent(page)).toHaveText(ALL_SENT, { timeout: 30_000 });
	expect(factsOf(server, machineId)).toEqual([
		{ epochNo: 1, type: 'donate' },
		{ epochNo: 2, type: 'donate' }
	]);
	expect(portionsOf(server, machineId).sort()).toEqual([2, 4]);
});

test('[S3] what the server holds and what fails alone are on a screen: which, why, and what to do', async ({
	page,
	context,
	server,
	faults
}) => {
	await page.clock.install();
	const machineId = await kioskOn(page, server);
	await context.setOffline(true);
	await giveBread(page, 2);
	await giveBread(page, 4);
	// The disk has garbled the first, so that the server cannot read it.
	const [first, second] = await keptRows(page);
	if (!first || !second) throw new Error('There are two.');
	const garbled = { ...first, fact: { ...first.fact, lot: 'garbled' } };
	await inStore(page, 'exes-kiosk', 'rows', 'put', garbled);
	// And the server fails on whatever has the second in it.
	let fails = true;
	await context.route('**/api/machine/events', (route) =>
		fails && route.request().postData()?.includes(second.eventId)
			? route.fulfill({ status: 500, json: { status: 500, message: '', data: {} } })
			: route.continue()
	);
	await context.setOffline(false);
	const look = page.getByRole('button', { name: 'Look at it' });
	await expect(async () => {
		await page.clock.fastForward(61_000);
		await expect(look).toHaveCount(2, { timeout: 2_000 });
	}).toPass({ timeout: 60_000 });
	await expect(unsent(page)).toContainText('to send');
	await look.first().click();
	await expect(page.getByRole('heading', { name: '2 records do not count yet' })).toBeVisible();
	const list = page.getByRole('list', { name: '2 records do not count yet' });
	await expect(list).toContainText('The server could not read it.');
	await expect(list).toContainText('The server does not take it at the moment.');
	await expect(page.getByText('an operator decides about it in the app')).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save as a file' }).click();
	const file = await readFile(await (await download).path(), 'utf8');
	expect((JSON.parse(file) as { events: { eventId: string }[] }).events).toMatchObject([
		{ eventId: second.eventId }
	]);
	faults.splice(0); // The failing server's status.
	fails = false;
	await page.clock.fastForward(HOUR);
	await expect(unsent(page)).toHaveText(ALL_SENT, { timeout: 30_000 });
	// Nobody touched it for an hour: it shows the start again.
	await expect(look).toHaveCount(1);
	expect(factsOf(server, machineId)).toEqual([{ epochNo: 1, type: 'donate' }]);
	using store = new Store(server);
	expect(store.all('SELECT "code" FROM "quarantine" WHERE "machineId" = ?', machineId)).toEqual([
		{ code: 'malformed' }
	]);
});

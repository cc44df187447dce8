import type { Page } from '@playwright/test';
import { barriers, expect, testWithServer } from './support.ts';
import { enrolmentOn, giveBread } from '../support/kiosk.ts';
import { Store } from '../support/fleet.ts';
import type { Server } from '../support/server.ts';

const test = testWithServer();

test.use({ viewport: { width: 1080, height: 1920 } });
test.slow();

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
const title = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });

/** A kiosk with a service code, and its number. */
async function kiosk(page: Page, server: Server): Promise<number> {
	const { machineId, enrolmentCode } = await enrolmentOn(server);
	const set = await server.exes('config', 'set', String(machineId), 'servicePin=4711');
	expect(set.code, set.stderr).toBe(0);
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeVisible();
	return machineId;
}

/** From the start screen to the first step of a visit. */
async function beginVisit(page: Page): Promise<void> {
	await press(page, 'Language');
	await press(page, 'For volunteers');
	for (const digit of '4711') await page.getByRole('button', { name: digit, exact: true }).click();
	await press(page, 'Go on');
	await press(page, /^Begin a visit/);
	await expect(title(page, 'Where do you work?')).toBeVisible();
}

const factsOf = (server: Server, machineId: number, type: string) =>
	new Store(server)
		.all('SELECT "body" FROM "facts" WHERE "machineId" = ? AND "type" = ?', machineId, type)
		.map(({ body }) => JSON.parse(String(body)) as Record<string, unknown>);

test('[S1a] a volunteer cleans and measures: the door opens, and one fact reaches the server', async ({
	page,
	server
}) => {
	const machineId = await kiosk(page, server);
	await beginVisit(page);
	expect(await barriers(page)).toEqual([]);
	await press(page, /^Door 3/);
	await press(page, /^Clean/);
	await press(page, /^Measure/);
	expect(await barriers(page)).toEqual([]);
	await press(page, 'Next');
	for (const key of ['4', '.', '5'])
		await page.getByRole('button', { name: key, exact: true }).click();
	expect(await barriers(page)).toEqual([]);
	await press(page, 'Open door 3');
	await expect(title(page, 'Door 3 is open.')).toBeVisible({ timeout: 15_000 });
	expect(await barriers(page)).toEqual([]);
	await expect(title(page, 'Saved.')).toBeVisible({ timeout: 20_000 });
	expect(await barriers(page)).toEqual([]);
	await expect(page.getByText('Saved, and the server knows.')).toBeVisible({ timeout: 20_000 });
	expect(factsOf(server, machineId, 'service')).toEqual([
		expect.objectContaining({ slot: 3, done: ['clean', 'measure'], measuredC: 4.5 })
	]);
	const ofIt = 'SELECT "place", "work", "measuredC" FROM "services" WHERE "machineId" = ?';
	expect(new Store(server).all(`${ofIt} ORDER BY "work"`, machineId)).toEqual([
		{ place: 'slot:3', work: 'clean', measuredC: 4.5 },
		{ place: 'slot:3', work: 'measure', measuredC: 4.5 }
	]);
	await press(page, 'End service');
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeVisible();
});

test('[S1a] a page that is closed at the open door has noted the visit, once', async ({
	page,
	server
}) => {
	const machineId = await kiosk(page, server);
	await beginVisit(page);
	await press(page, /^Door 2/);
	await press(page, /^Fill and tidy/);
	await press(page, 'Open door 2');
	await expect(title(page, 'Door 2 is open.')).toBeVisible({ timeout: 15_000 });
	await page.reload();
	const facts = () => factsOf(server, machineId, 'service');
	await expect.poll(facts, { timeout: 30_000 }).toHaveLength(1);
	expect(facts()).toEqual([expect.objectContaining({ slot: 2, done: ['restock'] })]);
});

test('[F6] a zone is reopened only at what it may be, without a door', async ({ page, server }) => {
	const machineId = await kiosk(page, server);
	await beginVisit(page);
	await press(page, /^All that is chilled/);
	await press(page, /^Open again/);
	await press(page, 'Next');
	for (const key of '12') await page.getByRole('button', { name: key, exact: true }).click();
	await expect(page.getByRole('alert')).toContainText('too warm to open again');
	await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
	expect(await barriers(page)).toEqual([]);
	await press(page, 'Delete the last');
	await press(page, 'Delete the last');
	await page.getByRole('button', { name: '4', exact: true }).click();
	await press(page, 'Save');
	await expect(title(page, 'Saved.')).toBeVisible();
	await expect
		.poll(() => factsOf(server, machineId, 'service'))
		.toEqual([
			expect.objectContaining({ zone: 'chilled', done: ['measure', 'reopen'], measuredC: 4 })
		]);
});

test('[S1a] what is inside is counted and the spoilt thrown away; people see what is left', async ({
	page,
	server
}) => {
	const machineId = await kiosk(page, server);
	await giveBread(page, 4);
	await beginVisit(page);
	const full = page.getByRole('button', { name: /^Door \d: 4 portions/ });
	await full.click();
	await press(page, /^Count/);
	await press(page, /^Open door/);
	await expect(title(page, /is open/)).toBeVisible({ timeout: 15_000 });
	await press(page, 'One more: Thrown away, Bread');
	await press(page, 'One fewer: Stays inside, Bread');
	expect(await barriers(page)).toEqual([]);
	await press(page, 'Save the count');
	await expect(title(page, 'Saved.')).toBeVisible({ timeout: 20_000 });
	await press(page, 'End service');
	await press(page, /^Take food/);
	await expect(page.getByText('Bread, 2 portions')).toBeVisible();
	await expect
		.poll(() => factsOf(server, machineId, 'expired'))
		.toEqual([expect.objectContaining({ portions: 1, reason: 'spoiled' })]);
	expect(factsOf(server, machineId, 'adjust')).toEqual([
		expect.objectContaining({ portions: -1, reason: 'counted' })
	]);
	expect(factsOf(server, machineId, 'service')).toEqual([]);
});

import { expect, type Locator, type Page } from '@playwright/test';
import { Store } from './fleet.ts';
import type { Server } from './server.ts';

export type Enrolment = { readonly machineId: number; readonly enrolmentCode: string };

/** Has the server make a one-time code for a new machine. */
export async function enrolmentOn(server: Server, name = 'Corner'): Promise<Enrolment> {
	const place = ['--lat', '40.7', '--lon', '-74'];
	const made = await server.exes('machine', 'enrol', '--name', name, ...place, '--json');
	expect(made.code, made.stderr).toBe(0);
	return made.json as Enrolment;
}

/** A new kiosk with simulated doors, opened by its link; with `panel`, beside the panel of its board. */
export async function newKiosk(
	page: Page,
	server: Server,
	{ name, panel = false }: { name?: string; panel?: boolean } = {}
): Promise<Enrolment> {
	const enrolment = await enrolmentOn(server, name);
	const search = panel ? 'panel&doors=simulated' : 'doors=simulated';
	await page.goto(`${server.url}/kiosk/?${search}#${enrolment.enrolmentCode}`);
	return enrolment;
}

/** Where the board behind a kiosk is broken by hand. */
export const panelOf = (page: Page): Locator =>
	page.getByRole('complementary', { name: 'Simulated machine' });

/** Waits until the server knows that the fridge is cold: the first thing that a new kiosk tells. */
export async function knownCold(server: Server, machineId: number): Promise<void> {
	using store = new Store(server);
	const sql = 'SELECT "state" FROM "zoneStates" WHERE "machineId" = ?';
	await expect
		.poll(() => store.all(sql, machineId), { timeout: 15_000 })
		.toEqual([{ state: 'ok' }]);
}

/** Waits until the kiosk's section is on the device: from then on it starts without network. */
export async function keptForOffline(page: Page): Promise<void> {
	await expect
		.poll(() =>
			page.evaluate(async () => (await caches.match('/kept-section/kiosk')) !== undefined)
		)
		.toBe(true);
	await expect
		.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
		.toBe(true);
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

/** Gives so many portions of bread without a date, and waits until it is saved. */
export async function giveBread(page: Page, portions: 1 | 2 | 4 | 6): Promise<void> {
	await saveBread(page, portions);
	await press(page, /^Done/);
}

/** The same as far as the page that says so: resolves in the frame in which it appears. */
export async function saveBread(page: Page, portions: 1 | 2 | 4 | 6): Promise<void> {
	await offerBread(page, portions);
	await expect(page.getByRole('heading', { name: /is open/ })).toBeVisible();
	await page.getByRole('heading', { name: /^Thank you/ }).waitFor({ timeout: 15_000 });
}

/** The same as far as the door, which is asked to open. */
export async function offerBread(page: Page, portions: 1 | 2 | 4 | 6): Promise<void> {
	await press(page, /^Give food/);
	await press(page, 'Bread');
	await press(page, 'No date');
	await press(page, 'Next');
	await press(page, 'Gluten');
	await press(page, 'Next');
	await page.getByRole('button', { name: String(portions), exact: true }).click();
	await press(page, /^Open door/);
}

/** Gives milk with a use-by two days ahead at most; it stands in a cold door. */
export async function giveMilk(page: Page): Promise<void> {
	await press(page, /^Give food/);
	await press(page, 'Milk, cheese, yoghurt');
	await press(page, 'None of these');
	await press(page, 'Day later');
	await press(page, 'Next');
	await press(page, 'Milk');
	await press(page, 'Next');
	await press(page, /^Open door/);
	await expect(page.getByRole('heading', { name: /^Thank you/ })).toBeVisible({ timeout: 15_000 });
	await press(page, /^Done/);
}

/** Takes one portion of the first thing in the list, and waits until it is saved. */
export async function takeOne(page: Page): Promise<void> {
	await saveOne(page);
	await press(page, /^Done/);
}

/** The same as far as the page that says so: resolves in the frame in which it appears. */
export async function saveOne(page: Page): Promise<void> {
	await chooseFirst(page);
	await page.getByRole('heading', { name: 'Enjoy your food.' }).waitFor({ timeout: 15_000 });
}

/** The same as far as the door, which is asked to open. */
export async function chooseFirst(page: Page): Promise<void> {
	await press(page, /^Take food/);
	await page.getByRole('listitem').getByRole('button').first().click();
	await press(page, /^Open door/);
}

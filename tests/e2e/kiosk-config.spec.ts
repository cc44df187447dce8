import { expect, testWithServer, barriers } from './support.ts';
import { enrolmentOn, newKiosk, giveBread } from '../support/kiosk.ts';
import { Store } from '../support/fleet.ts';
import type { Server } from '../support/server.ts';
import type { Page } from '@playwright/test';

/** [M16] What an operator sets takes effect at the kiosk. */
const test = testWithServer();
test.use({ viewport: { width: 1080, height: 1920 } });
test.slow();

async function enrolled(page: Page, server: Server): Promise<string> {
	const { machineId } = await newKiosk(page, server);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeVisible();
	return String(machineId);
}

/** Sets the keys, and lets the kiosk ask at once: it does so after each start. */
async function set(page: Page, server: Server, id: string, ...pairs: string[]): Promise<void> {
	const done = await server.exes('config', 'set', id, ...pairs);
	expect(done.code, done.stderr).toBe(0);
	await page.reload();
}

test('[M16] a new machine takes nothing in before it knows its zone and its food rules', async ({
	page,
	server
}) => {
	const { enrolmentCode } = await enrolmentOn(server);
	let send = (): void => undefined;
	const sent = new Promise<void>((done) => (send = done));
	const asked = page.waitForRequest('**/api/machine/config*');
	await page.route('**/api/machine/config*', async (route) => {
		await sent;
		await route.continue();
	});
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await asked;
	await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
	const give = page.getByRole('button', { name: /^Give food/ });
	await expect(give).toBeHidden();
	send();
	await expect(give).toBeVisible({ timeout: 4_000 });
});

test('[M16] a configuration that never comes keeps nobody from giving', async ({
	page,
	server
}) => {
	const { enrolmentCode } = await enrolmentOn(server);
	await page.route('**/api/machine/config*', () => new Promise<void>(() => undefined));
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeVisible({
		timeout: 15_000
	});
});

const runs = async (server: Server, id: string) =>
	(await server.exes('config', 'get', id, '--json')).json as {
		version: number;
		runsVersion: number;
		refused: unknown[];
	};

test('donationPaused, notice and openingHours are told at the start; taking goes on', async ({
	page,
	server
}) => {
	const id = await enrolled(page, server);
	await giveBread(page, 2);
	const notice = 'Closed for cleaning on Friday. <b>Sorry</b>';
	await set(page, server, id, 'donationPaused=true', `notice=${notice}`, 'openingHours=24/7');
	await expect(page.getByText('This machine takes no food at the moment.')).toBeVisible();
	await expect(page.getByText(notice)).toBeVisible();
	await expect(page.getByText('Open day and night')).toBeVisible();
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeDisabled();
	await expect(page.getByRole('button', { name: /^Take food/ })).toBeEnabled();
	expect(await barriers(page)).toEqual([]);
	await set(
		page,
		server,
		id,
		'donationPaused=false',
		'notice=null',
		'openingHours=Mo-Fr 08:00-18:00'
	);
	await expect(page.getByTestId('hours')).toHaveText('Open: Mo-Fr 08:00-18:00');
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	await expect(page.getByText(notice)).toBeHidden();
});

test('fairUsePortions limits what one person takes in one visit, and says so', async ({
	page,
	server
}) => {
	const id = await enrolled(page, server);
	await giveBread(page, 6);
	await set(page, server, id, 'fairUsePortions=2');
	const openBread = async () => {
		await page.getByRole('listitem').getByRole('button').first().click();
	};
	await page.getByRole('button', { name: /^Take food/ }).click();
	await openBread();
	await expect(page.getByText('One person may take 2 portions at a time')).toBeVisible();
	await expect(page.getByText('6 are inside')).toBeVisible();
	await page.getByRole('button', { name: 'One more' }).click();
	await expect(page.getByRole('button', { name: 'One more' })).toBeDisabled();
	await page.getByRole('button', { name: 'One fewer' }).click();
	await page.getByRole('button', { name: /^Open door/ }).click();
	await page.getByRole('button', { name: 'Take something else' }).click({ timeout: 20_000 });
	await openBread();
	await expect(page.getByText('You may take 1 more portion this time')).toBeVisible();
	await expect(page.getByRole('button', { name: 'One more' })).toBeDisabled();
	await page.getByRole('button', { name: /^Open door/ }).click();
	const end = page.getByRole('heading', { name: 'Enjoy your food.' });
	await expect(end).toBeVisible({ timeout: 20_000 });
	await expect(page.getByRole('button', { name: 'Take something else' })).toBeHidden();
	// Somebody else may take again.
	await page.getByRole('button', { name: /^Done/ }).click();
	await page.getByRole('button', { name: /^Take food/ }).click();
	await openBread();
	await expect(page.getByText('One person may take 2 portions at a time')).toBeVisible();
});

test('languages are offered in their order, and the first is spoken in place of another', async ({
	page,
	server
}) => {
	const id = await enrolled(page, server);
	await set(page, server, id, 'languages=["de","ar"]');
	await expect(page.getByRole('button', { name: /^Essen geben/ })).toBeVisible();
	await page.getByRole('button', { name: 'Sprache' }).click();
	const offered = page.locator('button[lang]');
	await expect(offered).toHaveText(['Deutsch', 'العربية']);
});

test('timeZone is that of the clock on the wall, sessionSeconds how long nobody is asked', async ({
	page,
	server
}) => {
	const id = await enrolled(page, server);
	await page.clock.install({ time: new Date() });
	await set(page, server, id, 'timeZone=Asia/Kathmandu', 'sessionSeconds=10');
	const wall = () =>
		page.evaluate(() =>
			new Intl.DateTimeFormat('en', {
				timeZone: 'Asia/Kathmandu',
				timeStyle: 'short'
			}).format()
		);
	// A quarter of an hour from every zone near it.
	await expect
		.poll(async () => (await page.locator('header').textContent())?.includes(await wall()))
		.toBe(true);
	await page.getByRole('button', { name: /^Give food/ }).click();
	const question = page.getByRole('dialog', { name: 'Do you need more time?' });
	await page.clock.fastForward(8_000);
	await expect(question).toBeHidden();
	await page.clock.fastForward(4_000);
	await expect(question).toBeVisible();
});

test('a key out of its range never breaks the kiosk: it keeps its own and says so', async ({
	page,
	server
}) => {
	const id = await enrolled(page, server);
	await set(page, server, id, 'notice=Before');
	await expect(page.getByText('Before')).toBeVisible();
	{
		// As a server of another version might send it; ours refuses to save it.
		using store = new Store(server);
		store.run(
			`INSERT INTO configs (machineId, version, body, donationPaused, notice, openingHours, author, createdAt)
			SELECT machineId, 3, json_set(body, '$.notice', 7, '$.donationPaused', json('true')), 1, '', '', 'test', 0
			FROM configs WHERE machineId = ? AND version = 2`,
			Number(id)
		);
	}
	await page.reload();
	await expect(page.getByText('This machine takes no food at the moment.')).toBeVisible();
	await expect(page.getByText('Before')).toBeVisible();
	await page.reload(); // its next status tells
	await expect
		.poll(() => runs(server, id))
		.toMatchObject({
			version: 3,
			runsVersion: 3,
			refused: [{ key: 'notice', code: 'invalid' }]
		});
});

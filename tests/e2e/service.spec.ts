import type { Page } from '@playwright/test';
import { barriers, expect, testWithServer } from './support.ts';
import { enrolmentOn, newKiosk, giveBread } from '../support/kiosk.ts';
import { Store } from '../support/fleet.ts';

const test = testWithServer();

test.use({ viewport: { width: 1080, height: 1920 } });
test.slow();

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

/** From the start screen to the service screens. */
async function enterService(page: Page, code: string): Promise<void> {
	await press(page, 'Language');
	await press(page, 'For volunteers');
	for (const digit of code) await page.getByRole('button', { name: digit, exact: true }).click();
	await press(page, 'Go on');
	await expect(page.getByRole('heading', { name: 'Service at this machine' })).toBeVisible();
}

test('what opens the doors is asked once, kept, and changed with the service code', async ({
	page,
	server
}) => {
	const { machineId, enrolmentCode } = await enrolmentOn(server);
	const set = await server.exes('config', 'set', String(machineId), 'servicePin=4711');
	expect(set.code, set.stderr).toBe(0);
	await page.goto(`${server.url}/kiosk/#${enrolmentCode}`);
	await expect(page.getByRole('heading', { name: 'What opens the doors?' })).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	await page.reload();
	await press(page, /^No locks/);

	await expect(page.getByText('This screen opens no doors.').first()).toBeVisible();
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeDisabled();
	await page.reload();
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeDisabled();
	expect(await barriers(page)).toEqual([]);

	await enterService(page, '4711');
	expect(await barriers(page)).toEqual([]);
	await press(page, 'Board and cable');
	await press(page, /^Simulated doors/);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	await giveBread(page, 2);
});

test('a volunteer tries a door with the code: it opens, and no fact is made of it', async ({
	page,
	server
}) => {
	const { machineId, enrolmentCode } = await enrolmentOn(server);
	const set = await server.exes('config', 'set', String(machineId), 'servicePin=0815');
	expect(set.code, set.stderr).toBe(0);
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeVisible();
	// Neither the code nor what it opens stays in the address.
	expect(new URL(page.url()).hash + new URL(page.url()).search).toBe('');
	await enterService(page, '0815');
	await press(page, 'Doors and locks');
	await press(page, /^Door 3/);
	await expect(page.getByText('Door 3 works: it opened and closed.')).toBeVisible({
		timeout: 20_000
	});
	expect(await barriers(page)).toEqual([]);
	await press(page, 'End service');
	await giveBread(page, 2);
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
	const ofIt = 'SELECT "type" FROM "facts" WHERE "machineId" = ? AND "type" <> \'safety\'';
	const types = new Store(server).all(ofIt, machineId);
	expect(types).toEqual([{ type: 'donate' }]);
});

test('[P5] a second window says so, and takes the doors over from one at rest', async ({
	context,
	page,
	server
}) => {
	await newKiosk(page, server);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeVisible();
	const second = await context.newPage();
	await second.goto(`${server.url}/kiosk/`);
	const elsewhere = { name: 'This kiosk is open in another window.' };
	await expect(second.getByRole('heading', elsewhere)).toBeVisible();

	await press(page, /^Give food/);
	await press(second, 'Use the doors here');
	await expect(second.getByRole('alert')).toContainText('Somebody is using the doors');
	await press(page, 'Stop');
	await press(second, 'Use the doors here');
	await expect(second.getByRole('button', { name: /^Give food/ })).toBeVisible();
	await expect(page.getByRole('heading', elsewhere)).toBeVisible();
	await second.close();
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeVisible();
});

import { barriers, expect, testWithServer } from './support.ts';
import { enrolmentOn, giveMilk } from '../support/kiosk.ts';

const test = testWithServer();

test.use({ viewport: { width: 1280, height: 800 } });
test.slow();

const MINUTE = 60_000;

test('[F5, F6] a fridge that stands open gives nothing out any more, here and on the map; what needs no cold goes on', async ({
	page,
	context,
	server
}) => {
	const { enrolmentCode, machineId } = await enrolmentOn(server);
	const set = await server.exes('config', 'set', String(machineId), 'servicePin=4711');
	expect(set.code, set.stderr).toBe(0);
	await page.clock.install();
	await page.goto(`${server.url}/kiosk/?panel&doors=simulated#${enrolmentCode}`);
	const panel = page.getByRole('complementary', { name: 'Simulated machine' });
	await expect(panel.getByRole('status')).toContainText('A kiosk is connected.');
	await panel.getByRole('button', { name: 'Hide the panel' }).click();
	await giveMilk(page);
	const doors = page.getByRole('list', { name: 'What is behind the doors' });
	await expect(doors.getByRole('listitem').first()).toContainText('Milk');
	await page.getByRole('button', { name: 'Show the panel' }).click();

	await panel.getByRole('radio', { name: 'Leave it open' }).check();
	await panel
		.getByRole('listitem')
		.nth(5)
		.getByRole('button', { name: 'Open', exact: true })
		.click();
	const note = page.locator('[data-note="cold"]');
	// It warms up in two minutes or three, has an hour, and a quarter more for the door.
	for (let minutes = 0; minutes < 60; minutes += 1) await page.clock.fastForward(MINUTE);
	await expect(note).toHaveCount(0);
	for (let minutes = 0; minutes < 30; minutes += 1) await page.clock.fastForward(MINUTE);
	await expect(note).toContainText('Doors 1, 2, 3, 4, 5, 6 stay closed');
	await expect(doors.getByRole('listitem').nth(0)).toContainText('Stays closed');
	await expect(page.getByRole('button', { name: /^Take food/ })).toBeDisabled();
	await expect(page.getByText('A volunteer has to look first')).toBeVisible();
	await expect(doors.getByRole('listitem').nth(6)).toContainText('Empty');
	expect(await barriers(page)).toEqual([]);

	// Closed and cold again it stays locked: only a service opens it.
	await panel
		.getByRole('listitem')
		.nth(5)
		.getByRole('button', { name: 'Close', exact: true })
		.click();
	for (let minutes = 0; minutes < 90; minutes += 5) await page.clock.fastForward(5 * MINUTE);
	await expect(note).toBeVisible();
	await page.reload();
	await expect(note).toBeVisible();
	await panel.getByRole('button', { name: 'Hide the panel' }).click();
	await page.getByRole('button', { name: /^Give food/ }).click();
	await page.getByRole('button', { name: 'Milk, cheese, yoghurt' }).click();
	await expect(page.getByText('The cold doors are closed')).toBeVisible();

	const near = await context.newPage();
	await near.goto(`${server.url}/m/${machineId}/`);
	await expect(near.locator('main')).toContainText('Food locked for safety');
	await near.close();
	await page.getByRole('button', { name: 'Give something else' }).click();
	await page.getByRole('button', { name: 'Bread' }).click();
	await expect(page.getByRole('button', { name: 'No date' })).toBeVisible();
	await page.getByRole('button', { name: 'Stop' }).click();

	// A volunteer has measured that it is cold again.
	const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
	await press('Language');
	await press('For volunteers');
	for (const digit of '4711') await page.getByRole('button', { name: digit, exact: true }).click();
	await press('Go on');
	await press(/^Begin a visit/);
	await press(/^All that is chilled/);
	await press(/^Open again/);
	await press('Next');
	await page.getByRole('button', { name: '4', exact: true }).click();
	await press('Save');
	await expect(page.getByRole('heading', { level: 1, name: 'Saved.' })).toBeVisible();
	await press('End service');
	await expect(note).toHaveCount(0);
	const again = await context.newPage();
	await expect(async () => {
		await again.goto(`${server.url}/m/${machineId}/`);
		await expect(again.locator('main')).toContainText('Milk', { timeout: 2_000 });
		await expect(again.locator('main')).not.toContainText('Food locked for safety', {
			timeout: 500
		});
	}).toPass({ timeout: 20_000 });
});

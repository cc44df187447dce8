import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { barriers, expect, testWithServer } from './support.ts';
import { newKiosk, panelOf } from '../support/kiosk.ts';

const test = testWithServer();

test.use({ viewport: { width: 1280, height: 800 } });
test.slow();

test('[P9] a door that was left open is open still when the page comes back, and what was given counts', async ({
	page,
	server
}) => {
	await newKiosk(page, server, { panel: true });
	const panel = panelOf(page);
	await expect(panel.getByRole('status')).toContainText('A kiosk is connected.');
	expect(await barriers(page)).toEqual([]);
	await panel.getByRole('radio', { name: 'Leave it open' }).check();

	const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
	await press(/^Give food/);
	await press('Bread');
	await panel.getByRole('button', { name: 'Hide the panel' }).click();
	await press('No date');
	await press('Next');
	await press('Gluten');
	await press('Next');
	await page.getByRole('button', { name: '2', exact: true }).click();
	await press(/^Open door/);
	await expect(page.getByRole('heading', { name: /is open/ })).toBeVisible();
	await page.reload();

	const seventh = panel.getByRole('listitem').nth(6);
	await expect(seventh).toContainText('Open');
	await seventh.getByRole('button', { name: 'Close', exact: true }).click();
	const doors = page.getByRole('list', { name: 'What is behind the doors' });
	await expect(doors.getByRole('listitem').nth(6)).toContainText('Bread');
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
});

test('[P9] [P7] with its mains cut and its battery empty the doors are gone, and come back with the mains', async ({
	page,
	server
}) => {
	await newKiosk(page, server, { panel: true });
	const panel = panelOf(page);
	const mains = panel.getByRole('button', { name: 'Cut the mains' });
	await expect(page.getByText('All doors work')).toBeVisible();
	await mains.click();
	await expect(panel.getByRole('status')).toContainText('A kiosk is connected.');
	await panel.getByRole('button', { name: 'Empty its battery' }).click();
	await expect(panel.getByRole('status')).toContainText('The board has no power.');
	await expect(page.getByText('The cable to the doors is out.').first()).toBeVisible();
	await mains.click();
	await expect(page.getByText('All doors work')).toBeVisible();
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
	using db = new DatabaseSync(join(server.dataDir, 'data.db'), { readOnly: true });
	const told = db.prepare(`SELECT "body" FROM "facts" WHERE "type" = 'alert' ORDER BY "seq"`).all();
	const alerts = told.map(({ body }) => JSON.parse(String(body)) as Record<string, unknown>);
	expect(alerts.filter(({ kind }) => kind === 'power')).toMatchObject([
		{ cleared: false, value: 11.8, unit: 'V' },
		{ cleared: true }
	]);
});

test('nobody sees the panel who does not ask for it', async ({ page, server }) => {
	await newKiosk(page, server);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	await expect(page.getByRole('complementary')).toHaveCount(0);
});

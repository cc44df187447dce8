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

test('nobody sees the panel who does not ask for it', async ({ page, server }) => {
	await newKiosk(page, server);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	await expect(page.getByRole('complementary')).toHaveCount(0);
});

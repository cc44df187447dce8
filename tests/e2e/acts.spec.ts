import { barriers, expect, testWithServer } from './support.ts';
import { newKiosk, panelOf, offerBread } from '../support/kiosk.ts';

const test = testWithServer();

// The panel lies over the upper third: what is pressed is below it.
test.use({ viewport: { width: 1080, height: 1920 } });
test.slow();

test('[S1a] [P4] the cable is out while a door is open: the person may go, and it counts when it is back', async ({
	page,
	server
}) => {
	await newKiosk(page, server, { panel: true });
	const panel = panelOf(page);
	await expect(panel.getByRole('status')).toContainText('A kiosk is connected.');
	const toggle = (name: string) => panel.getByRole('button', { name }).click();
	await panel.getByRole('radio', { name: 'Leave it open' }).check();
	await toggle('Hide the panel');
	await offerBread(page, 2);
	await expect(page.getByRole('heading', { name: /is open/ })).toBeVisible();
	await toggle('Show the panel');
	await toggle('Pull the cable');
	await expect(page.getByRole('heading', { name: 'The doors do not answer.' })).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	await page.getByRole('button', { name: 'Back to the start' }).click();

	const seventh = panel.getByRole('listitem').nth(6);
	await seventh.getByRole('button', { name: 'Close', exact: true }).click();
	await expect(page.getByRole('button', { name: /^Take food/ })).toBeDisabled();
	await toggle('Pull the cable');
	const doors = page.getByRole('list', { name: 'What is behind the doors' });
	await expect(doors.getByRole('listitem').nth(6)).toContainText('Bread');
	await expect(page.getByRole('button', { name: /^Take food/ })).toBeEnabled();
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
});

test('[S1a] a door that nobody pulls counts nothing, and can be tried again', async ({
	page,
	server
}) => {
	await newKiosk(page, server, { panel: true });
	const panel = panelOf(page);
	await panel.getByRole('radio', { name: 'Never open it' }).check();
	await panel.getByRole('button', { name: 'Hide the panel' }).click();
	await offerBread(page, 2);
	await expect(page.getByRole('heading', { name: 'Door 7 is locked again.' })).toBeVisible({
		timeout: 20_000
	});
	expect(await barriers(page)).toEqual([]);
	await panel.getByRole('button', { name: 'Show the panel' }).click();
	await panel.getByRole('radio', { name: 'Use it', exact: true }).check();
	await page.getByRole('button', { name: 'Try door 7 again' }).click();
	await page.getByRole('heading', { name: /^Thank you/ }).waitFor({ timeout: 20_000 });
});

test('[S1a] a door that is left open keeps nobody from the rest of the machine, and opens no other', async ({
	page,
	server
}) => {
	await page.clock.install();
	await newKiosk(page, server, { panel: true });
	const panel = panelOf(page);
	await expect(panel.getByRole('status')).toContainText('A kiosk is connected.');
	await panel.getByRole('radio', { name: 'Leave it open' }).check();
	await panel.getByRole('button', { name: 'Hide the panel' }).click();
	await offerBread(page, 2);
	await expect(page.getByRole('heading', { name: /is open/ })).toBeVisible();
	await page.clock.fastForward(46_000);
	await expect(page.getByRole('alert')).toContainText('Please close door 7');
	await page.getByRole('button', { name: 'Other door' }).click();
	await page.getByRole('button', { name: 'Back to the start' }).click();
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	// Nobody is there any more: ten minutes later no door is opened for who wanted another one.
	await page.clock.fastForward(10 * 60_000);
	await page.getByRole('button', { name: 'Show the panel' }).click();
	await expect(panel.getByRole('button', { name: 'Close', exact: true })).toHaveCount(1);
});

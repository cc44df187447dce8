import type { Page } from '@playwright/test';
import { expect, testWithServer } from './support.ts';
import { enrolmentOn } from '../support/kiosk.ts';

const test = testWithServer();

test.use({ viewport: { width: 1080, height: 1920 } });
test.slow();

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

/** What a scanner types into whatever has the focus: too fast for a test to send key by key. */
async function scan(page: Page, text: string): Promise<void> {
	await page.evaluate((text) => {
		for (const key of [...Array.from(text), 'Enter']) {
			const focused = document.activeElement ?? document.body;
			const isUntouched = focused.dispatchEvent(
				new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
			);
			if (!isUntouched) continue;
			if (focused instanceof HTMLInputElement && key !== 'Enter') {
				focused.value += key;
				focused.dispatchEvent(new InputEvent('input', { bubbles: true }));
			} else if (focused instanceof HTMLButtonElement && (key === 'Enter' || key === ' ')) {
				focused.click();
			}
		}
	}, text);
}

test('[P8] a scanned link sets the kiosk up, a scanned code opens the service, and nothing else happens', async ({
	page,
	server
}) => {
	const { machineId, enrolmentCode } = await enrolmentOn(server);
	const set = await server.exes('config', 'set', String(machineId), 'servicePin=4711');
	expect(set.code, set.stderr).toBe(0);
	await page.goto(`${server.url}/kiosk/`);
	const field = page.getByLabel('Enrolment code');
	await field.fill('2345');
	await scan(page, '4006381333931');
	await expect(page.getByRole('alert')).toContainText('no set-up code');
	await expect(field).toHaveValue('2345');
	await scan(page, `https://elsewhere.example/kiosk/#${enrolmentCode}`);
	await expect(page.getByRole('alert')).toContainText('https://elsewhere.example');
	await expect(field).toHaveValue('2345');
	await scan(page, `${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	const give = page.getByRole('button', { name: /^Give food/ });
	await expect(give).toBeVisible();

	// What has the focus is not pressed by the Enter that ends a scan.
	await give.focus();
	await scan(page, '4006381333931');
	await expect(give).toBeVisible();

	await press(page, 'Language');
	await press(page, 'For volunteers');
	await page.getByRole('button', { name: '1', exact: true }).click();
	await scan(page, '4006381333931');
	await expect(page.getByRole('alert')).toBeHidden();
	await scan(page, '0815');
	await expect(page.getByRole('alert')).toContainText('4 tries are left');
	await scan(page, '4711');
	await expect(page.getByRole('heading', { name: 'Service at this machine' })).toBeVisible();
	await press(page, 'Light, sound, scanner');
	await expect(page.getByRole('listitem').first()).toContainText('4711 typed by the scanner');
	await scan(page, 'second code');
	await expect(page.getByRole('listitem').first()).toContainText('second code');
});

test('[P8] a scanner types nothing into a temperature', async ({ page, server }) => {
	const { machineId, enrolmentCode } = await enrolmentOn(server);
	await server.exes('config', 'set', String(machineId), 'servicePin=4711');
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await press(page, 'Language');
	await press(page, 'For volunteers');
	await page.keyboard.type('4711', { delay: 120 });
	await press(page, 'Go on');
	await press(page, /^Begin a visit/);
	await press(page, /^All that is chilled/);
	await press(page, /^Measure/);
	await press(page, 'Next');
	await scan(page, '4006381333931');
	await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
	await page.keyboard.type('3,5', { delay: 120 });
	await expect(page.getByRole('status').filter({ hasText: '3.5°C' })).toBeVisible();
});

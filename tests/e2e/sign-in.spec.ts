import { call, newId, person } from '../support/api.ts';
import { codeIn, digitsIn, Mailbox } from '../support/mailbox.ts';
import { startServer, type Server } from '../support/server.ts';
import { another, barriers, expect, tabTo, test, takeLink, visit } from './support.ts';

let server: Server;
let mailbox: Mailbox;
test.beforeAll(async () => {
	mailbox = await Mailbox.open();
	server = await startServer({ env: { EXES_SMTP_URL: mailbox.url } });
});
test.afterAll(async () => {
	await server.stop();
	await mailbox.close();
});

/** Somebody whom the network knows. */
async function known(role = 'volunteer'): Promise<string> {
	const email = `${newId()}@example.org`;
	await person(server, role, email);
	return email;
}

test('by keyboard alone: an address, the six digits of the mail, and in; axe finds nothing', async ({
	context
}) => {
	const email = await known();
	const { page, close } = await another(context);
	await visit(page, `${server.url}/sign-in/`);
	await tabTo(page, page.getByRole('textbox', { name: /e-mail/ }));
	expect(await barriers(page)).toEqual([]);
	await page.keyboard.type('nobody');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Type an address such as')).toBeVisible();
	await page.getByRole('textbox', { name: /e-mail/ }).fill('');
	await page.keyboard.type(email);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('textbox', { name: /six digits/ })).toBeFocused();
	expect(await barriers(page)).toEqual([]);

	const digits = digitsIn(await mailbox.next(email)) ?? '';
	await page.keyboard.type(digits === '000000' ? '111111' : '000000');
	await expect(page.getByText(/do not fit/)).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	// Who went to read the mail finds the page loaded anew.
	await page.reload();
	await page.locator('html[data-awake]').waitFor();
	await tabTo(page, page.getByRole('textbox', { name: /six digits/ }));
	await page.keyboard.type(digits);
	await page.waitForURL(/\/volunteer\/?$/);
	await expect(page.getByRole('heading', { name: 'What needs you' })).toBeVisible();
	await close();
});

test('the link in the mail opens directly, and nobody learns whether an address is known', async ({
	page
}) => {
	const email = await known('operator');
	await visit(page, `${server.url}/sign-in/`);
	const askFor = async (address: string) => {
		await page.getByRole('textbox', { name: /e-mail/ }).fill(address);
		await page.getByRole('button', { name: 'Send me a code' }).click();
		await expect(page.getByText(/If this address is known here/)).toBeVisible();
		return (await page.getByRole('main').textContent())?.replace(address, '');
	};
	const stranger = await askFor('nobody@example.org');
	await page.getByRole('button', { name: 'Another address' }).click();
	expect(await askFor(email)).toBe(stranger);
	await takeLink(page, `${server.url}/sign-in/#${codeIn(await mailbox.next(email))}`);
	await page.waitForURL(/\/operator\/?$/);
	expect(mailbox.to('nobody@example.org')).toEqual([]);
});

test('a sign-in that has ended goes on where it was', async ({ page }) => {
	const email = await known();
	await visit(page, `${server.url}/sign-in/?to=%2Fvolunteer%2Fmachines`);
	await page.getByRole('textbox', { name: /e-mail/ }).fill(email);
	await page.keyboard.press('Enter');
	await page
		.getByRole('textbox', { name: /six digits/ })
		.fill(digitsIn(await mailbox.next(email)) ?? '');
	await page.waitForURL(/\/volunteer\/machines\/?$/);
	const kept = await page.evaluate(() => localStorage.getItem('exes:session') ?? '');
	const { token, deviceId } = JSON.parse(kept) as { token: string; deviceId: string };
	const { body } = await call(server, 'GET', '/api/people/devices', { token });
	const devices = body.devices as { deviceId: string; name: string }[];
	expect(devices.find((one) => one.deviceId === deviceId)?.name).toMatch(/^Linux, Chrome$/);
});

test.describe('in Arabic', () => {
	test.use({ locale: 'ar', viewport: { width: 320, height: 640 } });

	test('the way in runs right to left, digits of either script do, and nothing scrolls sideways', async ({
		page
	}) => {
		const email = await known();
		await visit(page, `${server.url}/sign-in/`);
		await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
		expect(await barriers(page)).toEqual([]);
		await page.getByRole('textbox').fill(email);
		await page.keyboard.press('Enter');
		await expect(page.getByRole('textbox')).toHaveAttribute('autocomplete', 'one-time-code');
		const width = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(width).toBeLessThanOrEqual(320);
		const digits = digitsIn(await mailbox.next(email)) ?? '';
		await page
			.getByRole('textbox')
			.fill(digits.replace(/\d/g, (d) => '٠١٢٣٤٥٦٧٨٩'[Number(d)] ?? ''));
		await page.waitForURL(/\/volunteer\/?$/);
	});
});

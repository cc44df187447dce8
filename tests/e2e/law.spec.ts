import { call, machine, person, type Machine } from '../support/api.ts';
import { enrolmentOn, keptForOffline } from '../support/kiosk.ts';
import { startServer, type Server } from '../support/server.ts';
import { barriers, expect, readyOffline, test, visit } from './support.ts';

let server: Server;
let fridge: Machine;
let operator: string;
test.beforeAll(async () => {
	server = await startServer();
	fridge = await machine(server, { flags: ['--name', 'Library'] });
	operator = (await person(server, 'operator')).token;
});
test.afterAll(() => server.stop());

const set = async (change: object) => {
	const body = { ...change };
	expect((await call(server, 'PUT', '/api/operator/texts', { token: operator, body })).status).toBe(
		200
	);
};
const reports = async (): Promise<{ what: string; reachMe: string | null }[]> =>
	(await call(server, 'GET', '/api/operator/illness', { token: operator })).body.reports;

test('what the law asks is two taps from the list, in words of the operator, offline too', async ({
	page,
	context
}) => {
	await visit(page, `${server.url}/`);
	await page.getByRole('link', { name: 'Imprint' }).click();
	await expect(page.getByText('still missing: who runs this network')).toBeVisible();
	expect(await barriers(page)).toEqual([]);

	const evil = '<img src=x onerror=alert(1)> [[a gap]] https://a.example/x';
	await set({
		details: { name: 'Fairteiler Nord', email: 'hello@nord.example', address: 'Weg 1' },
		texts: [{ name: 'terms', language: 'en', text: evil }]
	});
	await page.reload();
	await expect(page.getByText('Fairteiler Nord')).toBeVisible();
	await expect(page.getByRole('link', { name: 'hello@nord.example' })).toHaveAttribute(
		'href',
		'mailto:hello@nord.example'
	);
	await page.getByRole('link', { name: 'Terms' }).click();
	await expect(page.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
	await expect(page.getByText('still missing: a gap')).toBeVisible();
	for (const name of ['Privacy', 'Accessibility']) {
		await page.getByRole('link', { name }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
		await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
		expect(await barriers(page)).toEqual([]);
	}
	await readyOffline(page);
	await page.reload();
	await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
	await context.setOffline(true);
	await page.reload();
	await page.getByRole('link', { name: 'Imprint' }).click();
	await expect(page.getByText('Fairteiler Nord')).toBeVisible();
});

test('a machine says who looks after it, its own person before the network', async ({ page }) => {
	await set({ details: { name: 'Fairteiler Nord', phone: '+49 30 1' } });
	await visit(page, `${server.url}/m/${fridge.machineId}/`);
	await expect(page.getByText('Fairteiler Nord')).toBeVisible();
	const contact = { name: 'Grace', email: '', phone: '+49 30 7' };
	await set({ contacts: [{ machineId: fridge.machineId, contact }] });
	await page.reload();
	await expect(page.getByText('Grace')).toBeVisible();
	await expect(page.getByRole('link', { name: '+49 30 7' })).toHaveAttribute('href', 'tel:+49307');
	await expect(page.getByText('Fairteiler Nord')).toHaveCount(0);
	expect(await barriers(page)).toEqual([]);
});

test('the machine itself says who looks after it, without network too', async ({
	page,
	context
}) => {
	const { machineId, enrolmentCode } = await enrolmentOn(server);
	const contact = { name: 'Grace', email: 'grace@nord.example', phone: '+49 30 7' };
	await set({ contacts: [{ machineId, contact }] });
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	const responsible = page.getByTestId('responsible');
	await expect(responsible).toHaveText(/Responsible .*: Grace\s+\+49 30 7\s+grace@nord\.example/);
	expect(await barriers(page)).toEqual([]);
	await keptForOffline(page);
	await context.setOffline(true);
	await page.reload();
	await expect(responsible).toContainText('Grace');
});

test('food made me ill: by keyboard alone, and without network it waits and goes out by itself', async ({
	page,
	context
}) => {
	await visit(page, `${server.url}/m/${fridge.machineId}/`);
	await page.getByRole('link', { name: 'If food made you ill' }).click();
	await expect(page.getByRole('heading', { name: 'What to do now' })).toBeVisible();
	await expect(page.getByRole('link', { name: '112' })).toHaveAttribute('href', 'tel:112');
	expect(await barriers(page)).toEqual([]);
	const what = page.getByRole('textbox', { name: /What did you eat/ });
	await page.getByRole('button', { name: 'Tell them now' }).press('Enter');
	await expect(what).toBeFocused();
	await page.keyboard.type('Potato salad');
	await page.keyboard.press('Tab');
	await page.keyboard.type('+49 170 1');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'They have been told' })).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	expect(await reports()).toMatchObject([{ what: 'Potato salad', reachMe: '+49 170 1' }]);

	await readyOffline(page);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'What to do now' })).toBeVisible();
	await context.setOffline(true);
	await what.fill('And rice');
	await page.getByRole('button', { name: 'Tell them now' }).click();
	await expect(page.getByRole('heading', { name: 'Not sent yet' })).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	await page.goto(`${server.url}/`);
	await expect(page.getByText(/1 report that food made you ill waits/)).toBeVisible();
	await context.setOffline(false);
	await expect.poll(async () => (await reports()).map((one) => one.what)).toContain('And rice');
	await expect(page.getByText(/1 report that food made you ill waits/)).toHaveCount(0);
	expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('rice');
});

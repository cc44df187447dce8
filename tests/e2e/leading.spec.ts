import type { Page } from '@playwright/test';
import { enrol, machine, person } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';
import { another, barriers, expect, tabTo, test, takeLink, visit } from './support.ts';

let server: Server;
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server.stop());

async function linkFor(email: string, role: string): Promise<string> {
	const made = await server.exes(
		...['person', 'create', '--email', email, '--role', role, '--name', 'Ada', '--json']
	);
	expect(made.stderr).toBe('');
	return (made.json as { signInUrl: string }).signInUrl;
}

async function asOperator(page: Page): Promise<void> {
	await takeLink(page, await linkFor('ada@x.example', 'operator'));
	await page.waitForURL(/\/operator\/?$/);
}

test('an empty installation says what comes next', async ({ page }) => {
	await asOperator(page);
	await expect(page.getByRole('heading', { name: 'Three steps to begin' })).toBeVisible();
	expect(await barriers(page)).toEqual([]);
});

test('an operator gives a role for an area; who gets it sees that area alone, and is told whom to ask', async ({
	page,
	context
}) => {
	await machine(server, { flags: ['--name', 'North fridge'] });
	await enrol(server, '--name', 'South fridge');
	await page.setViewportSize({ width: 1280, height: 800 });
	await asOperator(page);

	await page.getByRole('link', { name: 'Areas' }).click();
	await page.getByRole('textbox', { name: 'Name of a new area' }).fill('The north');
	await page.getByRole('button', { name: 'Make the area' }).click();
	await page.getByRole('checkbox', { name: 'North fridge' }).check();
	expect(await barriers(page)).toEqual([]);
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('1 machine', { exact: true })).toBeVisible();

	await page.getByRole('link', { name: 'People and roles' }).click();
	await page.getByRole('button', { name: 'Add a person' }).click();
	await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Lena');
	await page.getByRole('textbox', { name: 'E-mail' }).fill('lena@x.example');
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	const card = page.getByRole('article').filter({ hasText: 'lena@x.example' });
	await expect(card).toContainText('No role');
	await card.getByLabel('Area').selectOption('The north');
	await card.getByRole('button', { name: 'Give this role' }).click();
	await expect(card).toContainText('Volunteer, The north');
	await card.getByRole('button', { name: 'Show a sign-in code' }).click();
	const link = (await card.locator('code').textContent()) ?? '';
	expect(await barriers(page)).toEqual([]);

	const { page: lenas, close } = await another(context);
	await takeLink(lenas, link);
	await lenas.waitForURL(/\/volunteer\/?$/);
	await lenas.getByRole('link', { name: 'Machines' }).click();
	await expect(lenas.getByText('North fridge')).toBeVisible();
	await expect(lenas.getByText('South fridge')).toHaveCount(0);
	await lenas.goto(`${server.url}/operator/people`);
	await expect(lenas.getByRole('heading', { name: 'You may not see this' })).toBeVisible();
	await expect(lenas.getByText(/Ask .*Ada/)).toBeVisible();
	await close();

	// A lost phone: shut out by whoever looks after its person.
	await card.getByRole('button', { name: 'Show devices' }).click();
	await card.getByRole('button', { name: 'Lost: sign it out' }).click();
	await expect(card.getByText(/Signed out today/)).toBeVisible();
	await page.getByRole('link', { name: 'Who changed what' }).click();
	await expect(page.getByText('Role given').first()).toBeVisible();
	expect(await barriers(page)).toEqual([]);
});

test('texts: by keyboard alone a detail is filled in, and everybody sees it', async ({ page }) => {
	await asOperator(page);
	await visit(page, `${server.url}/operator/texts`);
	const name = page.getByRole('textbox', { name: /who runs this network/ });
	await expect(name).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	await tabTo(page, name);
	await page.keyboard.type('Fairteiler Nord');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Saved. Everybody sees it now.')).toBeVisible();
	// Who turns a tablet keeps what was typed.
	const host = page.getByRole('textbox', { name: /who runs the server/ });
	await host.fill('Half a wo');
	await page.setViewportSize({ width: 1280, height: 800 });
	await expect(page.getByRole('link', { name: 'Who changed what' })).toBeVisible();
	await expect(host).toHaveValue('Half a wo');
	const text = page.locator('textarea');
	await text.fill('# Ours\nBe kind. [[what else?]]');
	await page.getByRole('button', { name: 'Save this text' }).click();
	await expect(page.getByRole('button', { name: 'Back to the words of Exes' })).toBeVisible();
	await visit(page, `${server.url}/about/imprint`);
	await expect(page.getByText('Fairteiler Nord')).toBeVisible();
	await visit(page, `${server.url}/about/privacy`);
	await expect(page.getByText('still missing: what else?')).toBeVisible();
});

test('a passkey: made on this device, it is the way back in; then it is removed', async ({
	page
}) => {
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('WebAuthn.enable');
	await cdp.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			...{ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal' },
			...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
			automaticPresenceSimulation: true
		}
	});
	const url = server.url.replace('127.0.0.1', 'localhost');
	const link = new URL(await linkFor('grace@x.example', 'volunteer'));
	await takeLink(page, `${url}/sign-in/${link.hash}`);
	await page.waitForURL(/\/volunteer\/?$/);
	await visit(page, `${url}/volunteer/devices`);
	await expect(page.getByText('This one')).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	await page.getByRole('button', { name: 'Rename' }).click();
	await page.getByRole('textbox', { name: 'Name of the device' }).fill('My old phone');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('heading', { name: 'My old phone' })).toBeVisible();
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByText('The passkey is made.')).toBeVisible();

	await visit(page, `${url}/volunteer/more`);
	await page.getByRole('button', { name: 'Sign out' }).click();
	await page.waitForURL(/\/sign-in/);
	// With a key on this device the field may offer it by itself; the button does in any case.
	const isIn = page.waitForURL(/\/volunteer\/?$/);
	await page
		.getByRole('button', { name: 'Use a passkey' })
		.click({ timeout: 5_000 })
		.catch(() => undefined);
	await isIn;
	await visit(page, `${url}/volunteer/devices`);
	await page.getByRole('button', { name: 'Remove' }).click();
	await expect(page.getByRole('button', { name: 'Remove' })).toHaveCount(0);
});

test('people without a role are told so', async ({ context }) => {
	await person(server, 'operator');
	const { page, close } = await another(context);
	await takeLink(page, await linkFor('zoe@x.example', 'volunteer'));
	await page.waitForURL(/\/volunteer\/?$/);
	// One page that the server refuses, and two that are not asked for at all.
	for (const part of ['audit', 'texts', '']) {
		await page.goto(`${server.url}/operator/${part}`);
		await expect(page.getByRole('heading', { name: 'You may not see this' })).toBeVisible();
		await expect(page.getByText(/Ask .*Ada/)).toBeVisible();
	}
	await close();
});

import type { Page } from '@playwright/test';
import { call, donation, machine, newId, person, status, type Machine } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';
import { another, barriers, expect, readyOffline, test, takeLink, visit } from './support.ts';

let server: Server;
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server.stop());

/** A one-time link, as the operator's command prints it. */
async function linkFor(role: string, email = `${newId()}@example.org`): Promise<string> {
	const made = await server.exes(
		...['person', 'create', '--email', email, '--role', role, '--name', 'Ada', '--json']
	);
	expect(made.stderr).toBe('');
	return (made.json as { signInUrl: string }).signInUrl;
}

async function signedIn(page: Page, role: string): Promise<void> {
	await takeLink(page, await linkFor(role));
	await page.waitForURL(role === 'volunteer' ? /\/volunteer\/?$/ : /\/operator\/?$/);
}

const flags = (name: string, ...more: string[]) => ['--name', name, '--address', 'Weg 1', ...more];

/** Where the outbox of each machine stands. */
const outboxes = new Map<number, { epoch: string; seq: number }>();

/** What happens at a machine, told by it over HTTP. */
async function tells(of: Machine, fact: object): Promise<void> {
	const { epoch, seq } = outboxes.get(of.machineId) ?? { epoch: newId(), seq: 1 };
	outboxes.set(of.machineId, { epoch, seq: seq + 1 });
	const { eventId, occurredAt, bootId, uptimeMs } = donation();
	const envelope = { eventId, epoch, seq, occurredAt, bootId, uptimeMs };
	const { body } = await call(server, 'POST', '/api/machine/events', {
		token: of.token,
		body: { events: [{ ...envelope, ...fact }] }
	});
	expect(body.results).toMatchObject([{ result: 'accepted' }]);
	await call(server, 'POST', '/api/machine/status', { token: of.token, body: status() });
}

const tooWarm = {
	...{ type: 'alert', kind: 'temperature', severity: 'critical', cleared: false },
	...{ value: 9.4, threshold: 5, unit: '°C', sensor: 't1' }
};

/** The card of a machine, wherever it is shown. */
const cardOf = (page: Page, name: string) => page.getByRole('article').filter({ hasText: name });

test('a volunteer signs in with a link and sees what a machine asks for', async ({ page }) => {
	const warm = await machine(server, { flags: flags('Warm fridge') });
	await signedIn(page, 'volunteer');
	expect(page.url()).toBe(`${server.url}/volunteer/`);
	await expect(page.getByText('Up to date')).toBeVisible();
	await expect(cardOf(page, 'Warm fridge')).toHaveCount(0);

	await tells(warm, tooWarm);
	await page.reload();
	const card = cardOf(page, 'Warm fridge');
	await expect(card.getByRole('link')).toHaveText('Throw out the chilled food and clean');
	await expect(card.getByRole('link')).toHaveAttribute('href', `/m/${warm.machineId}/`);
	await expect(card).toContainText('Fridge warm, 9.4°C');
	expect(await barriers(page)).toEqual([]);

	await page.getByRole('link', { name: 'Machines' }).click();
	await page.getByRole('searchbox').fill('warm fr');
	await expect(cardOf(page, 'Warm fridge')).toContainText('Seen just now');
	expect(await barriers(page)).toEqual([]);

	await tells(warm, { ...tooWarm, cleared: true });
	await page.getByRole('link', { name: 'Now' }).click();
	await page.waitForURL(/\/volunteer\/?$/);
	await page.reload();
	await expect(page.getByText('Up to date')).toBeVisible();
	await expect(cardOf(page, 'Warm fridge')).toHaveCount(0);
});

test('without network the last news stays, with its age', async ({ page, context }) => {
	const silent = await machine(server, { flags: flags('Cellar fridge') });
	await tells(silent, { ...tooWarm, kind: 'door_open', slot: 2 });
	await signedIn(page, 'volunteer');
	await expect(cardOf(page, 'Cellar fridge')).toContainText('Shut the door');
	await readyOffline(page);
	await expect
		.poll(() => page.evaluate(() => caches.match('/kept-section/volunteer').then(Boolean)))
		.toBe(true);

	await context.setOffline(true);
	await page.reload();
	await expect(page.getByRole('status').filter({ hasText: 'No network.' })).toBeVisible();
	await expect(page.getByText(/^As of \d/)).toBeVisible();
	await expect(cardOf(page, 'Cellar fridge')).toContainText('Shut the door');
	expect(await barriers(page)).toEqual([]);
	await page.getByRole('link', { name: 'Machines' }).click();
	await expect(cardOf(page, 'Cellar fridge')).toBeVisible();

	await context.setOffline(false);
	await expect(page.getByText('Up to date')).toBeVisible();
});

test('[M5] a link works once: the second time says what to do', async ({ context }) => {
	const link = await linkFor('volunteer');
	const first = await another(context);
	await takeLink(first.page, link);
	await first.page.waitForURL(/\/volunteer\/?$/);
	await first.close();

	const { page, close } = await another(context);
	await takeLink(page, link);
	await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
	await expect(page.getByRole('textbox', { name: /e-mail/ })).toBeVisible();
	expect(page.url()).toBe(`${server.url}/sign-in/`);
	expect(await barriers(page)).toEqual([]);
	await page.goto(`${server.url}/volunteer/`);
	await expect(page.getByRole('heading', { name: 'Sign in first' })).toBeVisible();
	await page.getByRole('link', { name: 'How to sign in' }).click();
	await expect(page.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible();
	await close();
});

test('a link that was only opened, as what looks into mails does, still works', async ({
	context
}) => {
	const link = await linkFor('volunteer');
	const scanner = await another(context);
	await visit(scanner.page, link);
	await scanner.page.waitForLoadState('networkidle');
	await expect(scanner.page.getByRole('button', { name: 'Sign in on this device' })).toBeVisible();
	expect(await barriers(scanner.page)).toEqual([]);
	await scanner.close();
	const { page, close } = await another(context);
	await takeLink(page, link);
	await page.waitForURL(/\/volunteer\/?$/);
	await close();
});

test('a link opened without network is not lost', async ({ page, context }) => {
	const link = await linkFor('volunteer');
	await visit(page, `${server.url}/sign-in/`);
	await readyOffline(page);
	await context.setOffline(true);
	await takeLink(page, link);
	await expect(page.getByRole('heading', { name: 'No network' })).toBeVisible();
	expect(page.url()).toBe(`${server.url}/sign-in/`);
	await page.reload();
	await page.getByRole('button', { name: 'Sign in on this device' }).click();
	await expect(page.getByRole('heading', { name: 'No network' })).toBeVisible();
	await context.setOffline(false);
	await page.getByRole('button', { name: 'Try again' }).click();
	await page.waitForURL(/\/volunteer\/?$/);
});

test('an operator sees the fleet, the most urgent first; a volunteer is told that it is not theirs', async ({
	page,
	context
}) => {
	await page.setViewportSize({ width: 1440, height: 900 });
	const broken = await machine(server, { flags: flags('Broken fridge', '--demo') });
	await tells(broken, { type: 'alert', kind: 'power', severity: 'critical', cleared: false });
	await signedIn(page, 'operator');
	const row = page.getByRole('row').filter({ hasText: 'Broken fridge' });
	await expect(row).toContainText('No mains power');
	await expect(row).toContainText('Demo');
	await expect(row).toContainText('1.0.0');
	expect(await page.getByRole('row').nth(1).textContent()).toMatch(/No mains power|Fridge warm/);
	expect(await barriers(page)).toEqual([]);
	await page.getByRole('link', { name: 'More' }).click();
	await expect(page.getByText('You are signed in as Ada.')).toBeVisible();
	expect(await barriers(page)).toEqual([]);

	const { page: theirs, close } = await another(context);
	await takeLink(theirs, await linkFor('volunteer'));
	await theirs.waitForURL(/\/volunteer\/?$/);
	await theirs.goto(`${server.url}/operator/`);
	await expect(theirs.getByRole('heading', { name: 'You may not see this' })).toBeVisible();
	await expect(theirs.getByRole('row')).toHaveCount(0);
	await theirs.getByRole('link', { name: 'To your page' }).click();
	await theirs.waitForURL(/\/volunteer\/?$/);
	await close();
});

test('a sign-in that has ended keeps what is there and says how it goes on', async ({
	context
}) => {
	const left = await machine(server, { flags: flags('Attic fridge') });
	await tells(left, { ...tooWarm, kind: 'cleaning', severity: 'info' });
	const { page, close } = await another(context);
	await takeLink(page, await linkFor('volunteer'));
	await expect(cardOf(page, 'Attic fridge')).toBeVisible();
	await page.evaluate(() => {
		const kept = JSON.parse(localStorage.getItem('exes:session') ?? '{}') as object;
		localStorage.setItem('exes:session', JSON.stringify({ ...kept, token: 'ended' }));
	});
	await page.reload();
	await expect(page.getByText('Your sign-in has ended.')).toBeVisible();
	await expect(cardOf(page, 'Attic fridge')).toBeVisible();
	await expect(page.getByRole('link', { name: 'Sign in again' })).toBeVisible();
	await close();
});

test('signing out leaves nothing of it on the device', async ({ page }) => {
	const secret = await machine(server, { flags: flags('Yard fridge') });
	await tells(secret, { ...tooWarm, kind: 'full' });
	await signedIn(page, 'volunteer');
	await expect(cardOf(page, 'Yard fridge')).toBeVisible();
	await page.getByRole('link', { name: 'More' }).click();
	expect(await barriers(page)).toEqual([]);
	await page.getByRole('button', { name: 'Sign out' }).click();
	await page.waitForURL('**/sign-in/');
	const left = await page.evaluate(async () => {
		const kept = await (await caches.match('/kept/duty'))?.text();
		return [kept ?? '', JSON.stringify([localStorage, sessionStorage])].join('');
	});
	expect(left).not.toContain('Yard fridge');
	expect(left).not.toContain('token');
});

test.describe('in Arabic', () => {
	test.use({ locale: 'ar' });

	test('the inbox runs right to left, and nothing scrolls sideways', async ({ page }) => {
		const tall = await machine(server, { flags: flags('2 Fish 5 Loaves') });
		await tells(tall, tooWarm);
		await signedIn(page, 'volunteer');
		await expect(cardOf(page, '2 Fish 5 Loaves')).toContainText('تخلّص من الطعام المبرد ونظّف');
		await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
		await page.setViewportSize({ width: 320, height: 640 });
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
			320
		);
		expect(await barriers(page)).toEqual([]);
	});
});

test('[M20] what people on duty see is shown to nobody else', async () => {
	const { token } = await machine(server, { flags: flags('Any fridge') });
	const { token: theirs } = await person(server, 'volunteer');
	for (const path of ['/api/volunteer/alerts', '/api/volunteer/machines']) {
		expect((await call(server, 'GET', path)).status).toBe(401);
		expect((await call(server, 'GET', path, { token })).status).toBe(403);
		expect((await call(server, 'GET', path, { token: theirs })).status).toBe(200);
	}
});

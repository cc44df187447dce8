import type { Page } from '@playwright/test';
import { call, donation, machine, newId, person, status, type Machine } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { inStore } from '../support/in-store.ts';
import { startServer, type Server } from '../support/server.ts';
import { another, barriers, expect, readyOffline, test, takeLink, visit } from './support.ts';

let server: Server;
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server.stop());

/** One more way in for somebody: each is a device of its own. */
async function linkFor(email: string, role = 'volunteer'): Promise<string> {
	const made = await server.exes(
		...['person', 'create', '--email', email, '--role', role, '--name', 'Ada', '--json']
	);
	expect(made.stderr).toBe('');
	return (made.json as { signInUrl: string }).signInUrl;
}

/** A machine whose door stands open. */
async function openDoor(name: string): Promise<Machine> {
	const made = await machine(server, { flags: ['--name', name] });
	const { eventId, occurredAt, bootId, uptimeMs } = donation();
	const envelope = { eventId, epoch: newId(), seq: 1, occurredAt, bootId, uptimeMs };
	const alert = { type: 'alert', kind: 'door_open', severity: 'warning', cleared: false, slot: 1 };
	await call(server, 'POST', '/api/machine/events', {
		token: made.token,
		body: { events: [{ ...envelope, ...alert }] }
	});
	await call(server, 'POST', '/api/machine/status', { token: made.token, body: status() });
	return made;
}

const cardOf = (page: Page, name: string) => page.getByRole('article').filter({ hasText: name });
const alertOf = async (machineId: number) => {
	const { token } = await person(server, 'operator');
	const { body } = await call(server, 'GET', '/api/volunteer/alerts', { token });
	return (body.alerts as { machineId: number; state: string; claimedBy?: string }[]).find(
		(alert) => alert.machineId === machineId
	);
};

async function atWork(page: Page, email: string): Promise<void> {
	await takeLink(page, await linkFor(email));
	await page.waitForURL(/\/volunteer\/?$/);
	await expect(page.getByText('Up to date')).toBeVisible();
	await readyOffline(page);
	await expect
		.poll(() => page.evaluate(() => caches.match('/kept-section/volunteer').then(Boolean)))
		.toBe(true);
}

test('taken on without network: it says so, outlives a reload, and goes out by itself', async ({
	page,
	context
}) => {
	const left = await openDoor('Cellar fridge');
	await atWork(page, 'ada@x.example');
	const card = cardOf(page, 'Cellar fridge');
	await context.setOffline(true);
	await card.getByRole('button', { name: 'I’ll do it' }).click();
	await expect(card).toContainText('You see to it');
	await expect(card).toContainText('Not sent yet');
	await expect(page.getByText('1 thing you did is not sent yet.')).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	await page.reload();
	await expect(card).toContainText('Not sent yet');
	expect((await alertOf(left.machineId))?.claimedBy).toBeUndefined();

	await context.setOffline(false);
	await expect.poll(async () => (await alertOf(left.machineId))?.claimedBy).toBe('Ada');
	await expect(card).not.toContainText('Not sent yet');
	await expect(card).toContainText('You see to it');

	await card.getByRole('button', { name: 'Give it back' }).click();
	await expect.poll(async () => (await alertOf(left.machineId))?.claimedBy).toBeUndefined();
	await card.getByRole('button', { name: 'I’ll do it' }).click();
	await card.getByRole('button', { name: 'Done', exact: true }).click();
	await expect.poll(async () => await alertOf(left.machineId)).toBeUndefined();
	await expect(card).toHaveCount(0);
});

test('whoever was first has it, and the other one is told', async ({ page, context }) => {
	await openDoor('Attic fridge');
	await atWork(page, 'grace@x.example');
	await context.setOffline(true);
	await cardOf(page, 'Attic fridge').getByRole('button', { name: 'I’ll do it' }).click();
	const other = await another(context);
	await takeLink(other.page, await linkFor('lena@x.example'));
	await cardOf(other.page, 'Attic fridge').getByRole('button', { name: 'I’ll do it' }).click();
	await expect(cardOf(other.page, 'Attic fridge')).toContainText('You see to it');
	await expect(cardOf(other.page, 'Attic fridge')).not.toContainText('Not sent yet');
	await other.close();
	await context.setOffline(false);
	await expect(cardOf(page, 'Attic fridge')).toContainText('took this before you');
});

test('a phone that was shut out while it had no network: what it did arrives in quarantine, what it had is gone', async ({
	context
}) => {
	const left = await openDoor('Yard fridge');
	const lost = await another(context);
	await atWork(lost.page, 'linus@x.example');
	const card = cardOf(lost.page, 'Yard fridge');
	await lost.page.context().setOffline(true);
	await card.getByRole('button', { name: 'I’ll do it' }).click();
	await expect(card).toContainText('Not sent yet');

	// From the other device, while the phone hears nothing: it goes on working.
	const code = new URL(await linkFor('linus@x.example')).hash.slice(1);
	const signedIn = await call(server, 'POST', '/api/people/sign-in', { body: { code } });
	const { token } = signedIn.body as { token: string };
	const { body } = await call(server, 'GET', '/api/people/devices', { token });
	const phone = (body.devices as { deviceId: string; current: boolean }[]).find(
		(device) => !device.current
	);
	const path = `/api/people/devices/${phone?.deviceId ?? ''}/revoke`;
	expect((await call(server, 'POST', path, { token, body: {} })).status).toBe(200);
	await expect(card).toContainText('You see to it');

	await lost.page.context().setOffline(false);
	await expect(
		lost.page.getByRole('heading', { name: 'This device was signed out' })
	).toBeVisible();
	await expect(lost.page.getByText(/everything of the network is gone/)).toBeVisible();
	expect(await barriers(lost.page)).toEqual([]);
	using store = new Store(server);
	const kept = store.all(
		`SELECT "code", "body" FROM "quarantine" WHERE "machineId" = ?`,
		left.machineId
	);
	expect(kept).toMatchObject([{ code: 'device_revoked' }]);
	expect(kept[0]?.['body']).toContain('claim');
	expect((await alertOf(left.machineId))?.claimedBy).toBeUndefined();

	const rest = await lost.page.evaluate(async () => [
		...(await indexedDB.databases()).map(({ name }) => name ?? ''),
		...(await caches.keys()),
		JSON.stringify([localStorage, sessionStorage])
	]);
	expect(rest.join()).not.toMatch(/exes-duty|people|session|Yard|token/);
	await lost.page.reload();
	await expect(lost.page.getByRole('heading', { name: 'Sign in first' })).toBeVisible();
	await lost.close();

	const lead = await another(context);
	await takeLink(lead.page, await linkFor('olga@x.example', 'operator'));
	await lead.page.waitForURL(/\/operator\/?$/);
	await visit(lead.page, `${server.url}/operator/held`);
	const held = lead.page.getByRole('article').filter({ hasText: 'Yard fridge' });
	await expect(held).toContainText('Word about a task');
	await expect(held).toContainText('It came from a device that was signed out.');
	expect(await barriers(lead.page)).toEqual([]);
	await held.getByRole('button', { name: 'Dismiss' }).click();
	await held.getByRole('button', { name: 'Keep it' }).click();
	await held.getByRole('button', { name: 'Count it' }).click();
	await expect(lead.page.getByText('It counts now.').last()).toBeVisible();
	await expect(
		lead.page.getByRole('heading', { name: 'Nothing waits for a decision' })
	).toBeVisible();
	expect((await alertOf(left.machineId))?.claimedBy).toBe('Ada');
	await lead.close();
});

test('[S3] [S6] how long the oldest has waited is on every page, and what was held back on one of its own, with the reason', async ({
	page,
	context
}) => {
	await page.clock.install();
	await openDoor('Porch fridge');
	await atWork(page, 'mary@x.example');
	await context.setOffline(true);
	await cardOf(page, 'Porch fridge').getByRole('button', { name: 'I’ll do it' }).click();
	const unsent = page.getByTestId('unsent');
	await expect(unsent).toContainText('1 thing you did is not sent yet.');
	await page.clock.fastForward(2 * 3_600_000 + 60_000);
	await expect(unsent).toContainText('The oldest has waited for 2 h');
	await page.getByRole('link', { name: 'Machines', exact: true }).click();
	await expect(unsent).toContainText('The oldest has waited for 2 h');

	// The disk has garbled it, so that the server cannot read it.
	const names = await page.evaluate(async () =>
		(await indexedDB.databases()).map(({ name }) => name ?? '')
	);
	const name = names.find((one) => one.startsWith('exes-duty-')) ?? '';
	const kept = await inStore<{ fact: object }>(page, name, 'rows', 'get', [1, 1]);
	await inStore(page, name, 'rows', 'put', { ...kept, fact: { ...kept.fact, action: 'garbled' } });
	await context.setOffline(false);
	const note = page.getByRole('status').filter({ hasText: 'does not count yet' });
	await expect(note).toContainText('1 thing you did does not count yet.');
	await expect(unsent).toBeHidden();
	await note.getByRole('link', { name: 'See why' }).click();
	const held = page.getByRole('article').filter({ hasText: 'Porch fridge' });
	await expect(held).toContainText('The server could not read it.');
	await expect(held).toContainText('An operator decides about it.');
	expect(await barriers(page)).toEqual([]);
	using store = new Store(server);
	expect(store.all(`SELECT "code" FROM "quarantine" WHERE "body" LIKE '%garbled%'`)).toEqual([
		{ code: 'malformed' }
	]);
});

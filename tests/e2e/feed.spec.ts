import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { call, donation, machine, newId, status, type Machine } from '../support/api.ts';
import { Duty } from '../support/duty.ts';
import { enrolmentOn, giveBread, keptForOffline, takeOne } from '../support/kiosk.ts';
import { startServer, type Server } from '../support/server.ts';
import { expect, readyOffline, takeLink, test } from './support.ts';

// State down, in a real browser against the real server [S8 to S12].

let folder: string;
let server: Server;
test.beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'exes-feed-'));
	server = await startServer({ dataDir: join(folder, 'data') });
});
test.afterEach(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});
test.slow();

const doors = (page: Page) => page.getByRole('list', { name: 'What is behind the doors' });
const doorOf = (page: Page, food: string) =>
	doors(page).getByRole('listitem').filter({ hasText: food });

/** A kiosk whose status goes as often as may be. */
async function kioskOn(page: Page): Promise<number> {
	const { enrolmentCode, machineId } = await enrolmentOn(server, 'Feed');
	const set = await server.exes('config', 'set', String(machineId), 'interval=10');
	expect(set.code, set.stderr).toBe(0);
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	return machineId;
}

/** Somebody discards all of a lot, by their phone. */
async function discard(machineId: number, lotId: string): Promise<void> {
	using duty = new Duty(server);
	const { token } = await duty.person({ role: 'operator' });
	const { lot: _, evidence: __, ...envelope } = donation({}, { epoch: newId() });
	const waste = { type: 'expired', lotId, portions: 2, reason: 'unsafe', final: true };
	const body = { events: [{ ...envelope, ...waste, machineId }] };
	const told = await call(server, 'POST', '/api/volunteer/events', { token, body });
	expect(told.body).toMatchObject({ results: [{ result: 'accepted' }] });
}

const lotsOf = (machineId: number) => {
	using duty = new Duty(server);
	return duty.store.all(
		`SELECT "lotId", "portions" FROM "lots" WHERE "machineId" = ? ORDER BY "donatedAt"`,
		machineId
	) as { lotId: string; portions: number }[];
};

/** Every number of portions that a door has shown, in order, without repeats. */
async function recordShown(page: Page): Promise<() => Promise<string[]>> {
	await page.evaluate(() => {
		const seen: string[] = [];
		const look = () => {
			const text = document.querySelector('main')?.textContent ?? '';
			const shown = (text.match(/Bread.{0,4}\d+/g) ?? []).join(' | ');
			if (seen.at(-1) !== shown) seen.push(shown);
		};
		new MutationObserver(look).observe(document.body, {
			...{ subtree: true, childList: true, characterData: true }
		});
		look();
		Object.assign(globalThis, { seen });
	});
	return () => page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
}

test('[S12] what was given is shown once: before the answer, after it, after the pull, without network and over a reload', async ({
	page,
	context
}) => {
	const machineId = await kioskOn(page);
	await giveBread(page, 2);
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
	await expect(doorOf(page, 'Bread')).toContainText('2');
	const shown = await recordShown(page);
	await expect
		.poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)))
		.toContainEqual(expect.stringMatching(/exes-feed-kiosk--\d+--lots/));
	await page.waitForResponse((answer) => answer.url().includes('/api/sync/changes'));
	expect(await shown(), 'nothing flickered').toHaveLength(1);

	await keptForOffline(page);
	await context.setOffline(true);
	await page.reload();
	await expect(doorOf(page, 'Bread')).toContainText('2');
	await takeOne(page);
	await expect(doorOf(page, 'Bread')).toContainText('1');
	await page.reload();
	await expect(doorOf(page, 'Bread')).toContainText('1');
	await context.setOffline(false);
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
	await expect.poll(() => lotsOf(machineId)).toMatchObject([{ portions: 1 }]);
	await expect(doorOf(page, 'Bread')).toContainText('1');
});

test('[S12] what somebody else did at the machine is on its screen', async ({ page }) => {
	const machineId = await kioskOn(page);
	await giveBread(page, 2);
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
	const [bread] = lotsOf(machineId);
	await discard(machineId, bread?.lotId ?? '');
	await expect(doorOf(page, 'Bread')).toHaveCount(0, { timeout: 30_000 });
	await expect(page.getByRole('button', { name: /^Take food/ })).toBeDisabled();
});

test('[S8, M15] a server restored from a copy: the kiosk loses nothing of what it shows', async ({
	page
}) => {
	const machineId = await kioskOn(page);
	await giveBread(page, 2);
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
	await server.stop();
	cpSync(join(folder, 'data'), join(folder, 'copy'), { recursive: true });
	await server.restart();
	await giveBread(page, 4);
	await expect.poll(() => lotsOf(machineId)).toHaveLength(2);
	const shown = await recordShown(page);

	await server.stop();
	rmSync(join(folder, 'data'), { recursive: true });
	cpSync(join(folder, 'copy'), join(folder, 'data'), { recursive: true });
	await server.restart();
	await expect.poll(() => lotsOf(machineId), { timeout: 60_000 }).toHaveLength(2);
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
	await expect(doorOf(page, 'Bread')).toHaveCount(2);
	expect(await shown(), 'nothing flickered').toHaveLength(1);
});

/** A machine of these areas whose door stands open. */
async function openDoor(name: string, ...areaIds: string[]): Promise<Machine> {
	const made = await machine(server, { flags: ['--name', name] });
	using duty = new Duty(server);
	for (const areaId of areaIds) duty.join(areaId, made.machineId);
	await raise(made);
	return made;
}

async function raise(made: Machine, slot = 1): Promise<void> {
	const { eventId, occurredAt, bootId, uptimeMs } = donation();
	const envelope = { eventId, epoch: newId(), seq: 1, occurredAt, bootId, uptimeMs };
	const alert = { type: 'alert', kind: 'door_open', severity: 'warning', cleared: false, slot };
	await call(server, 'POST', '/api/machine/events', {
		token: made.token,
		body: { events: [{ ...envelope, ...alert }] }
	});
	await call(server, 'POST', '/api/machine/status', { token: made.token, body: status() });
}

const cards = (page: Page, name: string) => page.getByRole('article').filter({ hasText: name });

/** Somebody on duty, whose page follows the feed. */
async function atWork(page: Page, email: string): Promise<void> {
	const made = await server.exes(
		...['person', 'create', '--email', email, '--role', 'volunteer', '--name', 'Ada', '--json']
	);
	await takeLink(page, (made.json as { signInUrl: string }).signInUrl);
	await page.waitForURL(/\/volunteer\/?$/);
	await expect(page.getByText('Up to date')).toBeVisible();
	await follows(page);
}

const follows = (page: Page) =>
	expect
		.poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)))
		.toContainEqual(expect.stringContaining('exes-feed'));

test('[S9] an alert is on the phone within a second, in every tab, and there without network', async ({
	page,
	context
}) => {
	const made = await openDoor('Cellar fridge');
	await atWork(page, 'ada@x.example');
	await expect(cards(page, 'Cellar fridge')).toHaveCount(1);
	await readyOffline(page);
	const other = await context.newPage();
	await other.goto(`${server.url}/volunteer/`);
	await expect(cards(other, 'Cellar fridge')).toHaveCount(1);

	await raise(made, 2);
	await expect(cards(page, 'Cellar fridge')).toHaveCount(2, { timeout: 5_000 });
	await expect(cards(other, 'Cellar fridge')).toHaveCount(2, { timeout: 5_000 });
	await expect
		.poll(() => page.evaluate(() => caches.match('/kept-section/volunteer').then(Boolean)))
		.toBe(true);
	await other.close();
	await context.setOffline(true);
	await page.reload();
	await expect(cards(page, 'Cellar fridge')).toHaveCount(2);
	await expect(page.getByText('No network')).toBeVisible();
});

test('[S9] [S12] a kept task comes by the feed, is ended without network, and is gone once that is known', async ({
	page,
	context
}) => {
	const made = await openDoor('Cellar fridge');
	await atWork(page, 'ada@x.example');
	await readyOffline(page);
	const spoilt = { dateKind: 'useBy', date: '2020-01-01' };
	const events = [donation(spoilt, { type: 'donate', epoch: newId() })];
	const told = await call(server, 'POST', '/api/machine/events', {
		token: made.token,
		body: { events }
	});
	expect(told.body).toMatchObject({ results: [{ result: 'acceptedWithWarning' }] });
	const card = cards(page, 'Take out food that is past its date');
	await expect(card).toHaveCount(1, { timeout: 5_000 });
	await expect.poll(() => everythingKept(page)).toContain('use_by_past');
	await expect
		.poll(() => page.evaluate(() => caches.match('/kept-section/volunteer').then(Boolean)))
		.toBe(true);

	await context.setOffline(true);
	await page.reload();
	await card.getByRole('button', { name: 'I’ll do it' }).click();
	await card.getByRole('button', { name: 'Done', exact: true }).click();
	await expect(card).toContainText('Not sent yet');
	await page.reload();
	await expect(card).toContainText('Not sent yet');
	await context.setOffline(false);
	await expect(card).toHaveCount(0, { timeout: 15_000 });
	await expect.poll(() => everythingKept(page)).not.toContain('use_by_past');
});

test('[S8] whose area is another one has nothing of the first on the device', async ({ page }) => {
	using duty = new Duty(server);
	const [north, south] = [duty.area('North'), duty.area('South')];
	await openDoor('North fridge', north);
	await openDoor('South fridge', south);
	await atWork(page, 'ada@x.example');
	const grant = (areaId: string) => {
		duty.store.run(`UPDATE "grants" SET "areaId" = ? WHERE "endsAt" = 0`, areaId);
	};
	grant(north);
	await page.reload();
	await expect(cards(page, 'North fridge')).toHaveCount(1);
	await expect(cards(page, 'South fridge')).toHaveCount(0);
	grant(south);
	await page.reload();
	await expect(cards(page, 'South fridge')).toHaveCount(1);
	await expect(cards(page, 'North fridge')).toHaveCount(0);
	await expect.poll(() => everythingKept(page)).not.toContain('North fridge');
	expect(await everythingKept(page)).toContain('South fridge');
});

/** All that this origin keeps of the feed, and of lists. */
const everythingKept = (page: Page): Promise<string> =>
	page.evaluate(async () => {
		const all: unknown[] = [];
		for (const { name } of await indexedDB.databases()) {
			if (!name?.includes('exes-feed')) continue;
			const db = await new Promise<IDBDatabase>((done, fail) => {
				const opening = indexedDB.open(name);
				opening.onsuccess = () => {
					done(opening.result);
				};
				opening.onerror = () => {
					fail(new Error(name));
				};
			});
			for (const table of db.objectStoreNames) {
				const reading = db.transaction(table).objectStore(table).getAll();
				await new Promise((done) => (reading.onsuccess = done));
				all.push(
					...(reading.result as { _deleted?: unknown }[]).filter(
						({ _deleted }) => _deleted !== '1' && _deleted !== true
					)
				);
			}
			db.close();
		}
		return JSON.stringify(all);
	});

test('a phone that is signed out keeps nothing of the feed', async ({ page }) => {
	await openDoor('Attic fridge');
	await atWork(page, 'grace@x.example');
	await expect.poll(() => everythingKept(page)).toContain('Attic fridge');
	await page.goto(`${server.url}/volunteer/more/`);
	await page.getByRole('button', { name: 'Sign out' }).click();
	// RxDB empties its databases; their names stay.
	await expect.poll(() => everythingKept(page)).toBe('[]');
});

import type { Page } from '@playwright/test';
import type { Snapshot } from '../../src/domain/shapes/snapshot.ts';
import type { LotRecord } from '../../src/domain/shapes/sync.ts';
import { standIn } from '../support/feed-stand-in.ts';
import { enrolmentOn, giveBread, giveMilk, keptForOffline } from '../support/kiosk.ts';
import type { Server } from '../support/server.ts';
import { barriers, expect, testWithServer } from './support.ts';

const test = testWithServer({ env: { EXES_POLICY: 'uk' } });

test.use({ viewport: { width: 1080, height: 1920 } });
test.slow();

const DAY = 24 * 60 * 60 * 1_000;
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

/** Makes the page a kiosk: of a new machine, or of the one that this code is for. */
async function kioskOn(page: Page, server: Server, code?: string): Promise<number> {
	const { machineId, enrolmentCode } = code
		? { machineId: 0, enrolmentCode: code }
		: await enrolmentOn(server);
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
	return machineId;
}

/** A lot of an older epoch, as the feed tells it. */
function recordOf(machineId: number, lot: Snapshot['machines'][number]['lots'][number]): LotRecord {
	const { lotId, slot, portions, from: _, until: __, ...described } = lot;
	return {
		...{ machineId, lotId, slot, portions, closed: false, unconfirmed: false },
		...{ donatedAt: Date.now(), described },
		...{ appliedEpoch: 'older0000000000', appliedSeq: 1, missingSeqs: [] }
	};
}

test('[F4] what the policy refuses is refused with the reason, and what else to do', async ({
	page,
	server
}) => {
	await kioskOn(page, server);
	await press(page, /^Give food/);
	await press(page, 'Milk, cheese, yoghurt');
	await press(page, 'Raw milk, or cheese of raw milk');
	await expect(page.getByRole('heading')).toContainText('This machine cannot take this: Raw milk');
	await expect(page.getByText('very ill')).toBeVisible();
	await expect(page.getByRole('status')).toContainText('Use it at home');
	await expect(page.getByText('Food rules uk-1.')).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	await press(page, 'Give something else');
	await expect(page.getByRole('heading', { name: 'What are you giving?' })).toBeVisible();
	// Bread may be none of these: nobody is asked.
	await press(page, 'Bread');
	await expect(page.getByRole('heading', { name: 'Which date is on the packet?' })).toBeVisible();
	await press(page, 'Stop');
	// No door was opened for what was refused, and nothing was noted.
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
	await expect(page.getByRole('button', { name: /^Take food/ })).toBeDisabled();
});

test('[F4] cooked food is asked for its label, and carries the answer', async ({
	page,
	server
}) => {
	await kioskOn(page, server);
	await press(page, /^Give food/);
	await press(page, 'Cooked meal');
	await press(page, 'No label with its ingredients');
	await expect(page.getByRole('status')).toContainText('Write a label with the ingredients');
	await press(page, 'Give something else');
	await press(page, 'Cooked meal');
	const sent = page.waitForRequest(
		(request) =>
			request.url().endsWith('/api/machine/events') && !!request.postData()?.includes('donate')
	);
	await press(page, 'None of these');
	await press(page, 'Next');
	await press(page, 'None of these');
	await press(page, 'Next');
	await press(page, /^Open door/);
	await expect(page.getByRole('heading', { name: /^Thank you/ })).toBeVisible({ timeout: 15_000 });
	const { events } = (await sent).postDataJSON() as { events: { lot: { labelled?: boolean } }[] };
	expect(events[0]?.lot.labelled).toBe(true);
	await press(page, /^Done/);
	await expect(page.getByRole('button', { name: /^Take food/ })).toBeEnabled();
});

test('[F9] after a start at which the clock is a day behind, what spoils is withheld until the server says the date', async ({
	page,
	context,
	server
}) => {
	await page.clock.install();
	await kioskOn(page, server);
	await giveMilk(page);
	await giveBread(page, 2);
	await keptForOffline(page);
	const take = page.getByRole('button', { name: /^Take food/ });
	const note = page.locator('[data-note="clock"]');
	const doors = page.getByRole('list', { name: 'What is behind the doors' });
	await expect(take).toBeEnabled();
	await expect(note).toBeHidden();

	// The power goes, and with it the network and the battery of the clock.
	await context.setOffline(true);
	await page.clock.setSystemTime(Date.now() - DAY);
	await page.reload();
	await expect(note).toContainText('This machine is not sure what day it is.');
	await expect(note).toContainText('until the server has told the date');
	await expect(doors).toContainText('Waits for the date');
	expect(await barriers(page)).toEqual([]);
	// Bread keeps: it may be taken. Milk does not, and is not in the list.
	await take.click();
	await expect(page.getByRole('heading', { name: 'Bread' })).toBeVisible();
	await expect(page.getByRole('heading', { name: /^Milk/ })).toBeHidden();
	await expect(note).toBeVisible();
	await press(page, 'Back');
	// Giving goes on; what is given now waits as well.
	await giveMilk(page);
	await expect(doors.getByText('Waits for the date')).toHaveCount(2);

	await context.setOffline(false);
	await expect(note).toBeHidden({ timeout: 30_000 });
	await expect(doors.getByText('Waits for the date')).toHaveCount(0);
	await take.click();
	await expect(page.getByRole('heading', { name: /^Milk/ })).toHaveCount(2);
});

test('[F9] a clock 10 years ahead withholds without network; the server corrects it', async ({
	page,
	context,
	server
}) => {
	await page.clock.install();
	await kioskOn(page, server);
	// Not milk: the simulated board takes ten years for a time without power, which locks its fridge [F5].
	await giveBread(page, 1);
	await keptForOffline(page);
	const take = page.getByRole('button', { name: /^Take food/ });
	await context.setOffline(true);
	await page.clock.setSystemTime(Date.now() + 3_650 * DAY);
	await page.reload();
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	await expect(take).toBeDisabled();
	await context.setOffline(false);
	await expect(take).toBeEnabled({ timeout: 30_000 });
	// Nor does the wrong time come back with the next start.
	await page.clock.setSystemTime(Date.now());
	await context.setOffline(true);
	await page.reload();
	await expect(take).toBeEnabled();
	await expect(page.locator('[data-note="clock"]')).toBeHidden();
});

test('[M3a] a kiosk that begins anew does not know what is inside: it takes food, and gives out nothing chilled', async ({
	page,
	browser,
	server
}) => {
	const machineId = await kioskOn(page, server);
	await expect(page.locator('[data-note="contents"]')).toBeHidden();
	await giveMilk(page);
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
	await expect(page.getByRole('button', { name: /^Take food/ })).toBeEnabled();

	const shown = async (): Promise<Snapshot['machines'][number]['lots']> => {
		const answer = await page.request.get(`${server.url}/api/public/snapshot`);
		const { machines } = (await answer.json()) as Snapshot;
		return machines.find((one) => one.machineId === machineId)?.lots ?? [];
	};
	await expect.poll(shown).toHaveLength(1);
	const [older] = await shown();

	// Another device takes its place, with nothing on it.
	const again = await server.exes('machine', 're-enrol', String(machineId), '--json');
	const { enrolmentCode } = again.json as { enrolmentCode: string };
	const viewport = { width: 1280, height: 800 };
	const context = await browser.newContext({ viewport, locale: 'en' });
	const feed = await standIn(context);
	feed.trouble = { kind: 'noAnswer' };
	const anew = await context.newPage();
	await kioskOn(anew, server, enrolmentCode);
	const note = anew.locator('[data-note="contents"]');
	await expect(note).toContainText('does not know yet what is inside');
	const take = anew.getByRole('button', { name: /^Take food/ });
	await expect(take).toBeDisabled();
	await expect(take).toContainText('Not known yet');
	await expect(anew.getByText('Not sure', { exact: true })).not.toHaveCount(0);
	await expect(anew.getByText('Empty', { exact: true })).toHaveCount(0);
	expect(await barriers(anew)).toEqual([]);

	await giveMilk(anew);
	await expect(take).toBeDisabled();
	await expect(take).toContainText('Chilled food waits');
	await giveBread(anew, 2);
	await press(anew, /^Take food/);
	await expect(anew.getByRole('listitem')).toHaveCount(1);
	await expect(note).toBeVisible();
	await press(anew, 'Back');
	await expect(anew.getByTestId('unsent')).toHaveText('Everything is sent');

	// Over a restart too, until the server has told what it knows to be inside.
	await anew.reload();
	await expect(note).toBeVisible();
	feed.trouble = null;
	if (older) feed.put('lots', older.lotId, recordOf(machineId, older));
	await anew.reload();
	await expect(note).toBeHidden();
	await press(anew, /^Take food/);
	await expect(anew.getByRole('listitem')).toHaveCount(3);
	await context.close();
});

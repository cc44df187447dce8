import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { barriers, expect, testWithServer } from './support.ts';
import { giveBread, keptForOffline, type Enrolment } from '../support/kiosk.ts';
import type { Server } from '../support/server.ts';

/** A kiosk between the operator and the server: confirmed, rejected, refused. */
const test = testWithServer();

test.use({ viewport: { width: 1080, height: 1920 } });
test.slow();

/** What the browser itself reports of an answer that a test is about. */
const REFUSED = /status of 40[13]/;
test.afterEach(({ faults }) => {
	faults.splice(0, faults.length, ...faults.filter((fault) => !REFUSED.test(fault)));
});

async function enrolment(server: Server, ...flags: string[]): Promise<Enrolment> {
	const place = ['--name', 'Corner', '--lat', '40.7', '--lon', '-74'];
	const made = await server.exes('machine', 'enrol', ...place, ...flags, '--json');
	expect(made.code, made.stderr).toBe(0);
	return made.json as Enrolment;
}

const start = (page: Page) => page.getByRole('button', { name: /^Give food/ });
const digitsOn = async (page: Page): Promise<string> =>
	((await page.getByTestId('digits').textContent()) ?? '').trim();

test('[M6] a held kiosk shows six digits, over reload and without network, and goes on when they are typed', async ({
	page,
	context,
	server
}) => {
	const { machineId, enrolmentCode } = await enrolment(server, '--hold');
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await expect(page.getByTestId('digits')).toHaveText(/^\s*\d{3} \d{3}\s*$/);
	const digits = await digitsOn(page);
	await expect(
		page.getByText(`machine confirm ${machineId} ${digits.replace(' ', '')}`)
	).toBeVisible();
	await expect(page.getByRole('status')).toContainText('Waiting for the operator');
	expect(await barriers(page)).toEqual([]);

	await page.reload();
	await expect(page.getByTestId('digits')).toHaveText(digits);

	await keptForOffline(page);
	await context.setOffline(true);
	await page.reload();
	await expect(page.getByTestId('digits')).toHaveText(digits);
	await expect(page.getByRole('status')).toContainText('does not answer');
	await context.setOffline(false);
	await expect(page.getByRole('status')).toContainText('Waiting for the operator');

	const other = digits === '000 000' ? '000 001' : '000 000';
	expect((await server.exes('machine', 'confirm', String(machineId), other)).code).toBe(1);
	await expect(page.getByTestId('digits')).toBeVisible();
	const confirmed = await server.exes('machine', 'confirm', String(machineId), digits);
	expect(confirmed.code, confirmed.stderr).toBe(0);
	await expect(start(page)).toBeVisible({ timeout: 30_000 }); // it asks every 15 s
	await giveBread(page, 1);
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
});

test('[M6] a rejected kiosk says so, also after a reload, and takes another code', async ({
	page,
	server
}) => {
	const { machineId, enrolmentCode } = await enrolment(server, '--hold');
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await expect(page.getByTestId('digits')).toBeVisible();
	await server.exes('machine', 'reject', String(machineId));
	await page.reload(); // sooner than it would ask
	const heading = page.getByRole('heading', { name: 'The operator has not accepted this kiosk.' });
	await expect(heading).toBeVisible();
	await expect(page.getByTestId('digits')).toBeHidden();
	expect(await barriers(page)).toEqual([]);
	await page.reload();
	await expect(heading).toBeVisible();

	const again = await server.exes('machine', 're-enrol', String(machineId), '--json');
	await page.getByRole('button', { name: 'Type another code' }).click();
	const code = (again.json as Enrolment).enrolmentCode;
	await page.getByRole('textbox', { name: /Enrolment code/ }).fill(code);
	await page.getByRole('button', { name: 'Enrol this kiosk' }).click();
	await expect(start(page)).toBeVisible();
});

test('[M8] refused for a day it says that it needs service, and gives its facts as a file that the server takes', async ({
	page,
	server
}) => {
	await page.clock.install();
	const { machineId, enrolmentCode } = await enrolment(server);
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await expect(start(page)).toBeEnabled();
	await server.exes('machine', 'revoke', String(machineId));
	// It goes on serving people, and keeps what they do.
	await giveBread(page, 2);
	await giveBread(page, 1);
	await page.clock.fastForward(120_000);
	const note = page.getByRole('status').filter({ hasText: /\d records/ });
	await expect(note).toContainText('does not accept this machine at the moment');
	await expect(page.getByRole('button', { name: 'Save as a file' })).toBeHidden();

	await page.clock.fastForward(24 * 3_600_000);
	await expect(note).toContainText(/This machine needs service, \d+ records unsent\./);
	expect(await barriers(page)).toEqual([]);
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save as a file' }).click();
	const file = await download;
	expect(file.suggestedFilename()).toMatch(new RegExp(`^exes-facts-${machineId}-.*\\.json$`));
	const path = await file.path();
	const text = await readFile(path, 'utf8');
	const secretOf = await page.evaluate(
		() =>
			new Promise<string>((done, fail) => {
				const opening = indexedDB.open('exes-kiosk');
				opening.onerror = () => {
					fail(new Error('no store'));
				};
				opening.onsuccess = () => {
					const asked = opening.result.transaction('kept').objectStore('kept').get('identity');
					asked.onsuccess = () => {
						done((asked.result as { value: { secret: string } }).value.secret);
					};
				};
			})
	);
	expect(secretOf).toHaveLength(43);
	expect(text).not.toContain(secretOf);
	expect(text).not.toContain(createHash('sha256').update(secretOf).digest('hex'));

	// Two gifts, and what the board told over a day that went by at once.
	const { events } = JSON.parse(text) as { events: { type: string }[] };
	expect(events.filter(({ type }) => type === 'donate')).toHaveLength(2);
	const rows = events.length;
	const dry = await server.exes('import', 'facts', path, '--json');
	expect([dry.code, dry.json]).toMatchObject([0, { applied: false, rows, accepted: rows }]);
	const done = await server.exes('import', 'facts', path, '--apply', '--json');
	expect([done.code, done.json]).toMatchObject([0, { applied: true, accepted: rows, errors: [] }]);
	const again = await server.exes('import', 'facts', path, '--apply', '--json');
	expect(again.json).toMatchObject({ accepted: 0, duplicate: rows });
});

import AxeBuilder from '@axe-core/playwright';
import { Store } from '../support/fleet.ts';
import { barriers, expect, testWithServer } from './support.ts';
import {
	enrolmentOn,
	giveBread,
	keptForOffline,
	knownCold,
	newKiosk,
	takeOne
} from '../support/kiosk.ts';

const test = testWithServer();

test.use({ viewport: { width: 1080, height: 1920 } });
test.slow();

/** As a new machine is configured. */
const SESSION_MS = 60_000;

test('[M5] a code works once, and its refusal is told in words', async ({ page, server }) => {
	const { enrolmentCode } = await enrolmentOn(server);
	await page.goto(`${server.url}/kiosk/`);
	await page.getByRole('button', { name: 'Enrol this kiosk' }).click();
	await expect(page.getByRole('alert')).toHaveText('Type the code first.');
	await page.context().setOffline(true);
	await page.getByRole('textbox', { name: /Enrolment code/ }).fill(enrolmentCode);
	await page.getByRole('button', { name: 'Enrol this kiosk' }).click();
	await expect(page.getByRole('alert')).toContainText('The code is still good');
	await page.context().setOffline(false);
	// People type small letters and hyphens.
	const typed = enrolmentCode.toLowerCase().replace(/(.{5})(?!$)/g, '$1-');
	await page.getByRole('textbox', { name: /Enrolment code/ }).fill(typed);
	await page.getByRole('button', { name: 'Enrol this kiosk' }).click();
	await page.getByRole('button', { name: /^Simulated doors/ }).click();
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeVisible();
});

test('what was given can be taken; the page has no accessibility faults', async ({
	page,
	server
}) => {
	await newKiosk(page, server);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	await expect(page.getByRole('button', { name: /^Take food/ })).toBeDisabled();
	await giveBread(page, 2);
	const doors = page.getByRole('list', { name: 'What is behind the doors' });
	await expect(doors.getByRole('listitem').nth(6)).toContainText('Bread');
	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ') ?? ''}`)).toEqual(
		[]
	);
	await takeOne(page);
	await takeOne(page);
	await expect(page.getByRole('button', { name: /^Take food/ })).toBeDisabled();
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');
});

test('after an outage the server hears at once that nothing waits any more', async ({
	page,
	context,
	server
}) => {
	const { machineId } = await newKiosk(page, server);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	await keptForOffline(page);
	using store = new Store(server);
	const pending = () =>
		store.all('SELECT "outboxPending" FROM "machineStatus" WHERE "machineId" = ?', machineId)[0]?.[
			'outboxPending'
		];
	await knownCold(server, machineId);
	await context.setOffline(true);
	await giveBread(page, 2);
	// The status that an outage ends with says that one waits.
	let said: unknown = null;
	await page.route('**/api/machine/events', async (route) => {
		await expect.poll(pending).toBe(1);
		said = pending();
		await route.continue();
	});
	await context.setOffline(false);
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent', { timeout: 30_000 });
	expect(said).toBe(1);
	await expect.poll(pending, { timeout: 5_000 }).toBe(0);
});

test('[F2] past its use-by nothing is taken in, and it says why', async ({ page, server }) => {
	await newKiosk(page, server);
	await page.getByRole('button', { name: /^Give food/ }).click();
	await page.getByRole('button', { name: 'Milk, cheese, yoghurt' }).click();
	await page.getByRole('button', { name: 'None of these' }).click();
	await expect(page.getByRole('button', { name: 'Next' })).toBeEnabled();
	await page.getByRole('button', { name: 'Day earlier' }).click();
	await expect(page.getByText('That date is over.')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Next' })).toBeDisabled();
	await page.getByRole('button', { name: 'Stop' }).click();
	await page.getByRole('button', { name: /^Give food/ }).click();
	await page.getByRole('button', { name: 'Frozen food' }).click();
	await expect(
		page.getByRole('heading', { name: 'There is no free door for this.' })
	).toBeVisible();
});

test('starts from its cache without network, in the language that was chosen', async ({
	page,
	context,
	server
}) => {
	await newKiosk(page, server);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeVisible();
	await keptForOffline(page);
	await context.setOffline(true);
	await page.reload();
	await page.getByRole('button', { name: 'Language' }).click();
	await page.getByRole('button', { name: 'العربية' }).click();
	await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
	await page.reload();
	await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
	await expect(page.getByRole('button', { name: /خذ طعامًا/ })).toBeVisible();
});

test('asks before it clears the screen, and loses nothing while it asks', async ({
	page,
	server
}) => {
	const { enrolmentCode } = await enrolmentOn(server);
	await page.clock.install();
	await page.goto(`${server.url}/kiosk/?doors=simulated#${enrolmentCode}`);
	await page.getByRole('button', { name: /^Give food/ }).click();
	await page.getByRole('button', { name: 'Bread' }).click();
	await page.getByRole('button', { name: 'Use by' }).click();
	const question = page.getByRole('dialog', { name: 'Do you need more time?' });
	// It can be lengthened as often as one likes, ten times at least.
	for (let i = 0; i < 10; i++) {
		await page.clock.fastForward(SESSION_MS + 2_000);
		await expect(question).toBeVisible();
		await page.getByRole('button', { name: 'More time' }).click();
		await expect(question).toBeHidden();
		await expect(page.getByRole('button', { name: 'Use by' })).toHaveAttribute(
			'aria-pressed',
			'true'
		);
	}
	// Escape asks for more as well.
	await page.clock.fastForward(SESSION_MS + 2_000);
	await expect(question).toBeVisible();
	// A browser tells a close with the next frame: on a busy machine that is after the next question.
	await question.evaluate((dialog) => {
		const late = (event: Event): void => {
			event.stopImmediatePropagation();
		};
		dialog.addEventListener('close', late, { capture: true, once: true });
	});
	await page.keyboard.press('Escape');
	await expect(question).toBeHidden();
	await page.clock.fastForward(SESSION_MS + 2_000);
	await expect(question).toBeVisible();
	await question.dispatchEvent('close');
	await page.clock.fastForward(2_000);
	await expect(question).toBeVisible();
	await page.clock.fastForward(21_000);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeVisible();
	await expect(question).toBeHidden();
});

test('a second window waits until the first is closed', async ({ page, context, server }) => {
	await newKiosk(page, server);
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeVisible();
	const second = await context.newPage();
	await second.goto(`${server.url}/kiosk/`);
	await expect(second.getByRole('heading')).toHaveText('This kiosk is open in another window.');
	await page.close();
	await expect(second.getByRole('button', { name: /^Give food/ })).toBeVisible();
});

test('[S5] on a full disk copies go first, and what cannot be saved is never said to be', async ({
	page,
	server,
	faults
}) => {
	await newKiosk(page, server, { name: 'Full disk' });
	await expect(page.getByRole('button', { name: /^Give food/ })).toBeEnabled();
	await page.evaluate(() => {
		const full = globalThis as { disk?: 'full until room is made' | 'full' };
		full.disk = 'full until room is made';
		for (const name of ['add', 'put'] as const) {
			const write = Reflect.get(IDBObjectStore.prototype, name) as (...args: unknown[]) => unknown;
			Reflect.set(IDBObjectStore.prototype, name, function (this: unknown, ...args: unknown[]) {
				if (full.disk) throw new DOMException('The disk is full.', 'QuotaExceededError');
				return write.apply(this, args);
			});
		}
		const give = caches.delete.bind(caches);
		caches.delete = (name) => {
			if (full.disk === 'full until room is made') delete full.disk;
			return give(name);
		};
	});
	await giveBread(page, 2);
	await expect(page.getByRole('listitem').filter({ hasText: 'Bread' }).first()).toBeVisible();
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');

	await page.evaluate(() => {
		(globalThis as { disk?: string }).disk = 'full';
	});
	await page.getByRole('button', { name: /^Take food/ }).click();
	await page.getByRole('listitem').getByRole('button').first().click();
	await page.getByRole('button', { name: /^Open door/ }).click();
	await expect(page.getByRole('heading', { name: 'That was not saved.' })).toBeVisible();
	expect(await barriers(page)).toEqual([]);
	expect(faults.splice(0), 'whoever services it finds it in the console').not.toEqual([]);
	await page.reload();
	await expect(page.getByRole('listitem').filter({ hasText: 'Bread' }).first()).toContainText('2');
	using store = new Store(server);
	expect(store.all(`SELECT "type" FROM "facts" ORDER BY "recordedAt" DESC LIMIT 1`)).toEqual([
		{ type: 'donate' }
	]);
});

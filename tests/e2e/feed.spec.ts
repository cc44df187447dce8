import type { Page } from '@playwright/test';
import { newId } from '../support/api.ts';
import { standIn } from '../support/feed-stand-in.ts';
import { Store } from '../support/fleet.ts';
import { enrolmentOn, giveBread, keptForOffline, takeOne } from '../support/kiosk.ts';
import { startServer, type Server } from '../support/server.ts';
import { expect, test } from './support.ts';

let server: Server;
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server.stop());
test.slow();

const lot = (over: object = {}) => ({
	...{ machineId: 1, lotId: newId(), slot: 3, portions: 3, closed: false, unconfirmed: false },
	donatedAt: Date.now() - 60_000,
	described: {
		...{ name: 'Rye rolls', category: 'bakery', storage: 'ambient' },
		...{ dateKind: 'bestBefore', date: '2030-01-01', allergens: null, diets: [] }
	},
	...{ appliedEpoch: null, appliedSeq: 0, missingSeqs: [] },
	...over
});
const doors = (page: Page) => page.getByRole('list', { name: 'What is behind the doors' });

test('[S9, S12] the kiosk shows what another device put in, and its own once', async ({
	page,
	context
}) => {
	const feed = await standIn(context);
	const rolls = lot();
	feed.put('lots', rolls.lotId, rolls);
	const { enrolmentCode, machineId } = await enrolmentOn(server, 'Feed');
	await page.goto(`${server.url}/kiosk/#${enrolmentCode}`);
	await expect(doors(page)).toContainText('Rye rolls');
	await giveBread(page, 2);
	await expect(doors(page)).toContainText('Rye rolls');
	await expect(doors(page)).toContainText('Bread');
	await expect(page.getByTestId('unsent')).toHaveText('Everything is sent');

	// Acknowledged, not pulled yet: shown once. Pulled: shown once.
	using store = new Store(server);
	const [fact] = store.all(
		`SELECT "epoch", "body" FROM "facts" f JOIN "epochs" e ON 1 WHERE f."machineId" = ?`,
		machineId
	);
	const told = JSON.parse(String(fact?.['body'])) as { lot: { lotId: string } };
	const mine = lot({
		...{ lotId: told.lot.lotId, slot: (told.lot as { slot?: number }).slot, portions: 2 },
		...{ appliedEpoch: fact?.['epoch'], appliedSeq: 1 }
	});
	feed.put('lots', mine.lotId, { ...mine, described: { ...mine.described, name: 'Bread' } });
	await context.setOffline(true);
	await context.setOffline(false);
	await keptForOffline(page);
	await context.setOffline(true);
	await page.reload();
	await expect(doors(page)).toContainText('Rye rolls');
	await takeOne(page);
});

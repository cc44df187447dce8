import { readFileSync } from 'node:fs';
import type { Snapshot } from '#domain/shapes/snapshot.ts';
import { cached, expect, readyOffline, test, visit } from './support.ts';

type Lists = Record<'public' | 'kiosk' | 'volunteer' | 'operator', { url: string }[]>;

function precached(): Lists {
	const head = readFileSync('dist/app/service-worker.js', 'utf8').split('\n', 1)[0] ?? '';
	return JSON.parse(head.replace('self.__PRECACHE__=', '').replace(/;$/, '')) as Lists;
}

test('after one visit the list, a deep link and the map work without network', async ({
	page,
	context
}) => {
	await visit(page, '/');
	await expect(page.getByRole('article').first()).toBeVisible();
	await readyOffline(page);
	// The first question was asked before the worker was there: its next answer is kept.
	await page.reload();
	await expect.poll(() => cached(page)).toContain('/api/public/snapshot');
	const { machines } = (await (await page.request.get('/api/public/snapshot')).json()) as Snapshot;
	const last = machines.at(-1);
	if (!last) throw new Error('The server has no machine.');

	await context.setOffline(true);
	await page.reload();
	await expect(page.getByText('No network.')).toBeVisible();
	await expect(page.getByText('This is the news from today')).toBeVisible();
	await expect(page.getByRole('article').first()).toBeVisible();
	await visit(page, `/m/${last.machineId}/?at=door`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(last.name);
	await visit(page, '/?view=map');
	await expect(page.locator('.pin').first()).toBeVisible();
});

test('[S13] a page that is loaded anew asks the server, whatever is kept', async ({ page }) => {
	await visit(page, '/');
	await readyOffline(page);
	await page.reload();
	await expect(page.getByRole('article').first()).toBeVisible();
	await expect(page.getByText('This is the news from')).toHaveCount(0);
});

test.describe('before the first visit', () => {
	test('a server that does not answer is said, with a way on', async ({ page }) => {
		await page.route('/api/public/snapshot', (route) => route.abort('connectionrefused'));
		await visit(page, '/');
		await expect(page.getByRole('heading', { name: 'The list did not load' })).toBeVisible();
		await page.unroute('/api/public/snapshot');
		await page.getByRole('button', { name: 'Try again' }).click();
		await expect(page.getByRole('article').first()).toBeVisible();
	});
});

test('a visitor holds no code of the other sections', async ({ page }) => {
	await visit(page, '/');
	await readyOffline(page);
	const held = await cached(page);
	const lists = precached();
	for (const section of ['kiosk', 'volunteer', 'operator'] as const) {
		expect(lists[section].length).toBeGreaterThan(0);
		for (const { url } of lists[section]) expect(held).not.toContain(url);
	}
});

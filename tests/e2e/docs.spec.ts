import { startServer, type Server } from '../support/server.ts';
import { barriers, expect, test } from './support.ts';

let server: Server;
test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(() => server.stop());

test.slow();

for (const [where, viewport] of [
	['a phone', { width: 390, height: 844 }],
	['a desk', { width: 1280, height: 800 }]
] as const) {
	test(`the page about the API has no barriers, on ${where}`, async ({ page }) => {
		await page.setViewportSize(viewport);
		await page.goto(`${server.url}/api/docs`);
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		const beyond = await page.evaluate(() => {
			const { scrollWidth, clientWidth } = document.documentElement;
			return scrollWidth - clientWidth;
		});
		expect(beyond, 'it scrolls one way alone').toBe(0);
		// Axe takes minutes for all of it: of what is made alike, the first few stand for the others.
		const left = await page.evaluate(() => {
			for (const one of document.querySelectorAll(
				'main > section > :nth-child(n + 5), main dl > :nth-child(n + 7), main nav li:nth-child(n + 9)'
			))
				one.remove();
			return document.querySelectorAll('main > section *').length;
		});
		expect(left).toBeGreaterThan(200);
		expect(await barriers(page)).toEqual([]);
	});
}

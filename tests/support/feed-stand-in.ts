import type { BrowserContext, Route } from '@playwright/test';
import { MemoryFeed } from '../../src/feed/testing.ts';
import type { SyncCollection } from '../../src/domain/shapes/sync.ts';
import type { Asked } from '../../src/feed/source.ts';

/** Answers `/api/sync/*` of a context from memory, and tells of it in each status: a server with a feed. */
export async function standIn(context: BrowserContext): Promise<MemoryFeed> {
	const server = new MemoryFeed();
	server.time = Date.now();
	await context.route('**/api/sync/snapshot?*', async (route) => {
		const collection = queryOf(route).get('collection') as SyncCollection;
		await answer(route, await server.source.snapshot(collection), ({ at, ...whole }) => ({
			...whole,
			serverTime: new Date(at).toISOString()
		}));
	});
	await context.route('**/api/sync/changes?*', async (route) => {
		const query = queryOf(route);
		const asked = {
			collection: query.get('collection') as SyncCollection,
			feed: query.get('feed') ?? '',
			...{ since: Number(query.get('since')), limit: Number(query.get('limit')) }
		};
		await answer(route, await server.source.changes(asked), ({ at, reset, ...page }) => ({
			...{ ...page, ...(reset && { reset }) },
			serverTime: new Date(at).toISOString()
		}));
	});
	await context.route('**/api/machine/status', async (route) => {
		const response = await route.fetch();
		const body = (await response.json()) as object;
		await route.fulfill({
			response,
			json: { ...body, feed: server.feed, feedHead: server.seq }
		});
	});
	return server;
}

const queryOf = (route: Route) => new URL(route.request().url()).searchParams;

async function answer<T>(route: Route, asked: Asked<T>, form: (reply: T) => object): Promise<void> {
	if (asked.kind === 'answered') await route.fulfill({ json: form(asked.reply) });
	else await route.abort();
}

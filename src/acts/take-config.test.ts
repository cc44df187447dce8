import { describe, expect, test, vi } from 'vitest';
import { newConfig, SLOTS } from '#domain/config.fixture.ts';
import type { SentConfig } from '#remote/machine.ts';
import { goodConfig, takeConfig, toldConfig } from './take-config.ts';
import { newKiosk } from './testing.ts';

const own = { slots: SLOTS, timeZone: 'Asia/Tokyo' };

function setUp() {
	const { store } = newKiosk();
	const ask = vi.fn<(etag: string | undefined) => Promise<SentConfig | null>>();
	/** The server sends this document next. */
	const send = (document: unknown, version = 1) => {
		ask.mockResolvedValueOnce({ version, document, etag: `"${version}"` });
		return takeConfig({ store, own, ask });
	};
	return { store, ask, send };
}

describe('[M16] the kiosk’s configuration', () => {
	test('before the first one it is that of its own hardware, and says that it has none', async () => {
		const { store } = setUp();
		const config = await goodConfig(store, own);
		expect(config).toMatchObject({ timeZone: 'Asia/Tokyo', sessionSeconds: 60 });
		expect(config.slots.map(({ slot }) => slot)).toEqual([1, 2, 3]);
		expect(await toldConfig(store)).toEqual({ configVersion: 0, refusedConfig: [] });
	});

	test('a good one is kept and told; unchanged it is not fetched again', async () => {
		const { store, ask, send } = setUp();
		expect(await send(newConfig({ notice: 'Hello.' }), 3)).toBe(true);
		expect((await goodConfig(store, own)).notice).toBe('Hello.');
		expect(await toldConfig(store)).toEqual({ configVersion: 3, refusedConfig: [] });
		ask.mockResolvedValueOnce(null);
		expect(await takeConfig({ store, own, ask })).toBe(false);
		expect(ask.mock.lastCall).toEqual(['"3"']);
	});

	test('a key out of its range leaves the former value, and is told with the version', async () => {
		const { store, send } = setUp();
		await send(newConfig({ sessionSeconds: 90, notice: 'One.' }), 1);
		await send({ ...newConfig({ notice: 'Two.' }), sessionSeconds: 1 }, 2);
		expect(await goodConfig(store, own)).toMatchObject({ sessionSeconds: 90, notice: 'Two.' });
		expect(await toldConfig(store)).toEqual({
			configVersion: 2,
			refusedConfig: [{ key: 'sessionSeconds', code: 'invalid' }]
		});
	});

	test('what was refused is fetched again without the ETag: a newer app may take it', async () => {
		const { store, ask, send } = setUp();
		await send({ ...newConfig(), sessionSeconds: 1 });
		ask.mockResolvedValueOnce(null);
		await takeConfig({ store, own, ask });
		expect(ask.mock.lastCall).toEqual([undefined]);
	});

	test.each([['hello'], [null], [[]], [7]])(
		'a document that is none (%j) changes nothing',
		async (document) => {
			const { store, send } = setUp();
			await send(newConfig({ notice: 'One.' }), 1);
			await send(document, 2);
			expect((await goodConfig(store, own)).notice).toBe('One.');
			expect(await toldConfig(store)).toEqual({
				configVersion: 1,
				refusedConfig: [{ key: 'config', code: 'invalid' }]
			});
		}
	);

	test('what an earlier version of the app has kept may lack a key', async () => {
		const { store } = setUp();
		const { notice, ...document } = newConfig({ interval: 30 });
		expect(notice).toBeNull();
		await store.remember('config', { version: 4, etag: null, document: document as never });
		expect(await goodConfig(store, own)).toMatchObject({ interval: 30, notice: null });
	});
});

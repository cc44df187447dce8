import { availabilityOf } from '#domain/availability.ts';
import { distance, type Point } from '#domain/geo.ts';
import type { SnapshotMachine } from '#domain/shapes/snapshot.ts';
import { STORAGES, type Allergen, type Diet, type Storage } from '#domain/shapes/words.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codes, donation, machine, status, type Answer } from '../support/api.ts';
import { importPlaces, Store } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';

type Near = { machineId: number; lat: number; lon: number; distanceM: number };

const ask = (server: Server, parameters: Record<string, string | number>): Promise<Answer> => {
	const query = new URLSearchParams(
		Object.entries(parameters).map(([name, value]) => [name, String(value)])
	);
	return call(server, 'GET', `/api/location/nearest?${query.toString()}`);
};

/** Numbers in [0, 1) that are the same in every run. */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

describe('[M18] the nearest machines, against a search through all', () => {
	let server: Server;
	let ids: number[];
	const next = random(20_261_123);
	/** A few clusters, whole degrees on the seams of the map, and the rest anywhere. */
	const places: Point[] = [
		...[0, 90, 180, -180].flatMap((lon) => [90, -90, 0].map((lat) => ({ lat, lon }))),
		...Array.from({ length: 60 }, () => ({ lat: -17 + next() / 5, lon: 179.9 + next() / 5 })).map(
			({ lat, lon }) => ({ lat, lon: lon > 180 ? lon - 360 : lon })
		),
		...Array.from({ length: 60 }, () => ({ lat: 89.5 + next() / 2, lon: next() * 360 - 180 })),
		...Array.from({ length: 120 }, () => ({ lat: 52.4 + next() / 5, lon: 13.3 + next() / 5 })),
		...Array.from({ length: 150 }, () => ({ lat: next() * 180 - 90, lon: next() * 360 - 180 }))
	];
	/** What some of them offer, by machine. */
	const offers = new Map<number, { diets: Diet[]; freeOf: Allergen[]; storage: Storage }[]>();

	beforeAll(async () => {
		server = await startServer();
		ids = await importPlaces(server, places);
		using store = new Store(server);
		store.equip(ids);
		const some = <T>(list: T[]): T[] => list.filter(() => next() < 0.4);
		for (const machineId of ids) {
			offers.set(
				machineId,
				Array.from({ length: Math.floor(next() * 3) }, () => ({
					diets: some<Diet>(['vegan', 'halal']),
					freeOf: some<Allergen>(['nuts', 'milk', 'egg']),
					storage: STORAGES[Math.floor(next() * 3)] ?? 'ambient'
				}))
			);
		}
		store.lots(
			[...offers].flatMap(([machineId, lots]) =>
				lots.map((lot, i) => ({ machineId, lotId: `lot-${machineId}-${i}`, ...lot }))
			)
		);
	});
	afterAll(() => server.stop());

	function brute(at: Point, radiusKm: number, passes: (machineId: number) => boolean): Near[] {
		return places
			.map(({ lat, lon }, i) => ({
				machineId: ids[i] ?? 0,
				lat,
				lon,
				distanceM: Math.round(distance(at, { lat, lon }) * 1_000) / 1_000
			}))
			.filter((place) => place.distanceM <= radiusKm * 1000 && passes(place.machineId))
			.sort((a, b) => a.distanceM - b.distanceM || a.machineId - b.machineId);
	}

	const somewhere = (): Point => {
		const near = places[Math.floor(next() * places.length)] ?? { lat: 0, lon: 0 };
		const spread = [0, 0.001, 0.1, 5][Math.floor(next() * 4)] ?? 0;
		const lon = near.lon + (next() - 0.5) * spread;
		return {
			lat: Math.max(-90, Math.min(90, near.lat + (next() - 0.5) * spread)),
			lon: lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon
		};
	};
	const radii = [0.1, 1, 25, 300, 5_000, 20_100];

	test('the same machines in the same order, and the same total', async () => {
		for (let i = 0; i < 150; i++) {
			const at = somewhere();
			const radiusKm = radii[i % radii.length] ?? 25;
			const limit = 1 + Math.floor(next() * 60);
			const { body } = await ask(server, { ...at, radiusKm, limit });
			const all = brute(at, radiusKm, () => true);
			const found = (body.machines as Near[]).map(({ machineId }) => machineId);
			const wanted = all.slice(0, limit).map(({ machineId }) => machineId);
			expect({ at, radiusKm, limit, found }).toEqual({ at, radiusKm, limit, found: wanted });
			expect({ at, radiusKm, total: body.total }).toEqual({ at, radiusKm, total: all.length });
			for (const [j, near] of (body.machines as Near[]).entries()) {
				expect(near.distanceM).toBe(all[j]?.distanceM);
			}
		}
	});

	test('[M18] one lot satisfies storage, diet and excludeAllergens together', async () => {
		for (let i = 0; i < 150; i++) {
			const at = somewhere();
			const radiusKm = radii[2 + (i % 4)] ?? 25;
			const limit = 1 + Math.floor(next() * 60);
			const diet = (['vegan', 'halal'] as const).filter(() => next() < 0.3);
			const excludeAllergens = (['nuts', 'milk', 'egg'] as const).filter(() => next() < 0.3);
			const storage = STORAGES.filter(() => next() < 0.4);
			const filter = {
				...(diet.length > 0 ? { diet: diet.join(',') } : {}),
				...(excludeAllergens.length > 0 ? { excludeAllergens: excludeAllergens.join(',') } : {}),
				...(storage.length > 0 ? { storage: storage.join(',') } : {}),
				...(next() < 0.5 ? { has: 'food' } : {})
			};
			const { body } = await ask(server, { ...at, radiusKm, limit, ...filter });
			const all = brute(at, radiusKm, (machineId) => {
				if (Object.keys(filter).length === 0) return true;
				return (offers.get(machineId) ?? []).some(
					(lot) =>
						diet.every((claim) => lot.diets.includes(claim)) &&
						excludeAllergens.every((allergen) => lot.freeOf.includes(allergen)) &&
						(storage.length === 0 || storage.includes(lot.storage))
				);
			});
			const found = (body.machines as Near[]).map(({ machineId }) => machineId);
			const wanted = all.slice(0, limit).map(({ machineId }) => machineId);
			expect({ at, filter, found }).toEqual({ at, filter, found: wanted });
			expect({ at, filter, total: body.total }).toEqual({ at, filter, total: all.length });
		}
	});

	test('a machine at the very spot is 0 m away', async () => {
		for (const place of places.slice(0, 40)) {
			const { body } = await ask(server, { ...place, limit: 1 });
			expect(body.machines[0].distanceM).toBe(0);
		}
	});
});

describe('[M18] total counts up to 1,000', () => {
	test('in a city of 1,500, whatever the limit', async () => {
		await using server = await startServer();
		const next = random(7);
		const places = Array.from({ length: 1_500 }, () => ({
			lat: 40.7 + (next() - 0.5) / 5,
			lon: -74 + (next() - 0.5) / 5
		}));
		const ids = await importPlaces(server, places);
		const at = { lat: 40.7, lon: -74 };
		const { body } = await ask(server, { ...at, limit: 3 });
		expect(body.total).toBe(1_000);
		const nearest = places
			.map((place, i) => ({
				machineId: ids[i] ?? 0,
				m: Math.round(distance(at, place) * 1_000) / 1_000
			}))
			.sort((a, b) => a.m - b.m || a.machineId - b.machineId);
		expect((body.machines as Near[]).map(({ machineId }) => machineId)).toEqual(
			nearest.slice(0, 3).map(({ machineId }) => machineId)
		);
		const within2km = nearest.filter(({ m }) => m <= 2_000).length;
		expect((await ask(server, { ...at, radiusKm: 2 })).body.total).toBe(within2km);
		const most = await ask(server, { ...at, limit: 200 });
		expect((most.body.machines as Near[]).map(({ machineId }) => machineId)).toEqual(
			nearest.slice(0, 200).map(({ machineId }) => machineId)
		);
	});
});

describe('what a machine holds', () => {
	let server: Server;
	beforeAll(async () => {
		server = await startServer();
	});
	afterAll(() => server.stop());

	const one = async (parameters: Record<string, string | number>) =>
		(await ask(server, parameters)).body.machines as Record<string, any>[];

	test('[M18] every acknowledged fact is in the next answer, by the food rules', async () => {
		const at = { lat: 1, lon: 1 };
		const { machineId, token } = await machine(server, { flags: ['--lat', '1', '--lon', '1'] });
		await call(server, 'POST', '/api/machine/status', { token, body: status() });
		expect(await one(at)).toEqual([
			{
				machineId,
				hardware: 'controller',
				name: 'Library',
				address: null,
				...at,
				distanceM: 0,
				canCollect: false,
				canDonate: true,
				reasons: ['empty'],
				openNow: null,
				stock: { portions: 0, lots: 0, byCategory: {} },
				freshness: 'fresh',
				lastSeenAt: expect.stringMatching(/Z$/)
			}
		]);
		const lot = {
			diets: ['vegan'],
			allergens: { contains: [], mayContain: ['milk'], freeOf: ['nuts'] }
		};
		const gift = donation(lot);
		await call(server, 'POST', '/api/food/donate', { token, body: gift });
		expect(await one(at)).toMatchObject([
			{ canCollect: true, reasons: [], stock: { portions: 4, lots: 1, byCategory: { bakery: 4 } } }
		]);
		for (const [filter, count] of [
			[{ has: 'food' }, 1],
			[{ diet: 'vegan' }, 1],
			[{ diet: 'vegan,halal' }, 0],
			[{ excludeAllergens: 'nuts' }, 1],
			[{ excludeAllergens: 'milk' }, 0],
			[{ excludeAllergens: 'nuts,egg' }, 0],
			[{ storage: 'ambient' }, 1],
			[{ storage: 'chilled' }, 0],
			[{ storage: 'chilled,ambient' }, 1]
		] as const) {
			expect([filter, (await one({ ...at, ...filter })).length]).toEqual([filter, count]);
		}
		const { epoch, bootId, uptimeMs, occurredAt } = gift as Record<string, unknown>;
		await call(server, 'POST', '/api/food/collect', {
			token,
			body: {
				...{ epoch, bootId, uptimeMs, occurredAt, seq: 2, eventId: 'collected000001' },
				...{ lotId: gift['lot'].lotId, portions: 4, evidence: 'none' }
			}
		});
		expect(await one(at)).toMatchObject([
			{ canCollect: false, reasons: ['empty'], stock: { lots: 0 } }
		]);
		expect(await one({ ...at, has: 'food' })).toEqual([]);
	});

	test('[M19] says of each machine what the page says of it, whatever it is called and holds', async () => {
		const at = { lat: 7, lon: 7 };
		const place = ['--lat', '7', '--lon', '7'];
		const kinds = [
			{ flags: ['--name', 'K\u00fchl "Schrank" \\ \u51b7', '--address', 'A;b|c,d "e"'] },
			{ flags: ['--opening-hours', 'Mo-Fr 08:00-18:00; Sa,Su 09:00-12:00 "or so"'] },
			{ flags: ['--opening-hours', '24/7'], slots: [{ slot: 2, state: 'full' }] },
			{ flags: [], slots: [{ slot: 1, state: 'locked' }] },
			{
				flags: [],
				slots: [
					{ slot: 1, state: 'fault' },
					{ slot: 2, state: 'fault' }
				]
			}
		];
		using store = new Store(server);
		for (const { flags, slots } of kinds) {
			const { machineId, token } = await machine(server, { flags: [...place, ...flags] });
			await call(server, 'POST', '/api/machine/status', {
				token,
				body: status({ slots, outbox: { pending: 1, oldestAt: '2026-11-23T10:00:00Z' } })
			});
			store.lots([
				{ machineId, lotId: 'a', slot: 1, storage: 'chilled', category: 'eggs', portions: 2 },
				{ machineId, lotId: 'b', slot: 1, category: 'eggs' },
				{ machineId, lotId: 'c', slot: 1, from: Date.now() + 3_600_000 }
			]);
		}
		const last = await machine(server, { flags: place }); // never heard of
		store.lots([{ machineId: last.machineId, lotId: 'd' }]);

		const { body } = await ask(server, at);
		const now = Date.parse(body.serverTime as string);
		const known = new Map<number, SnapshotMachine>();
		await expect
			.poll(
				async () => {
					const { machines } = (await call(server, 'GET', '/api/public/snapshot')).body as {
						machines: SnapshotMachine[];
					};
					for (const one of machines) known.set(one.machineId, one);
					return known.get(last.machineId)?.lots.length;
				},
				{ timeout: 5_000 }
			)
			.toBe(1);
		const near = body.machines as Record<string, unknown>[];
		expect(near).toHaveLength(kinds.length + 1);
		for (const { distanceM, lastSeenAt, ...said } of near) {
			const shown = known.get(said['machineId'] as number);
			if (!shown) throw new Error('The page does not know this machine.');
			const { offered: _, ...available } = availabilityOf(shown, now);
			const { machineId, hardware, name, address, lat, lon } = shown;
			expect(said).toEqual({ machineId, hardware, name, address, lat, lon, ...available });
			expect(distanceM).toBe(0);
			expect(typeof lastSeenAt === 'string' ? Date.parse(lastSeenAt) : null).toBe(shown.lastSeenAt);
		}
	});

	test('[F2] a lot whose window is over or not yet begun is not offered and matches no filter', async () => {
		const at = { lat: 2, lon: 2 };
		const { machineId, token } = await machine(server, { flags: ['--lat', '2', '--lon', '2'] });
		await call(server, 'POST', '/api/machine/status', { token, body: status() });
		using store = new Store(server);
		const now = Date.now();
		store.lots([
			{ machineId, lotId: 'past', until: now - 1, diets: ['vegan'] },
			{ machineId, lotId: 'future', from: now + 60_000, diets: ['vegan'] },
			{ machineId, lotId: 'never', from: 0, until: 0, diets: ['vegan'] },
			{ machineId, lotId: 'closed', closed: true, diets: ['vegan'] },
			{ machineId, lotId: 'none', portions: 0, diets: ['vegan'] },
			{ machineId, lotId: 'negative', portions: -2, diets: ['vegan'] }
		]);
		expect(await one(at)).toMatchObject([{ stock: { portions: 0, lots: 0 }, canCollect: false }]);
		expect(await one({ ...at, diet: 'vegan' })).toEqual([]);
		expect(await one({ ...at, has: 'food' })).toEqual([]);
	});

	test('[M18] has=space keeps a machine while a slot of that storage has room', async () => {
		const at = { lat: 3, lon: 3 };
		const { machineId, token } = await machine(server, { flags: ['--lat', '3', '--lon', '3'] });
		const say = (slots: object[]) =>
			call(server, 'POST', '/api/machine/status', { token, body: status({ slots }) });
		const count = async (storage?: string) =>
			(await one({ ...at, has: 'space', ...(storage ? { storage } : {}) })).length;
		expect([await count(), await count('chilled'), await count('frozen')]).toEqual([1, 1, 0]);
		using store = new Store(server);
		store.lots([{ machineId, lotId: 'inside', slot: 1, storage: 'chilled' }]); // the locker
		expect([await count(), await count('chilled'), await count('ambient')]).toEqual([1, 0, 1]);
		await say([{ slot: 2, state: 'full' }]);
		expect([await count(), await count('ambient')]).toEqual([0, 0]);
		await say([{ slot: 2, state: 'ok' }]);
		expect([await count(), await count('ambient')]).toEqual([1, 1]);
	});

	test('[M18] openAt keeps machines known to be open then', async () => {
		const at = { lat: 4, lon: 4 };
		const place = ['--lat', '4', '--lon', '4'];
		const { machineId } = await machine(server, { flags: [...place, '--opening-hours', '24/7'] });
		await machine(server, { flags: place });
		await machine(server, { flags: [...place, '--opening-hours', 'Mo-Fr 08:00-18:00'] });
		expect((await one(at)).map((near) => near['openNow'])).toEqual([true, null, null]);
		const open = await one({ ...at, openAt: '2026-11-23T03:00:00Z' });
		expect(open.map((near) => near['machineId'])).toEqual([machineId]);
	});

	test('[M24] without hardware nothing chilled is offered, and all is over 8 h after the last fact', async () => {
		const at = { lat: 6, lon: 6 };
		const [machineId = 0] = await importPlaces(server, [at]);
		using store = new Store(server);
		store.lots([
			{ machineId, lotId: 'bread', diets: ['vegan'] },
			{ machineId, lotId: 'soup', storage: 'chilled', diets: ['halal'] }
		]);
		expect(await one(at)).toMatchObject([
			{ freshness: 'unknown', stock: { lots: 0 }, lastSeenAt: null }
		]);
		expect(await one({ ...at, diet: 'vegan' })).toEqual([]);
		const seen = (eventId: string, recordedAt: number) => {
			store.run(
				`INSERT INTO facts (eventId, origin, epochNo, seq, type, machineId, occurredAt, happenedAt, recordedAt,
				clockTrusted, v, warning, contentHash, body) VALUES (?, 'dx', 1, 1, 'donate', ?, 0, 0, ?, 1, 1, '', '', '{}')`,
				...[eventId, machineId, recordedAt]
			);
		};
		seen('old', Date.now() - 8 * 3_600_000 - 1_000);
		expect(await one({ ...at, diet: 'vegan' })).toEqual([]);
		expect(await one(at)).toMatchObject([{ freshness: 'unknown', stock: { lots: 0 } }]);
		seen('new', Date.now() - 3_600_000);
		expect(await one(at)).toMatchObject([
			{ freshness: 'reported', stock: { lots: 1 }, canCollect: true }
		]);
		expect(await one({ ...at, diet: 'vegan' })).toHaveLength(1);
		expect(await one({ ...at, diet: 'halal' })).toEqual([]);
	});

	test('[M18] the answer is not kept, and the position is in no log', async () => {
		const answer = await ask(server, { lat: 12.345678, lon: 98.765432 });
		expect(answer.headers.get('cache-control')).toBe('no-store');
		expect(server.log()).not.toMatch(/12\.345|98\.765/);
	});

	const bad: [string, Record<string, string>][] = [
		['lat', { lat: '' }],
		['lat', { lat: '90.1' }],
		['lat', { lat: 'NaN' }],
		['lat', { lat: '0x10' }],
		['lat', { lat: '1e1' }],
		['lon', { lon: '-180.01' }],
		['lon', { lon: 'Infinity' }],
		['limit', { limit: '0' }],
		['limit', { limit: '201' }],
		['limit', { limit: '1.5' }],
		['radiusKm', { radiusKm: '0' }],
		['radiusKm', { radiusKm: '-1' }],
		['radiusKm', { radiusKm: '20101' }],
		['has', { has: 'fun' }],
		['has', { has: '' }],
		['storage', { storage: 'chilled,warm' }],
		['diet', { diet: `vegan' OR 1=1` }],
		['excludeAllergens', { excludeAllergens: 'nut' }],
		['openAt', { openAt: 'now' }],
		['openAt', { openAt: '2026-02-30T00:00:00Z' }]
	];
	test.each(bad)('[M18] a bad %s is named: %j', async (field, parameters) => {
		const answer = await ask(server, { lat: 1, lon: 1, ...parameters });
		expect(answer.status).toBe(400);
		expect(Object.keys(codes(answer))).toEqual([field]);
	});

	test('[M21] all at once; what is missing too; unknown ones are ignored', async () => {
		const answer = await ask(server, { limit: 0, has: 'fun', colour: 'red' });
		expect(codes(answer)).toEqual({
			lat: 'invalid_lat',
			lon: 'invalid_lon',
			limit: 'invalid_limit',
			has: 'invalid_has'
		});
		expect((await ask(server, { lat: 1, lon: 1, colour: 'red' })).status).toBe(200);
	});
});

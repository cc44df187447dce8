import { distance, type Point } from '#domain/geo.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../support/api.ts';
import { importPlaces, Store, type StoredLot } from '../support/fleet.ts';
import { startServer, type Server } from '../support/server.ts';
import { random } from '../bench/country.ts';

// So many machines that a search looks through rings, and counts what it does not fetch. The city
// reaches over the antimeridian.
const COUNT = 1_500;
const CENTRE = { lat: -17, lon: 179.93 };
/** Half the width of the city, in degrees. */
const HALF = 0.1;

type Held = Pick<StoredLot, 'diets' | 'storage' | 'until'>;
type Filter = {
	readonly name: string;
	readonly parameters: Readonly<Record<string, string>>;
	/** What one lot must be, where the filter asks for a lot. */
	readonly lot?: (lot: Held) => boolean;
	readonly room?: boolean;
};

const has =
	(...diets: string[]) =>
	({ diets: held }: Held) =>
		diets.every((diet) => held?.some((claim) => claim === diet));

const FILTERS: readonly Filter[] = [
	{ name: 'food', parameters: { has: 'food' }, lot: () => true },
	{ name: 'one diet', parameters: { diet: 'vegan' }, lot: has('vegan') },
	{ name: 'two diets of one lot', parameters: { diet: 'vegan,halal' }, lot: has('vegan', 'halal') },
	{
		name: 'two storage classes',
		parameters: { storage: 'ambient,frozen' },
		lot: ({ storage }) => storage !== 'chilled'
	},
	{
		name: 'a diet and a storage class of one lot',
		parameters: { diet: 'vegan', storage: 'ambient' },
		lot: (lot) => has('vegan')(lot) && lot.storage === 'ambient'
	},
	{ name: 'room', parameters: { has: 'space' }, room: true },
	{
		name: 'room and a diet',
		parameters: { has: 'space', diet: 'halal' },
		lot: has('halal'),
		room: true
	},
	{ name: 'nothing', parameters: {} }
];

describe('[M18] in a city of 1,500, against a search through all', () => {
	let server: Server;
	let ids: number[];
	const next = random(20_261_125);
	const somewhere = (half: number): Point => {
		const lon = CENTRE.lon + (next() * 2 - 1) * half;
		return { lat: CENTRE.lat + (next() * 2 - 1) * half, lon: lon > 180 ? lon - 360 : lon };
	};
	const machines = Array.from({ length: COUNT }, () => ({
		at: somewhere(HALF),
		hasRoom: next() < 0.5,
		lots: Array.from({ length: Math.floor(next() * 4) }, (): Held => ({
			diets: (['vegan', 'halal'] as const).filter(() => next() < 0.5),
			storage: next() < 0.3 ? 'frozen' : next() < 0.3 ? 'chilled' : 'ambient',
			until: next() < 0.2 ? 1 : 4e12
		}))
	}));

	beforeAll(async () => {
		server = await startServer();
		ids = await importPlaces(
			server,
			machines.map(({ at }) => at)
		);
		using store = new Store(server);
		store.equip(ids);
		store.lots(
			machines.flatMap(({ lots }, i) =>
				lots.map((lot, j) => ({ machineId: ids[i] ?? 0, lotId: `lot-${i}-${j}`, ...lot }))
			)
		);
		store.together(() => {
			store.run(`UPDATE slots SET state = 'full'`);
			machines.forEach(({ hasRoom }, i) => {
				if (hasRoom) store.run(`UPDATE slots SET state = 'ok' WHERE machineId = ?`, ids[i] ?? 0);
			});
			// As the server does when a machine's slots have changed.
			const columns = 'machineId, lotId, tag, band, lat, lon, offerFrom, offerUntil, reported';
			store.run(`DELETE FROM tags WHERE lotId = ''`);
			store.run(`INSERT INTO tags (${columns}) SELECT ${columns} FROM tagsNow WHERE lotId = ''`);
		});
	});
	afterAll(() => server.stop());

	function searchAll(at: Point, radiusKm: number, { lot, room = false }: Filter): number[] {
		const passes = ({ lots, hasRoom }: (typeof machines)[number]): boolean =>
			(!room || hasRoom) && (!lot || lots.some((held) => held.until !== 1 && lot(held)));
		return machines
			.map((machine, i) => ({
				machine,
				machineId: ids[i] ?? 0,
				metres: Math.round(distance(at, machine.at) * 1_000) / 1_000
			}))
			.filter(({ machine, metres }) => metres <= radiusKm * 1_000 && passes(machine))
			.sort((a, b) => a.metres - b.metres || a.machineId - b.machineId)
			.map(({ machineId }) => machineId);
	}

	test.each(FILTERS)('$name: the nearest in order, and how many pass', async (filter) => {
		const totals: number[] = [];
		for (const radiusKm of [1, 5, 9, 12, 40]) {
			for (let i = 0; i < 8; i++) {
				// At a place that a machine holds, in the city, and beside it.
				const at = i === 0 ? (machines[0]?.at ?? CENTRE) : somewhere(i < 6 ? HALF : 3 * HALF);
				const limit = [1, 20, 200][i % 3] ?? 20;
				const { lat, lon } = at;
				const query = new URLSearchParams({ ...filter.parameters, limit: String(limit) });
				const path = `/api/location/nearest?lat=${lat}&lon=${lon}&radiusKm=${radiusKm}&${query}`;
				const { body, status, text } = await call(server, 'GET', path);
				if (status !== 200) throw new Error(text);
				const reply = body as { machines: { machineId: number }[]; total: number };
				const expected = searchAll(at, radiusKm, filter);
				const found = reply.machines.map(({ machineId }) => machineId);
				expect({ path, found }).toEqual({ path, found: expected.slice(0, limit) });
				const total = Math.min(1_000, expected.length);
				expect({ path, total: reply.total }).toEqual({ path, total });
				totals.push(total);
			}
		}
		// Else they would all have been looked at.
		expect(totals.filter((total) => total > 300 && total < 1_000).length).toBeGreaterThan(5);
	});
});

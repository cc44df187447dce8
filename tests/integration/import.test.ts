import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';

const DIRECTORY = join(import.meta.dirname, '../../data/fridges-us-137.json');

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'exes-import-'));
});
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

type Report = {
	applied: boolean;
	rows: number;
	created: number;
	unchanged: number;
	errors: { row: number; field: string; code: string; message: string }[];
	machineIds: number[];
};

const fleet = async (server: Server) =>
	((await server.exes('machine', 'list', '--json')).json as { machines: Record<string, unknown>[] })
		.machines;

async function importing(server: Server, path: string, ...flags: string[]): Promise<Report> {
	return (await server.exes('import', path, ...flags, '--json')).json as Report;
}

describe('[O7] the fridge directory', () => {
	let server: Server;
	beforeAll(async () => {
		server = await startServer();
	});
	afterAll(() => server.stop());

	test('a dry run does nothing', async () => {
		expect(await importing(server, DIRECTORY)).toEqual({
			...{ applied: false, rows: 137, created: 137, unchanged: 0, errors: [], machineIds: [] }
		});
		expect(await fleet(server)).toEqual([]);
	});

	test('[M24] --apply makes 137 machines without hardware, found at once, in their time zones', async () => {
		const report = await importing(server, DIRECTORY, '--apply', '--demo');
		expect(report).toMatchObject({ applied: true, created: 137, unchanged: 0, errors: [] });
		expect(new Set(report.machineIds).size).toBe(137);
		const machines = await fleet(server);
		expect(machines).toHaveLength(137);
		for (const machine of machines) {
			expect(machine).toMatchObject({ status: 'accepted', hardware: 'none', demo: true });
			expect(machine['timeZone']).toMatch(/^(America|Pacific)\//);
		}
		const near = await call(server, 'GET', '/api/location/nearest?lat=40.715207&lon=-73.983748');
		expect(near.body.machines[0]).toMatchObject({
			name: 'LES Community Fridge',
			address: '466 Grand Street, New York, NY 10002',
			distanceM: 0,
			hardware: 'none',
			freshness: 'unknown',
			stock: { portions: 0 }
		});
	});

	test('a second run changes nothing, in another format neither', async () => {
		const before = await fleet(server);
		const nothing = { applied: true, created: 0, unchanged: 137, machineIds: [] };
		expect(await importing(server, DIRECTORY, '--apply')).toMatchObject(nothing);
		const { fridges } = JSON.parse(readFileSync(DIRECTORY, 'utf8')) as {
			fridges: { id: string; name: string; lat: number; lon: number }[];
		};
		const features = fridges.map(({ lat, lon, ...properties }) => ({
			type: 'Feature',
			geometry: { type: 'Point', coordinates: [lon, lat] },
			properties
		}));
		const geo = file('all.geojson', JSON.stringify({ type: 'FeatureCollection', features }));
		expect(await importing(server, geo, '--apply')).toMatchObject(nothing);
		const lines = fridges.map(
			({ id, name, lat, lon }) => `${id},"${name.replaceAll('"', '""')}",${lat},${lon}`
		);
		const csv = file('all.csv', ['id,name,lat,lon', ...lines].join('\r\n'));
		expect(await importing(server, csv, '--apply')).toMatchObject(nothing);
		expect(await fleet(server)).toEqual(before);
	});
});

describe('[O7] every row with a mistake is named, and none is imported', () => {
	let server: Server;
	beforeAll(async () => {
		server = await startServer();
	});
	afterAll(() => server.stop());

	async function refused(path: string): Promise<[number, string, string][]> {
		const { code, json } = await server.exes('import', path, '--apply', '--json');
		expect(code).toBe(1);
		const { applied, errors } = json as Report;
		expect(applied).toBe(false);
		expect(await fleet(server)).toEqual([]);
		return errors.map((error) => [error.row, error.field, error.code]);
	}

	test('by line in a CSV, also behind a line break within quotes', async () => {
		const csv = file(
			'bad.csv',
			[
				'id,name,lat,lon,storage,timeZone',
				'a,"Fridge, with a',
				'line break",1,2,,',
				'b,,91,2,,',
				'a,Again,1,2,,',
				'',
				'c,Warm,1,2,warm,',
				'd,Zone,1,2,,Mars/Olympus',
				'e,Nowhere,,,,'
			].join('\n')
		);
		expect(await refused(csv)).toEqual([
			[4, 'name', 'invalid_name'],
			[4, 'lat', 'invalid_lat'],
			[5, 'id', 'duplicate_id'],
			[7, 'storage', 'invalid_storage'],
			[8, 'timeZone', 'invalid_time_zone'],
			[9, 'lat', 'invalid_lat'],
			[9, 'lon', 'invalid_lon']
		]);
	});

	test('by place in the list of a JSON', async () => {
		const good = { id: 'a', name: 'A', lat: 1, lon: 2 };
		const fridges = [good, { ...good, id: 'b', lat: '1' }, null, 7, { ...good, id: undefined }];
		const found = await refused(file('bad.json', JSON.stringify({ fridges })));
		expect(found).toContainEqual([2, 'lat', 'invalid_lat']);
		expect(found).toContainEqual([5, 'id', 'invalid_id']);
		expect(found.filter(([row]) => row === 3 || row === 4)).toHaveLength(8);
		expect(found.filter(([row]) => row === 1)).toEqual([]);
	});

	test('a line of a GeoJSON that is no point', async () => {
		const features = [
			{
				type: 'Feature',
				geometry: { type: 'LineString', coordinates: [[1, 2]] },
				properties: { id: 'a', name: 'A' }
			}
		];
		expect(await refused(file('bad.geojson', JSON.stringify({ features })))).toEqual([
			[1, 'lat', 'invalid_lat'],
			[1, 'lon', 'invalid_lon']
		]);
	});

	test.each([
		['no.json', '{"fridges":'],
		['no.json', '{"a":1}'],
		['no.txt', 'hello']
	])('%s that is none of these: %s', async (name, content) => {
		const { code, stderr } = await server.exes('import', file(name, content), '--apply');
		expect(code).toBe(1);
		expect(stderr).toContain(name);
	});

	test('what the file says is kept: hours, storage, zone', async () => {
		const fridges = [
			{
				...{ id: 'x', name: 'X', lat: 1, lon: 2, address: 'Here 1' },
				...{ openingHours: '24/7', storage: 'ambient', timeZone: 'Asia/Tokyo' }
			}
		];
		await importing(server, file('good.json', JSON.stringify({ fridges })), '--apply');
		const { body } = await call(server, 'GET', '/api/public/snapshot');
		expect(body.machines).toMatchObject([
			{
				...{ name: 'X', address: 'Here 1', openingHours: '24/7', timeZone: 'Asia/Tokyo' },
				...{ demo: false, slots: [{ slot: 1, storage: 'ambient', kind: 'shelf' }] }
			}
		]);
	});
});

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { vectorOf } from '../../src/domain/geo-box.ts';
import type { Point } from '../../src/domain/geo.ts';
import type { Diet } from '../../src/domain/shapes/words.ts';
import { tagsOf } from '../../src/domain/tags.ts';
import { band } from '../../pocketbase/hooks/near-sql.ts';
import { call, newId } from '../support/api.ts';
import { startServer, type Server } from '../support/server.ts';

/** Where a fleet stands. */
export type Shape = {
	readonly name: string;
	readonly south: number;
	readonly north: number;
	readonly west: number;
	readonly east: number;
};

export const COUNTRY: Shape = { name: 'a country', south: 47.3, north: 55, west: 6, east: 15 };
export const CITY: Shape = {
	name: 'one metropolitan area',
	south: 40.5,
	north: 40.95,
	west: -74.25,
	east: -73.7
};

/** One machine in so many has kosher food. */
export const RARE = 100;

export type Country = {
	readonly server: Server;
	readonly points: readonly Point[];
	/** A position that somebody may ask from; each time another one. */
	readonly somewhere: () => Point;
};

/**
 * A server with a fleet and, of the same machines, a collection of PocketBase's own, `benchMachines`,
 * that its record API lists.
 */
export async function countryOf(shape: Shape, count: number, dataDir: string): Promise<Country> {
	const chance = random(count);
	const somewhere = (): Point => ({
		lat: shape.south + chance() * (shape.north - shape.south),
		lon: shape.west + chance() * (shape.east - shape.west)
	});
	const points = Array.from({ length: count }, somewhere);
	const server = await startServer({ dataDir });
	const token = await superuser(server);
	await collection(server, token, {
		name: 'benchMachines',
		type: 'base',
		listRule: '',
		fields: [
			{ name: 'name', type: 'text' },
			{ name: 'place', type: 'geoPoint' },
			{ name: 'kosher', type: 'bool' }
		]
	});
	await server.stop();
	fill(dataDir, points);
	await server.restart();
	return { server, points, somewhere };
}

/** Makes a collection by PocketBase's own API. */
export async function collection(server: Server, token: string, body: object): Promise<void> {
	const { status, text } = await call(server, 'POST', '/api/collections', { token, body });
	if (status !== 200) throw new Error(text);
}

export async function superuser(server: Server): Promise<string> {
	const identity = 'bench@example.org';
	const password = randomBytes(12).toString('hex');
	const made = await server.exes('superuser', 'upsert', identity, password);
	if (made.code !== 0) throw new Error(made.stderr);
	const path = '/api/collections/_superusers/auth-with-password';
	const { body, text } = await call(server, 'POST', path, { body: { identity, password } });
	const token = (body as { token?: string } | null)?.token;
	if (token === undefined) throw new Error(text);
	return token;
}

/** Machines that have registered, report and hold two lots each; far faster than through the API. */
function fill(dataDir: string, points: readonly Point[]): void {
	using db = new DatabaseSync(join(dataDir, 'data.db'));
	db.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL; BEGIN');
	const triggers = db
		.prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'lots'`)
		.all() as { name: string; sql: string }[];
	for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`);

	const machine = db.prepare(
		`INSERT INTO machines (id, tokenKey, password, machineId, status, hardware, name, address, lat, lon, timeZone, openingHours)
		VALUES (?, ?, '', ?, 'accepted', 'controller', ?, 'Main street', ?, ?, 'Europe/Berlin', '24/7')`
	);
	const geo = db.prepare(
		'INSERT INTO "machineGeo" ("machineId", band, lat, lon, x, y, z, reported) VALUES (?, ?, ?, ?, ?, ?, ?, 0)'
	);
	const slot = db.prepare(
		`INSERT INTO slots ("machineId", slot, kind, storage) VALUES (?, ?, 'shelf', ?)`
	);
	const status = db.prepare(
		`INSERT INTO "machineStatus" ("machineId", "recordedAt", interval, "bootId", "uptimeMs", "appVersion", "outboxPending", "outboxOldestAt", body)
		VALUES (?, ?, 60, 'boot00000000001', 1000, '1.0.0', 0, 0, '{}')`
	);
	const config = db.prepare(
		`INSERT INTO configs ("machineId", version, body, "donationPaused", notice, "openingHours", author, "createdAt")
		VALUES (?, 1, '{}', 0, '', '24/7', 'bench', 0)`
	);
	const lot = db.prepare(
		`INSERT INTO lots ("machineId", "lotId", portions, described, donations, slot, name, category, storage, "dateKind", date, diets, tags, "offerFrom", "offerUntil")
		VALUES (?, ?, 4, 1, 1, 2, 'Bread', 'bakery', 'ambient', 'bestBefore', '2100-01-01', ?, ?, 0, 4e12)`
	);
	const own = db.prepare(
		'INSERT INTO "benchMachines" (id, name, place, kosher) VALUES (?, ?, ?, ?)'
	);
	const now = Date.now();
	points.forEach(({ lat, lon }, i) => {
		const machineId = i + 1;
		const name = `Machine ${machineId}`;
		const isRare = machineId % RARE === 0;
		const { x, y, z } = vectorOf({ lat, lon });
		machine.run(newId(), newId() + newId(), machineId, name, lat, lon);
		geo.run(machineId, band(lat), lat, lon, x, y, z);
		slot.run(machineId, 1, 'chilled');
		slot.run(machineId, 2, 'ambient');
		status.run(machineId, now);
		config.run(machineId);
		const diets: Diet[] = isRare ? ['kosher', 'vegan'] : ['vegan'];
		for (const claims of [diets, []]) {
			const tags = tagsOf({ storage: 'ambient', diets: claims, allergens: null });
			lot.run(machineId, newId(), JSON.stringify(claims), JSON.stringify(tags));
		}
		own.run(newId(), name, JSON.stringify({ lon, lat }), isRare ? 1 : 0);
	});
	db.exec(
		`INSERT INTO tags ("machineId", "lotId", tag, band, lat, lon, "offerFrom", "offerUntil", reported)
		SELECT "machineId", "lotId", tag, band, lat, lon, "offerFrom", "offerUntil", reported FROM "tagsNow"`
	);
	db.prepare(`UPDATE counters SET value = ? WHERE name = 'machine'`).run(points.length);
	for (const { sql } of triggers) db.exec(sql);
	db.exec('COMMIT; ANALYZE');
}

/** Numbers in [0, 1) that are the same in every run. */
export function random(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

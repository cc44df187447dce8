import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Allergen, Diet, Storage } from '../../src/domain/shapes/words.ts';
import { tagsOf } from '../../src/domain/tags.ts';
import type { Server } from './server.ts';

export type Place = { readonly lat: number; readonly lon: number };

/** Imports a machine without hardware at each place; their numbers, in the same order. */
export async function importPlaces(server: Server, places: readonly Place[]): Promise<number[]> {
	const folder = mkdtempSync(join(tmpdir(), 'exes-fleet-'));
	try {
		const file = join(folder, 'fleet.json');
		const fridges = places.map((place, i) => ({ id: `place-${i}`, name: `Place ${i}`, ...place }));
		writeFileSync(file, JSON.stringify({ fridges }));
		const outcome = await server.exes('import', file, '--apply', '--json');
		if (outcome.code !== 0) throw new Error(outcome.stderr || outcome.stdout);
		return (outcome.json as { machineIds: number[] }).machineIds;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

export type StoredLot = {
	readonly machineId: number;
	readonly lotId: string;
	readonly slot?: number;
	readonly portions?: number;
	readonly storage?: Storage;
	readonly category?: string;
	readonly diets?: readonly Diet[];
	readonly freeOf?: readonly Allergen[];
	readonly closed?: boolean;
	readonly from?: number;
	readonly until?: number;
};

/**
 * The server's database, opened beside it, to bring about what would take thousands of requests.
 * Triggers run as they do in the server.
 */
export class Store {
	private readonly db: DatabaseSync;

	constructor(server: Server) {
		this.db = new DatabaseSync(join(server.dataDir, 'data.db'), { timeout: 10_000 });
		// As fast as it can be: nobody pulls the plug of a test.
		this.db.exec('PRAGMA synchronous = OFF');
	}

	run(sql: string, ...values: (string | number)[]): void {
		this.db.prepare(sql).run(...values);
	}

	all(sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
		return this.db.prepare(sql).all(...values);
	}

	together(work: () => void): void {
		this.db.exec('BEGIN IMMEDIATE');
		work();
		this.db.exec('COMMIT');
	}

	/** Gives every machine of the list a controller, so that what needs cold may be offered there. */
	equip(machineIds: readonly number[]): void {
		const equipped = this.db.prepare(
			`UPDATE machines SET hardware = 'controller' WHERE machineId = ?`
		);
		const onMap = this.db.prepare('UPDATE machineGeo SET reported = 0 WHERE machineId = ?');
		this.together(() => {
			for (const machineId of machineIds) {
				equipped.run(machineId);
				onMap.run(machineId);
			}
		});
	}

	lots(lots: readonly StoredLot[]): void {
		const insert = this.db
			.prepare(`INSERT INTO lots (machineId, lotId, portions, closed, described, donations,
			slot, name, category, storage, dateKind, date, allergens, diets, tags, offerFrom, offerUntil)
			VALUES (?, ?, ?, ?, 1, 1, ?, 'Bread', ?, ?, 'bestBefore', '2030-01-01', ?, ?, ?, ?, ?)`);
		this.together(() => {
			for (const lot of lots) {
				const { freeOf, storage = 'ambient', diets = [], portions = 3, slot = 1 } = lot;
				const { from = 0, until = 4e12 } = lot;
				const free = freeOf ? { contains: [], mayContain: [], freeOf: [...freeOf] } : null;
				const tags = tagsOf({ storage, diets: [...diets], allergens: free });
				insert.run(
					...[lot.machineId, idOf(lot.lotId), portions, lot.closed ? 1 : 0, slot],
					...[lot.category ?? 'bakery', storage, free ? JSON.stringify(free) : ''],
					...[JSON.stringify(diets), JSON.stringify(tags), from, until]
				);
			}
		});
	}

	close(): void {
		this.db.close();
	}

	[Symbol.dispose](): void {
		this.close();
	}
}

/** A name as a test gives it, made an id as machines make them. */
const idOf = (name: string): string => name.replace(/[^a-z0-9]/g, '').padEnd(15, '0');

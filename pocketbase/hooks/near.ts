import { distance, type Point } from '#domain/geo.ts';
import type { NearestQuery } from '#domain/nearest-query.ts';
import { Conditions, filterOf, sourcesOf, type Source } from './near-sql.ts';
import { rows } from './pocketbase.ts';

/** `total` counts so far [M18]. */
const TOTAL_COUNTS = 1_000;
/** Fewer than this are all looked at, in one statement. */
const FEW = 300;
/** The first ring in metres, and how much wider each is than the one before. */
const FIRST_RING = 500;
const RING_GROWS = 4;
/** About this share of the box around a circle lies inside the circle. */
const CIRCLE_IN_BOX = 0.78;
/** Fetched beyond the limit: two machines less than a millimetre apart may change places. */
const SPARE = 8;

export type Near = { readonly machineId: number; readonly distanceM: number };
type Row = [machineId: number, lat: number, lon: number, total: number];
export type Found = { readonly near: readonly Near[]; readonly total: number };

/**
 * The nearest machines that pass the filter, and how many of them there are within the radius. What
 * is asked for and the fewest have is the table that is looked through: few of them are all looked
 * at, in one statement; else a ring grows until it holds enough.
 */
export function nearestOf(app: core.App, query: NearestQuery, now: number): Found {
	const filter = filterOf(query);
	const at = { lat: query.lat, lon: query.lon };
	const search = new Search(app, at, query.limit, new Conditions(at, filter, now));
	const radius = query.radiusKm * 1_000;
	const rings = ringsUpTo(radius);
	const { source, counts } = search.least(sourcesOf(filter), rings);
	if ((counts.at(-1) ?? 0) < FEW) return search.all(source, radius);
	for (const [i, ring] of rings.entries()) {
		const isLast = i === rings.length - 1;
		if (!isLast && (counts[i] ?? 0) * CIRCLE_IN_BOX < query.limit) continue;
		const near = search.within(source, ring);
		if (isLast || near.length === query.limit) {
			return { near, total: search.total(source, radius) };
		}
	}
	return { near: [], total: 0 };
}

/** To the millimetre, so that the same spot is 0 m away, at a pole and across the antimeridian too. */
const inMillimetres = (metres: number): number => Math.round(metres * 1_000) / 1_000;

function ringsUpTo(radius: number): number[] {
	const rings: number[] = [];
	for (let ring = FIRST_RING; ring < radius; ring *= RING_GROWS) rings.push(ring);
	return [...rings, radius];
}

class Search {
	private readonly app: core.App;
	private readonly at: Point;
	private readonly limit: number;
	private readonly conditions: Conditions;

	constructor(app: core.App, at: Point, limit: number, conditions: Conditions) {
		this.app = app;
		this.at = at;
		this.limit = limit;
		this.conditions = conditions;
	}

	/** The source with the fewest rows here, and how many of them lie around each ring. */
	least(
		sources: readonly Source[],
		rings: readonly number[]
	): { source: Source; counts: readonly number[] } {
		const counted = sources.flatMap((source) =>
			rings.map((ring, i) => {
				const enough = i === rings.length - 1 ? FEW : 2 * this.limit;
				return `(SELECT COUNT(*) FROM (SELECT 1 ${this.conditions.candidates(source, ring)} LIMIT ${enough}) AS "some")`;
			})
		);
		const numbers = this.answer(`SELECT json_array(${counted.join(', ')}) AS "answer"`) as number[];
		const each = sources.map((source, i) => ({
			source,
			counts: numbers.slice(i * rings.length, (i + 1) * rings.length)
		}));
		return each.reduce((least, next) =>
			(next.counts.at(-1) ?? 0) < (least.counts.at(-1) ?? 0) ? next : least
		);
	}

	/** The nearest, counted with all that pass within the radius. */
	all(source: Source, radius: number): Found {
		const found = this.nearest(source, radius, 'COUNT(*) OVER ()');
		return { near: this.sorted(found), total: Math.min(found[0]?.[3] ?? 0, TOTAL_COUNTS) };
	}

	/** The nearest, as far as they lie within the ring. */
	within(source: Source, ring: number): readonly Near[] {
		return this.sorted(this.nearest(source, ring, '0'));
	}

	/** How many pass within the radius, counted up to 1,000. */
	total(source: Source, radius: number): number {
		// A box around 0.6 of the radius lies inside the circle: where it holds enough, no distance
		// has to be computed.
		if (radius < 500_000 && Math.abs(this.at.lat) < 70) {
			if (this.count(source, 0.6 * radius, '') === TOTAL_COUNTS) return TOTAL_COUNTS;
		}
		const { chord } = this.conditions;
		return this.count(source, radius, ` AND ${chord} <= ${this.conditions.chordOf(radius)}`);
	}

	private count(source: Source, metres: number, more: string): number {
		const members = this.conditions.members(source, metres);
		const counted = this.answer(
			`SELECT json_array(COUNT(*)) AS "answer" FROM (
				SELECT 1 FROM "machineGeo" g WHERE ${members}${more} LIMIT ${TOTAL_COUNTS}) AS "some"`
		) as [number];
		return counted[0];
	}

	private nearest(source: Source, metres: number, total: string): Row[] {
		const { conditions, limit } = this;
		return this.answer(
			`SELECT json_group_array(json_array("machineId", "lat", "lon", "total")) AS "answer" FROM (
				SELECT "machineId", "lat", "lon", ${total} AS "total" FROM (
					SELECT g."machineId", g."lat", g."lon", ${conditions.chord} AS "chord"
					FROM "machineGeo" g WHERE ${conditions.members(source, metres)}
				) AS "all" WHERE "chord" <= ${conditions.chordOf(metres)}
				ORDER BY "chord", "machineId" LIMIT ${limit + SPARE}
			) AS "nearest"`
		) as Row[];
	}

	private sorted(found: readonly Row[]): readonly Near[] {
		return found
			.map(([machineId, lat, lon]) => ({
				machineId,
				distanceM: inMillimetres(distance(this.at, { lat, lon }))
			}))
			.sort((a, b) => a.distanceM - b.distanceM || a.machineId - b.machineId)
			.slice(0, this.limit);
	}

	/** The one JSON text that a statement makes: rows that cross into JavaScript value by value cost more. */
	private answer(sql: string): unknown {
		const [row] = rows(this.app, sql, this.conditions.bound, { answer: '' });
		return JSON.parse(row?.answer ?? '[]') as unknown;
	}
}

import { distance, type Point } from '#domain/geo.ts';
import type { NearestQuery } from '#domain/nearest-query.ts';
import type { Near } from './near-machine.ts';
import { Conditions, filterOf, sourcesOf, type Source } from './near-sql.ts';
import { textOf } from './pocketbase.ts';

/** `total` counts so far [M18]. */
const TOTAL_COUNTS = 1_000;
/** Up to so many are all looked at, in one statement. */
const FEW = 300;
/** The first ring in metres, and how much wider each is than the one before. */
const FIRST_RING = 500;
const RING_GROWS = 3;
/** A box that holds so many times what is wanted has enough within its circle, as a rule. */
const BOX_FOR_CIRCLE = 1.4;
/** As many times what is wanted a box should hold whose size is only a guess. */
const GUESS = 2.5;
/** Fetched beyond the limit: two machines less than a millimetre apart may change places. */
const SPARE = 8;

export type Found = { readonly near: readonly Near[]; readonly total: number };

/**
 * The nearest machines that pass the filter, and how many of them there are within the radius. Few
 * are all looked at, in one statement; of many, a ring grows until it holds enough. Of a filter's
 * parts it is the one that the fewest machines have that is looked through.
 */
export function nearestOf(query: NearestQuery, now: number): Found {
	const filter = filterOf(query);
	const at = { lat: query.lat, lon: query.lon };
	const search = new Search(at, query.limit, () => new Conditions(at, filter, now));
	const radius = query.radiusKm * 1_000;
	const rings = ringsUpTo(radius);
	const source = search.least(sourcesOf(filter), radius);
	const { counts, found } = search.look(source, rings, radius);
	if (found) return found;
	for (const ring of ringsToTry(rings, counts, query.limit)) {
		const within = search.within(source, ring, radius);
		if (within.near.length === query.limit) return within;
	}
	return search.within(source, radius, radius);
}

/** The rings within the radius. */
function ringsUpTo(radius: number): number[] {
	const rings: number[] = [];
	for (let ring = FIRST_RING; ring < radius; ring *= RING_GROWS) rings.push(ring);
	return rings;
}

/**
 * The rings that should hold as many as are wanted, the likeliest first: of the first that does, as
 * much as is needed if its machines stand as densely as those of the ring inside it.
 */
function ringsToTry(rings: readonly number[], counts: readonly number[], limit: number): number[] {
	const first = counts.findIndex((count) => count >= limit * BOX_FOR_CIRCLE);
	const ring = rings[first];
	if (ring === undefined) return [];
	const rest = rings.slice(first);
	const inner = rings[first - 1];
	if (inner === undefined) return rest;
	const dense = inner * Math.sqrt((limit * GUESS) / (counts[first - 1] ?? 0));
	return dense < ring ? [dense, ...rest] : rest;
}

class Search {
	private readonly at: Point;
	private readonly limit: number;
	/** New ones for each statement. */
	private readonly conditions: () => Conditions;

	constructor(at: Point, limit: number, conditions: () => Conditions) {
		this.at = at;
		this.limit = limit;
		this.conditions = conditions;
	}

	/** The source with the fewest rows in the box around the circle, as far as {@link FEW}. */
	least(sources: readonly Source[], radius: number): Source {
		if (sources.length === 1) return sources[0] ?? null;
		const conditions = this.conditions();
		const each = sources.map((source) => counted(conditions, source, radius, FEW + 1));
		const counts = textOf(`SELECT ${each.join(` || ',' || `)}`, conditions.bound)
			.split(',')
			.map(Number);
		return sources[counts.indexOf(Math.min(...counts))] ?? null;
	}

	/**
	 * How many rows lie in the box around each ring, counted as far as it matters; and where there are
	 * few in the box around the radius, what is asked for.
	 */
	look(
		source: Source,
		rings: readonly number[],
		radius: number
	): { counts: readonly number[]; found: Found | null } {
		const conditions = this.conditions();
		const each = rings.map(
			(ring) => `${counted(conditions, source, ring, 2 * this.limit)} || ',' || `
		);
		const all = counted(conditions, source, radius, FEW + 1);
		const text = textOf(
			`SELECT ${each.join('')}CASE WHEN ${all} > ${FEW} THEN '' ELSE ';' || (${this.nearest(conditions, source, radius)}) END`,
			conditions.bound
		);
		const [counts = '', ...found] = text.split(';');
		return {
			counts: counts.split(',').map(Number),
			found: found.length === 0 ? null : this.read(found, Number(found[0]))
		};
	}

	/** The nearest as far as they lie within the ring, and how many pass within the radius. */
	within(source: Source, ring: number, radius: number): Found {
		const conditions = this.conditions();
		const text = textOf(
			`SELECT ${this.total(conditions, source, radius)} || ';' || (${this.nearest(conditions, source, ring)})`,
			conditions.bound
		);
		const [total, ...found] = text.split(';');
		return this.read(found, Number(total));
	}

	/** One text: how many pass within the circle, then each of the nearest. */
	private nearest(conditions: Conditions, source: Source, metres: number): string {
		return `SELECT COUNT(*) || COALESCE(group_concat(
			CASE WHEN "rank" <= ${this.limit + SPARE} THEN concat(';', "machineId", ',', "lat", ',', "lon") END, ''), '')
			FROM (SELECT "machineId", "lat", "lon", ROW_NUMBER() OVER (ORDER BY "chord", "machineId") AS "rank" FROM (
				SELECT g."machineId", g."lat", g."lon", ${conditions.chord} AS "chord"
				FROM "machineGeo" g WHERE ${conditions.members(source, metres)}
			) AS "all" WHERE "chord" <= ${conditions.chordOf(metres)}) AS "ranked"`;
	}

	/** How many pass within the radius, counted up to 1,000. */
	private total(conditions: Conditions, source: Source, radius: number): string {
		const number = (from: string) =>
			`(SELECT COUNT(*) FROM (${from} LIMIT ${TOTAL_COUNTS}) AS "passing")`;
		const all = () => number(conditions.inCircle(source, radius));
		// A box around 0.6 of the radius lies inside the circle: where it holds enough, no distance
		// has to be computed. Of those with a tag there are seldom so many.
		const isFlat = radius < 500_000 && Math.abs(this.at.lat) < 70;
		if (!isFlat || source !== null) return all();
		const inBox = number(
			`SELECT 1 FROM "machineGeo" g WHERE ${conditions.members(null, 0.6 * radius)}`
		);
		return `CASE ${inBox} WHEN ${TOTAL_COUNTS} THEN ${TOTAL_COUNTS} ELSE ${all()} END`;
	}

	private read([, ...texts]: readonly string[], total: number): Found {
		const near = texts.map((text) => {
			const fields = text.split(',');
			const at = { lat: Number(fields[1]), lon: Number(fields[2]) };
			return {
				machineId: Number(fields[0]),
				distanceM: inMillimetres(distance(this.at, at))
			};
		});
		near.sort((a, b) => a.distanceM - b.distanceM || a.machineId - b.machineId);
		return { near: near.slice(0, this.limit), total: Math.min(total, TOTAL_COUNTS) };
	}
}

/** Rows of the source in the box around a circle, counted as far as `enough`. */
function counted(conditions: Conditions, source: Source, metres: number, enough: number): string {
	const candidates = conditions.candidates(source, metres);
	return `(SELECT COUNT(*) FROM (SELECT 1 ${candidates} LIMIT ${enough}) AS "counted")`;
}

/** To the millimetre, so that the same spot is 0 m away, at a pole and across the antimeridian too. */
const inMillimetres = (metres: number): number => Math.round(metres * 1_000) / 1_000;

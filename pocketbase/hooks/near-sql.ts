import { NEWS_LAST } from '#domain/availability.ts';
import { boxAround, chordSquared, ellipseAround, vectorOf } from '#domain/geo-box.ts';
import type { Point } from '#domain/geo.ts';
import type { NearestQuery } from '#domain/nearest-query.ts';

/** Degrees of latitude in one band of the index. */
const BAND = 0.1;
/** More bands than this are one range: then the longitudes no longer choose, but the bands do. */
const BANDS_LISTED = 40;

/** The band of the index that a latitude lies in. */
export const band = (lat: number): number => Math.floor((lat + 90) / BAND);

/** Tags of which one is enough. */
type AnyOf = readonly string[];

/** The table to look through: the machines with one of these tags, or with null all on the map. */
export type Source = AnyOf | null;

export type Filter = {
	/** All on one and the same offered lot. */
	readonly lot: readonly AnyOf[];
	/** A slot with room, of one of these classes: empty is any class, null is not asked. */
	readonly room: readonly string[] | null;
	/** Known to be open. */
	readonly always: boolean;
};

export function filterOf(query: NearestQuery): Filter {
	const { has = [], storage, diet = [], excludeAllergens = [] } = query;
	const wantsRoom = has.includes('space');
	const lot: AnyOf[] = [
		...diet.map((claim) => [`diet:${claim}`]),
		...excludeAllergens.map((allergen) => [`free:${allergen}`])
	];
	// Where only room is asked for, the class is the slot's; else the lot's.
	if (storage && (!wantsRoom || has.includes('food'))) {
		lot.push(storage.map((name) => `storage:${name}`));
	}
	if (lot.length === 0 && has.includes('food')) lot.push(['food']);
	return { lot, room: wantsRoom ? (storage ?? []) : null, always: query.openAt !== undefined };
}

/** Every part of the filter as a table to look through. */
export function sourcesOf({ lot, room, always }: Filter): Source[] {
	const sources: Source[] = [...lot];
	if (room) sources.push(room.length === 0 ? ['room'] : room.map((name) => `room:${name}`));
	if (always) sources.push(['always']);
	return sources.length === 0 ? [null] : sources;
}

/** Writes the conditions of one search, and keeps the values that they are bound to. */
export class Conditions {
	readonly bound: Record<string, unknown>;
	private readonly at: Point;
	private readonly filter: Filter;
	private count = 0;

	constructor(at: Point, filter: Filter, now: number) {
		this.at = at;
		this.filter = filter;
		this.bound = { ...at, ...vectorOf(at), now, news: now - NEWS_LAST };
	}

	/** The square of the chord from here to machine `g`: it grows with the distance. */
	readonly chord = `((g."x" - {:x}) * (g."x" - {:x}) + (g."y" - {:y}) * (g."y" - {:y}) + (g."z" - {:z}) * (g."z" - {:z}))`;

	/** The chord of a circle, wider by far less than a millimetre than it is. */
	chordOf(metres: number): string {
		return this.value(chordSquared(metres) * (1 + 1e-12));
	}

	/** Rows of the source in the box around a circle, whether or not they pass the filter. */
	candidates(source: Source, metres: number): string {
		if (source === null) return `FROM "machineGeo" t WHERE ${this.inBox('t', metres)}`;
		const offered = isOfLots(source) ? ` AND ${offeredNow('t')}` : '';
		return `FROM "tags" t WHERE t."tag" IN (${this.values(source)}) AND ${this.inBox('t', metres)}${offered}`;
	}

	/** Machines `g` in the box around a circle that pass the whole filter. */
	members(source: Source, metres: number): string {
		const place =
			source === null
				? this.inBox('g', metres)
				: `g."machineId" IN (SELECT t."machineId" ${this.candidates(source, metres)}${this.sameLot(source)})`;
		return place + this.others('g', source);
	}

	/** A row for each machine that passes the whole filter and lies within the circle. */
	inCircle(source: Source, metres: number): string {
		const near = `${this.chord} <= ${this.chordOf(metres)}`;
		if (source === null) {
			return `SELECT 1 FROM "machineGeo" g WHERE ${this.members(null, metres)} AND ${near}`;
		}
		// What stands beside a tag tells nearly all of them, without a look at the machine.
		const { lonWeight, inside, outside } = ellipseAround(this.at, metres);
		const square = `(t."lat" - {:lat}) * (t."lat" - {:lat}) + (t."lon" - {:lon}) * (t."lon" - {:lon}) * ${this.value(lonWeight)}`;
		const onRim = `${square} <= ${this.value(outside)} AND EXISTS (SELECT 1 FROM "machineGeo" g WHERE g."machineId" = t."machineId" AND ${near})`;
		return `SELECT ${isUnique(source) ? '1' : 'DISTINCT t."machineId"'} ${this.candidates(source, metres)}
			AND (${square} <= ${this.value(inside)} OR (${onRim}))${this.sameLot(source)}${this.others('t', source)}`;
	}

	/** That the lot of tag `t`, of a source, has the other tags too. */
	private sameLot(source: AnyOf): string {
		if (!isOfLots(source)) return '';
		const others = this.filter.lot.filter((tags) => tags !== source);
		return others.map((tags) => ` AND ${this.tagged('t', 't."lotId"', tags)}`).join('');
	}

	/** The parts of the filter that the source has not looked for. */
	private others(alias: string, source: Source): string {
		const { lot, room, always } = this.filter;
		const others: string[] = [];
		if (lot.length > 0 && !(source && isOfLots(source))) others.push(this.onOneLot(alias, lot));
		if (room) others.push(this.withRoom(alias, room));
		if (always && source?.[0] !== 'always') others.push(this.tagged(alias, `''`, ['always']));
		return others.map((condition) => ` AND ${condition}`).join('');
	}

	private onOneLot(alias: string, [first = [], ...others]: readonly AnyOf[]): string {
		const more = others.map((tags) => ` AND ${this.tagged('a', 'a."lotId"', tags)}`).join('');
		return `EXISTS (SELECT 1 FROM "tags" a WHERE a."machineId" = ${alias}."machineId"
			AND a."tag" IN (${this.values(first)}) AND ${offeredNow('a')}${more})`;
	}

	private tagged(alias: string, lotId: string, tags: AnyOf): string {
		return `EXISTS (SELECT 1 FROM "tags" b WHERE b."machineId" = ${alias}."machineId"
			AND b."lotId" = ${lotId} AND b."tag" IN (${this.values(tags)}))`;
	}

	private withRoom(alias: string, classes: readonly string[]): string {
		const ofClass = classes.length > 0 ? ` AND s."storage" IN (${this.values(classes)})` : '';
		return `EXISTS (SELECT 1 FROM "slots" s WHERE s."machineId" = ${alias}."machineId" AND s."state" = 'ok'${ofClass}
			AND (s."kind" <> 'locker' OR NOT EXISTS (SELECT 1 FROM "lots" o WHERE o."machineId" = s."machineId"
				AND o."slot" = s."slot" AND o."portions" > 0 AND o."closed" = 0)))`;
	}

	/** The bands are bound, not written out, so that the statement stays the same. */
	private inBox(alias: string, metres: number): string {
		const { south, north, lons } = boxAround(this.at, metres);
		const low = band(south);
		const high = band(north);
		const inBand =
			high - low < BANDS_LISTED
				? `${alias}."band" IN (SELECT value FROM json_each(${this.value(bandsOf(low, high))}))`
				: `${alias}."band" BETWEEN ${this.value(low)} AND ${this.value(high)}`;
		const inLons = lons.map(
			({ west, east }) => `${alias}."lon" BETWEEN ${this.value(west)} AND ${this.value(east)}`
		);
		return `${inBand} AND (${inLons.join(' OR ')}) AND ${alias}."lat" BETWEEN ${this.value(south)} AND ${this.value(north)}`;
	}

	private values(list: readonly string[]): string {
		return list.map((value) => this.value(value)).join(', ');
	}

	/** A value as it stands in a statement. */
	value(value: string | number): string {
		const name = `v${this.count++}`;
		this.bound[name] = value;
		return `{:${name}}`;
	}
}

function bandsOf(low: number, high: number): string {
	let bands = String(low);
	for (let next = low + 1; next <= high; next++) bands += `,${next}`;
	return `[${bands}]`;
}

/** Tags are of lots or of machines, never of both in one source. */
const isOfLots = ([tag = '']: AnyOf): boolean => tag !== 'always' && !tag.startsWith('room');

/** Whether no machine has two rows in it. */
const isUnique = (source: AnyOf): boolean => source.length === 1 && !isOfLots(source);

/** Without hardware a lot is offered only while somebody reports of the machine [M24]. */
const offeredNow = (alias: string): string =>
	`${alias}."offerFrom" <= {:now} AND ${alias}."offerUntil" > {:now} AND (${alias}."reported" = 0
		OR EXISTS (SELECT 1 FROM "facts" f WHERE f."machineId" = ${alias}."machineId" AND f."recordedAt" >= {:news}))`;

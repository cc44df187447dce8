import { parseInstant } from '#domain/calendar.ts';
import type { Applied, JudgeContext, Known } from '#domain/judged.ts';
import { moveAfter, moveKey, type Move } from '#domain/move.ts';
import { latest, type Place } from '#domain/place.ts';
import type { Fact, FactOf } from '#domain/shapes/fact.ts';
import type { FactType } from '#domain/shapes/words.ts';
import { rows } from '../pocketbase.ts';
import { insert, replacing } from './insert.ts';

// What does not add up: of each key the fact with the highest place is kept [M11].

type OfType<T extends FactType> = Applied & { readonly fact: FactOf<T> };

/** The facts of a type. */
export function ofType<T extends FactType>(applied: readonly Applied[], type: T): OfType<T>[] {
	return applied.filter(({ fact }) => fact.type === type) as OfType<T>[];
}

const PLACE = ['origin', 'epochNo', 'seq'] as const;
const placeOf = ({ origin, epochNo, seq }: Place) => [origin, epochNo, seq];

/**
 * The tail of an insert that keeps the later row (`isAfter` of src/domain/place.ts): within an origin by
 * its place, between a machine and a person's device, which share no order, by its time.
 */
function newest(table: string, key: readonly string[], columns: readonly string[]): string {
	const before = `"${table}"`;
	const place = (row: string) => `(${row}."epochNo", ${row}."seq")`;
	const time = (row: string) => `(${row}."happenedAt", ${row}."origin")`;
	return `${replacing(key, [...columns, ...PLACE])} WHERE
		CASE WHEN excluded."origin" = ${before}."origin" THEN ${place('excluded')} > ${place(before)}
		ELSE ${time('excluded')} > ${time(before)} END`;
}

/** Each zone's cold-chain state as the machine last told it [F5]. */
export function writeSafety(
	tx: core.App,
	applied: readonly Applied[],
	{ machineId }: JudgeContext
): void {
	const zones = latest(ofType(applied, 'safety'), ({ fact }) => fact.zone);
	const columns = ['state', 'since', 'aboveLimitMs', 'policyVersion', 'happenedAt', 'eventId'];
	insert(
		tx,
		'zoneStates',
		['machineId', 'zone', ...columns, ...PLACE],
		[...zones.values()].map(({ fact, place }) => [
			...[machineId, fact.zone, fact.state, parseInstant(fact.since), fact.aboveLimitMs],
			...[fact.policyVersion, place.at, fact.eventId, ...placeOf(place)]
		]),
		newest('zoneStates', ['machineId', 'zone'], columns)
	);
}

/** The last time that each work was done, at each place. */
export function writeServices(
	tx: core.App,
	applied: readonly Applied[],
	{ machineId }: JudgeContext
): void {
	const works = ofType(applied, 'service').flatMap((one) =>
		placesOf(one.fact).flatMap((where) => one.fact.done.map((work) => ({ ...one, where, work })))
	);
	const last = latest(works, ({ where, work }) => `${work}|${where}`);
	const columns = ['measuredC', 'happenedAt', 'eventId'];
	insert(
		tx,
		'services',
		['machineId', 'place', 'work', ...columns, ...PLACE],
		[...last.values()].map(({ fact, place, where, work }) => [
			...[machineId, where, work, fact.measuredC ?? null, place.at, fact.eventId],
			...placeOf(place)
		]),
		newest('services', ['machineId', 'place', 'work'], columns)
	);
}

/** Where it was done: at the zone, at the slot, at both where both are named, else at the whole. */
function placesOf({ zone, slot }: FactOf<'service'>): string[] {
	const places = [
		...(zone === undefined ? [] : [`zone:${zone}`]),
		...(slot === undefined ? [] : [`slot:${slot}`])
	];
	return places.length > 0 ? places : [''];
}

/** The doors that opened without an act; `known` holds the last time of each [S1a]. */
export function writeAccesses(
	tx: core.App,
	applied: readonly Applied[],
	known: Known,
	{ machineId }: JudgeContext
): void {
	const slots = new Set(ofType(applied, 'access').map(({ fact }) => fact.slot));
	const columns = ['at', ...PLACE];
	insert(
		tx,
		'slotAccess',
		['machineId', 'slot', ...columns],
		Array.from(slots).flatMap((slot) => {
			const mark = known.accesses.get(slot);
			return mark ? [[machineId, slot, mark.at, ...placeOf(mark)]] : [];
		}),
		replacing(['machineId', 'slot'], columns)
	);
}

/** What a machine says that it has lost. */
export function writeGaps(
	tx: core.App,
	applied: readonly Applied[],
	{ origin, epochNo }: JudgeContext
): void {
	insert(
		tx,
		'gaps',
		['eventId', 'origin', 'epochNo', 'fromSeq', 'toSeq'],
		ofType(applied, 'gap').map(({ fact: { eventId, fromSeq, toSeq } }) => [
			...[eventId, origin, epochNo, fromSeq, toSeq]
		]),
		''
	);
}

const isHalf = (fact: Fact): fact is FactOf<'moveOut'> | FactOf<'moveIn'> =>
	fact.type === 'moveOut' || fact.type === 'moveIn';

/** A move's row. */
export const MOVE: Move = {
	...{ moveId: '', lotId: '', fromMachineId: 0, toMachineId: 0, outPortions: 0, inPortions: 0 },
	...{ minutesWarm: 0, since: 0 }
};
export const MOVE_COLUMNS = Object.keys(MOVE) as (keyof Move)[];

/** Moves with the halves of this batch added. */
export function writeMoves(
	tx: core.App,
	applied: readonly Applied[],
	{ machineId }: JudgeContext
): void {
	const moveIds = applied.flatMap(({ fact }) => (isHalf(fact) ? fact.moveId : []));
	if (moveIds.length === 0) return;
	const before = rows(
		tx,
		`SELECT ${MOVE_COLUMNS.map((column) => `"${column}"`).join(', ')} FROM "moves"
			WHERE "moveId" IN (SELECT value FROM json_each({:moveIds}))`,
		{ moveIds: JSON.stringify(moveIds) },
		MOVE
	);
	const moves = new Map(before.map((move) => [moveKey(move), move]));
	applied.forEach(({ fact, place }) => {
		if (!isHalf(fact)) return;
		const key = moveKey(fact);
		moves.set(key, moveAfter(moves.get(key) ?? null, fact, machineId, place.at));
	});
	insert(
		tx,
		'moves',
		MOVE_COLUMNS,
		[...moves.values()].map((move) => MOVE_COLUMNS.map((column) => move[column])),
		replacing(['moveId', 'lotId'], MOVE_COLUMNS.slice(2))
	);
}

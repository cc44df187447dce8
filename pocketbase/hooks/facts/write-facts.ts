import { DAY, parseInstant, type Millis } from '#domain/calendar.ts';
import type { Applied, JudgeContext } from '#domain/judged.ts';
import { insertion } from './insert.ts';

/** How long free texts and the bodies of quarantined facts are kept [M23]. */
export const TEXTS_KEPT = 90 * DAY;

const millis = (instant: string): Millis => parseInstant(instant) ?? 0;

// A fact that is already there was judged wrongly: better an error than a movement twice.
const insertFacts = insertion(
	'facts',
	[
		'eventId',
		'origin',
		'epochNo',
		'seq',
		'type',
		'machineId',
		'occurredAt',
		'happenedAt',
		'recordedAt',
		'clockTrusted',
		'v',
		'warning',
		'contentHash',
		'body'
	],
	''
);
const insertTexts = insertion('sideTexts', ['eventId', 'field', 'value', 'keepUntil']);
const insertMovements = insertion(
	'movements',
	['eventId', 'machineId', 'lotId', 'kind', 'portions', 'grams', 'happenedAt'],
	''
);
const insertReadings = insertion(
	'readings',
	['eventId', 'machineId', 'sensor', 'from', 'to', 'minC', 'maxC', 'meanC', 'samples'],
	''
);

/** The ledger itself: facts, what stands aside of them, movements, readings. */
export function writeFacts(tx: core.App, applied: readonly Applied[], context: JudgeContext): void {
	const { origin, epochNo, machineId, recordedAt } = context;
	insertFacts(
		tx,
		applied.map((one) => [
			one.fact.eventId,
			origin,
			epochNo,
			one.fact.seq,
			one.fact.type,
			machineId,
			one.occurredAt,
			one.time.happenedAt,
			recordedAt,
			one.time.clockTrusted ? 1 : 0,
			one.fact.v ?? 1,
			one.warnings[0] ?? '',
			one.contentHash,
			one.body
		])
	);
	const texts: unknown[][] = [];
	const movements: unknown[][] = [];
	const readings: unknown[][] = [];
	// By callback: the server's runtime is slow with iterators and array patterns.
	applied.forEach((one) => {
		const { fact, movement } = one;
		one.sideTexts.forEach((side) => {
			texts.push([fact.eventId, side.field, side.value, recordedAt + TEXTS_KEPT]);
		});
		if (movement) {
			const { lotId, kind, portions, grams } = movement;
			const { happenedAt } = one.time;
			movements.push([fact.eventId, machineId, lotId, kind, portions, grams, happenedAt]);
		}
		if (fact.type === 'reading') {
			const { eventId, sensor, from, to, minC, maxC, meanC, samples } = fact;
			// Its span is told by the same clock as the fact itself: where that is not trusted, nor is it.
			const { happenedAt, clockTrusted } = one.time;
			const off = clockTrusted ? 0 : happenedAt - one.occurredAt;
			const span = [millis(from) + off, millis(to) + off];
			readings.push([eventId, machineId, sensor, ...span, minC, maxC, meanC, samples]);
		}
	});
	insertTexts(tx, texts);
	insertMovements(tx, movements);
	insertReadings(tx, readings);
}

import { DAY, parseInstant, type Millis, type Zone } from '#domain/calendar.ts';
import {
	offerOf,
	type Applied,
	type JudgeContext,
	type Known,
	type Quarantined,
	type Verdict
} from '#domain/judge.ts';
import type { Place } from '#domain/ledger.ts';
import type { Policy } from '#domain/policy.ts';
import type { DonateFact } from '#domain/shapes/fact.ts';
import { tagsOf } from '#domain/tags.ts';
import { workOutZones } from '../slot-states.ts';
import { writeOutcomes } from './outcomes.ts';

/** How long free texts and the bodies of quarantined facts are kept [M23]. */
const TEXTS_KEPT = 90 * DAY;

/** Warnings that a person should look into at the machine [M10]. */
const NEEDS_A_PERSON: ReadonlySet<string> = new Set([
	'wrong_storage',
	'unknown_slot',
	'use_by_past',
	'date_too_far',
	'lot_exists',
	'refused_food',
	'no_label'
]);

/** A place in the epoch and who took it first. */
type Seen = { readonly seq: number; readonly eventId: string };

/**
 * Writes what was judged: a statement a table, whatever the size of the batch. Must run in a
 * transaction.
 */
export function record(
	tx: core.App,
	verdicts: readonly Verdict[],
	known: Known,
	context: JudgeContext
): void {
	const applied: Applied[] = [];
	const quarantined: Quarantined[] = [];
	const seen: Seen[] = [];
	// By callback, here and below: the server's runtime is slow with iterators and array patterns.
	verdicts.forEach((verdict) => {
		switch (verdict.kind) {
			case 'applied':
				applied.push(verdict.applied);
				seen.push(verdict.applied.fact);
				break;
			case 'duplicate':
				seen.push(verdict);
				break;
			case 'quarantined':
				quarantined.push(verdict.quarantined);
				if (verdict.quarantined.marksSeq) seen.push(verdict.quarantined);
				break;
		}
	});
	writeFacts(tx, applied, context);
	writeSeqs(tx, seen, context);
	writeLots(tx, applied, known, context);
	writeAlerts(tx, applied, known, context);
	writeOutcomes(tx, applied, context.machineId);
	if (applied.some(({ fact }) => fact.type === 'safety')) workOutZones(tx, context.machineId);
	writeQuarantine(tx, quarantined, context);
	writeTasks(tx, applied, quarantined, context);
}

/**
 * Runs `INSERT INTO table (columns) SELECT ... FROM rows tail` over an array of rows. PostgreSQL says
 * `json_array_elements` where SQLite says `json_each`: this is the only place that knows.
 */
function insert(
	tx: core.App,
	table: string,
	columns: readonly string[],
	rows: readonly (readonly unknown[])[],
	tail = 'ON CONFLICT DO NOTHING'
): void {
	if (rows.length === 0) return;
	const names = columns.map((column) => `"${column}"`).join(', ');
	const values = columns.map((_, i) => `value ->> ${i}`).join(', ');
	// WHERE: without it a parser takes the ON of the tail for a join's.
	tx.db()
		.newQuery(
			`INSERT INTO "${table}" (${names}) SELECT ${values} FROM json_each({:rows}) WHERE 1 = 1 ${tail}`
		)
		.bind({ rows: JSON.stringify(rows) })
		.execute();
}

function writeFacts(tx: core.App, applied: readonly Applied[], context: JudgeContext): void {
	const { origin, epochNo, machineId, recordedAt } = context;
	insert(
		tx,
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
			one.warning,
			one.contentHash,
			one.body
		]),
		'' // a fact that is already there was judged wrongly: better an error than a movement twice
	);
	const texts: unknown[][] = [];
	const movements: unknown[][] = [];
	applied.forEach((one) => {
		const { fact, movement } = one;
		one.sideTexts.forEach((side) => {
			texts.push([fact.eventId, side.field, side.value, recordedAt + TEXTS_KEPT]);
		});
		if (!movement) return;
		const { lotId, kind, portions, grams } = movement;
		const { happenedAt } = one.time;
		movements.push([fact.eventId, machineId, lotId, kind, portions, grams, happenedAt]);
	});
	insert(tx, 'sideTexts', ['eventId', 'field', 'value', 'keepUntil'], texts);
	insert(
		tx,
		'movements',
		['eventId', 'machineId', 'lotId', 'kind', 'portions', 'grams', 'happenedAt'],
		movements,
		''
	);
}

function writeSeqs(tx: core.App, seen: readonly Seen[], { origin, epochNo }: JudgeContext): void {
	insert(
		tx,
		'seqs',
		['origin', 'epochNo', 'seq', 'eventId'],
		seen.map((one) => [origin, epochNo, one.seq, one.eventId]),
		'ON CONFLICT ("origin", "epochNo", "seq") DO NOTHING'
	);
}

function writeLots(
	tx: core.App,
	applied: readonly Applied[],
	known: Known,
	{ machineId, zone, policy }: JudgeContext
): void {
	const lotIds = new Set<string>();
	applied.forEach(({ movement }) => {
		if (movement) lotIds.add(movement.lotId);
	});
	const sums: unknown[][] = [];
	const described: unknown[][] = [];
	// In order of the key, so that two writers never wait for each other crosswise.
	Array.from(lotIds)
		.sort()
		.forEach((lotId) => {
			const sum = known.lots.get(lotId);
			if (!sum) return;
			const row: (string | number)[] = [
				machineId,
				lotId,
				sum.portions,
				sum.donations,
				sum.closed ? 1 : 0
			];
			const donation = known.described.get(lotId);
			if (donation) described.push(row.concat(description(donation, known, zone, policy)));
			else sums.push(row);
		});
	// Absolute, not added: inside the transaction nobody else writes, and `known` was read in it.
	upsertLots(tx, SUM, sums);
	upsertLots(tx, [...SUM, ...DESCRIPTION], described);
}

/** One write a lot, whatever changes of it: each one makes its tags anew. */
function upsertLots(tx: core.App, columns: readonly string[], rows: readonly unknown[][]): void {
	const set = columns.map((column) => `"${column}" = excluded."${column}"`).join(', ');
	insert(
		tx,
		'lots',
		['machineId', 'lotId', ...columns],
		rows,
		`ON CONFLICT ("machineId", "lotId") DO UPDATE SET ${set}`
	);
}

const SUM = ['portions', 'donations', 'closed'] as const;

const DESCRIPTION = [
	'described',
	'origin',
	'epochNo',
	'seq',
	'slot',
	'name',
	'category',
	'storage',
	'dateKind',
	'date',
	'preparedAt',
	'allergens',
	'diets',
	'tags',
	'unconfirmed',
	'productKind',
	'labelled',
	'donatedAt',
	'offerFrom',
	'offerUntil',
	'policyVersion'
] as const;

function description(
	{ fact, place, time }: Applied,
	known: Known,
	zone: Zone,
	policy: Policy
): (string | number)[] {
	const donation = fact as DonateFact;
	const { lot } = donation;
	const offer: { from: Millis; until: Millis } = offerOf(
		donation,
		time.happenedAt,
		known.slots,
		zone,
		policy
	);
	return [
		1,
		place.origin,
		place.epochNo,
		place.seq,
		lot.slot,
		lot.name,
		lot.category,
		lot.storage,
		lot.dateKind,
		lot.date ?? '',
		parseInstant(lot.preparedAt ?? '') ?? 0,
		lot.allergens === null ? '' : JSON.stringify(lot.allergens),
		JSON.stringify(lot.diets ?? []),
		JSON.stringify(tagsOf(lot)),
		donation.unconfirmed ? 1 : 0,
		lot.productKind ?? '',
		lot.labelled || lot.ingredients ? 1 : 0,
		time.happenedAt,
		offer.from,
		offer.until,
		policy.version
	];
}

function writeAlerts(
	tx: core.App,
	applied: readonly Applied[],
	known: Known,
	{ machineId }: JudgeContext
): void {
	const touched = new Set<Place>();
	applied.forEach(({ fact, place }) => {
		if (fact.type === 'alert') touched.add(place);
	});
	if (touched.size === 0) return;
	const columns = [
		'machineId',
		'kind',
		'place',
		'alertId',
		'state',
		'severity',
		'since',
		'updatedAt',
		'clearedAt',
		'origin',
		'epochNo',
		'seq',
		'value',
		'threshold',
		'unit'
	];
	insert(
		tx,
		'alerts',
		columns,
		[...known.alerts.values()]
			.filter((alert) => touched.has(alert.at))
			.map((alert) => [
				machineId,
				alert.kind,
				alert.place,
				alert.alertId,
				alert.state,
				alert.severity,
				alert.since,
				alert.updatedAt,
				alert.clearedAt,
				alert.at.origin,
				alert.at.epochNo,
				alert.at.seq,
				alert.value,
				alert.threshold,
				alert.unit
			]),
		`ON CONFLICT ("machineId", "kind", "place") DO UPDATE SET ${columns
			.slice(3)
			.map((c) => `"${c}" = excluded."${c}"`)
			.join(', ')}`
	);
}

function writeQuarantine(
	tx: core.App,
	quarantined: readonly Quarantined[],
	{ origin, machineId, recordedAt }: JudgeContext
): void {
	insert(
		tx,
		'quarantine',
		[
			'quarantineId',
			'origin',
			'epoch',
			'seq',
			'eventId',
			'machineId',
			'code',
			'reason',
			'contentHash',
			'body',
			'recordedAt',
			'keepUntil'
		],
		quarantined.map(({ epoch, seq, eventId, code, reason, contentHash, body }) => [
			idOf(origin, epoch, seq, code, contentHash),
			origin,
			epoch,
			seq,
			eventId,
			machineId,
			code,
			reason,
			contentHash,
			body,
			recordedAt,
			recordedAt + TEXTS_KEPT
		]),
		'ON CONFLICT ("quarantineId") DO NOTHING' // the same one again
	);
}

function writeTasks(
	tx: core.App,
	applied: readonly Applied[],
	quarantined: readonly Quarantined[],
	{ origin, machineId, recordedAt }: JudgeContext
): void {
	const tasks: unknown[][] = [];
	applied.forEach(({ fact, warning, movement }) => {
		if (warning === '' || !NEEDS_A_PERSON.has(warning) || !movement) return;
		const taskId = idOf(warning, machineId, movement.lotId);
		tasks.push([taskId, machineId, warning, movement.lotId, fact.eventId, recordedAt]);
	});
	quarantined.forEach(({ eventId, epoch, seq, code, contentHash }) => {
		const taskId = idOf('quarantine', origin, epoch, seq, code, contentHash);
		tasks.push([taskId, machineId, 'quarantine', '', eventId, recordedAt]);
	});
	insert(
		tx,
		'tasks',
		['taskId', 'machineId', 'kind', 'lotId', 'eventId', 'createdAt'],
		tasks,
		'ON CONFLICT ("taskId") DO NOTHING'
	);
}

/** The same parts always make the same id: a repeat is no second row. */
function idOf(...parts: readonly (string | number)[]): string {
	return $security.sha256(parts.join('|')).slice(0, 15);
}

import type { Applied, JudgeContext, Known } from '#domain/judged.ts';
import { standingOf } from '#domain/ledger.ts';
import { offerWindow } from '#domain/offering.ts';
import { byPlace, type Mark } from '#domain/place.ts';
import type { Policy } from '#domain/policy.ts';
import { policyAt } from '../policies.ts';
import { rows } from '../pocketbase.ts';
import { accessesOf, slotsOf } from './known.ts';
import { DATED_COLUMNS, datedLot } from './lot-row.ts';
import { marksOf, NATURE, SOURCE, STANDING, lotWriter } from './write-lots.ts';
import { zoneAt } from './zone.ts';

// How lots stand after a batch, where it could have changed anything but sums: a lot that came from
// another machine takes its description from there, a slot whose door opened without an act holds
// nothing for sure, nor is a lot sure of which somebody saw only a part, and what was counted is
// again. Rare, so that it reads what it needs.

/** A lot's row, as far as it decides how the lot stands. */
const ROW = {
	...{ machineId: 0, lotId: '', portions: 0, donations: 0, arrivals: 0 },
	...{ marks: '', slot: 0 },
	...{ origin: '', epochNo: 0, seq: 0, name: '', allergens: '', diets: '', tags: '' },
	...{ ...DATED_COLUMNS, donatedAt: 0 }
};
type Row = typeof ROW;

const COLUMNS = Object.keys(ROW)
	.map((column) => `"${column}"`)
	.join(', ');

const putStandings = lotWriter(['portions', ...SOURCE, ...NATURE, ...STANDING]);

/** Decides anew how the lots stand that this batch may have touched, at whatever machine. */
export function refreshLots(
	tx: core.App,
	applied: readonly Applied[],
	known: Known,
	context: JudgeContext
): void {
	const { machineId } = context;
	const slots: number[] = [];
	const lotIds = new Set<string>();
	applied.forEach(({ fact }) => {
		if (fact.type === 'access') slots.push(fact.slot);
		else if (fact.type === 'moveIn') lotIds.add(fact.lotId);
		else if (fact.type === 'donate' && fact.unconfirmed) lotIds.add(fact.lot.lotId);
		else if (fact.type === 'adjust' && fact.reason === 'counted') lotIds.add(fact.lotId);
	});
	const here = select(
		tx,
		`"machineId" = {:machineId} AND ("lotId" IN (SELECT value FROM json_each({:lotIds}))
			OR ("described" = 1 AND "slot" IN (SELECT value FROM json_each({:slots}))))`,
		{ machineId, lotIds, slots }
	);
	// Where food went before its donation arrived.
	const elsewhere = select(
		tx,
		`"lotId" IN (SELECT value FROM json_each({:lotIds})) AND "machineId" <> {:machineId}
			AND "donations" = 0 AND "arrivals" > 0`,
		{ machineId, lotIds: known.described.keys(), slots: [] }
	);
	const targets = [...here, ...elsewhere];
	const sources = sourcesOf(tx, targets);
	const refreshed = targets.flatMap((row) => {
		const source = row.donations > 0 ? row : sources.get(row.lotId);
		if (row.donations === 0 && row.arrivals === 0) return []; // counted here, though it never came
		return source ? [stand(tx, row, source, context)] : [];
	});
	putStandings(tx, refreshed);
}

type Asked = { machineId: number; lotIds: Iterable<string>; slots: readonly number[] };

function select(tx: core.App, where: string, { machineId, lotIds, slots }: Asked): Row[] {
	const ids = Array.from(lotIds);
	if (ids.length === 0 && slots.length === 0) return [];
	return rows(
		tx,
		`SELECT ${COLUMNS} FROM "lots" WHERE ${where}`,
		{ machineId, lotIds: JSON.stringify(ids), slots: JSON.stringify(slots) },
		ROW
	);
}

/** For lots without a donation of their own, that with the lowest place at any machine. */
function sourcesOf(tx: core.App, targets: readonly Row[]): Map<string, Row> {
	const moved = targets.filter(({ donations }) => donations === 0).map(({ lotId }) => lotId);
	const sources = new Map<string, Row>();
	select(tx, `"lotId" IN (SELECT value FROM json_each({:lotIds})) AND "donations" > 0`, {
		...{ machineId: 0, lotIds: moved, slots: [] }
	}).forEach((row) => {
		const before = sources.get(row.lotId);
		if (!before || byPlace(row, before) < 0) sources.set(row.lotId, row);
	});
	return sources;
}

/** The row as it stands now, with the description of its source. */
function stand(tx: core.App, row: Row, source: Row, context: JudgeContext): unknown[] {
	const { machineId } = row;
	const isOwn = source === row;
	const { zone, policy, slots, accesses } = siteOf(tx, machineId, context);
	const describedBy = isOwn ? { ...placeOf(row), at: row.donatedAt } : null;
	const sum = { ...marksOf(row.marks), describedBy };
	const { slot, unconfirmed } = standingOf(sum, isOwn ? row.slot : 0, accesses);
	const lot = { ...datedLot(source), unconfirmed };
	const offer = offerWindow(lot, slots.get(slot), source.donatedAt, zone, policy);
	return [
		...[machineId, row.lotId, row.portions, 1, source.origin, source.epochNo, source.seq],
		...NATURE.map((column) => source[column]),
		...[slot, unconfirmed ? 1 : 0, offer.from, offer.until, offer.why ?? '', policy.version]
	];
}

const placeOf = ({ origin, epochNo, seq }: Row) => ({ origin, epochNo, seq });

type Site = Pick<JudgeContext, 'zone' | 'policy'> & {
	readonly policy: Policy;
	readonly slots: Known['slots'];
	readonly accesses: ReadonlyMap<number, Mark>;
};

/** What decides at a machine how food stands there. */
function siteOf(tx: core.App, machineId: number, context: JudgeContext): Site {
	const isHere = machineId === context.machineId;
	const zone = isHere ? context.zone : zoneAt(tx, machineId);
	const policy = isHere ? context.policy : policyAt(tx, machineId);
	return { zone, policy, slots: slotsOf(tx, machineId), accesses: accessesOf(tx, machineId) };
}

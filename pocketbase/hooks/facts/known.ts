import type { Alert } from '#domain/alert.ts';
import type { KnownTime } from '#domain/clock.ts';
import { alertKey } from '#domain/judge.ts';
import type { Known } from '#domain/judged.ts';
import type { LotSum } from '#domain/ledger.ts';
import type { Mark } from '#domain/place.ts';
import { identityOf } from '#domain/received.ts';
import type { AlertKind, FactType, Severity, Storage } from '#domain/shapes/words.ts';
import { rows } from '../pocketbase.ts';
import type { Epoch } from '../seqs.ts';
import { claimsBefore } from './claims.ts';
import { marksOf } from './write-lots.ts';

/** All that the judge must know before a batch, read with a query a table. */
export function knownBefore(
	app: core.App,
	origin: string,
	machineId: number,
	epoch: Epoch,
	elements: readonly unknown[],
	times: KnownTime[]
): Known {
	const identities = elements.map(identityOf).filter((identity) => identity !== null);
	const eventIds = JSON.stringify(identities.map(({ eventId }) => eventId));
	const facts = rows(
		app,
		`SELECT "eventId", "contentHash" FROM "facts" WHERE "eventId" IN (SELECT value FROM json_each({:eventIds}))`,
		{ eventIds },
		{ eventId: '', contentHash: '' }
	);
	const lots = lotsBefore(app, machineId, elements);
	return {
		facts: new Map(facts.map((fact) => [fact.eventId, fact.contentHash])),
		seqs: seqsBefore(
			app,
			origin,
			epoch,
			identities.map(({ seq }) => seq)
		),
		highestSeq: epoch.highestSeq,
		times,
		lots,
		described: new Map(),
		storages: storagesOf(app, lots, elements),
		accesses: elements.some(stands) ? accessesOf(app, machineId) : new Map(),
		alerts: elements.some(isAlert) ? alertsBefore(app, machineId) : new Map(),
		lateAlerts: new Set(),
		slots: slotsOf(app, machineId),
		...claimsBefore(app, machineId, elements)
	};
}

/** Who holds which seq; nothing can above the highest one seen. */
function seqsBefore(
	app: core.App,
	origin: string,
	epoch: Epoch,
	seqs: readonly number[]
): Map<number, string> {
	const old = seqs.filter((seq) => seq <= epoch.highestSeq);
	if (old.length === 0) return new Map();
	const held = rows(
		app,
		`SELECT "seq", "eventId" FROM "seqs" WHERE "origin" = {:origin} AND "epochNo" = {:epochNo}
			AND "seq" IN (SELECT value FROM json_each({:seqs}))`,
		{ origin, epochNo: epoch.epochNo, seqs: JSON.stringify(old) },
		{ seq: 0, eventId: '' }
	);
	return new Map(held.map(({ seq, eventId }) => [seq, eventId]));
}

function lotsBefore(
	app: core.App,
	machineId: number,
	elements: readonly unknown[]
): Map<string, LotSum> {
	const lotIds = elements.map(lotIdOf).filter((lotId) => lotId !== null);
	if (lotIds.length === 0) return new Map();
	const lots = rows(
		app,
		`SELECT "lotId", "portions", "closed", "donations", "arrivals", "marks", "origin", "epochNo", "seq",
			"donatedAt" FROM "lots"
			WHERE "machineId" = {:machineId} AND "lotId" IN (SELECT value FROM json_each({:lotIds}))`,
		{ machineId, lotIds: JSON.stringify(lotIds) },
		{
			lotId: '',
			portions: 0,
			closed: 0,
			donations: 0,
			arrivals: 0,
			marks: '',
			origin: '',
			epochNo: 0,
			seq: 0,
			donatedAt: 0
		}
	);
	return new Map(
		lots.map(({ lotId, closed, marks, origin, epochNo, seq, donatedAt, ...sum }) => [
			lotId,
			{
				...sum,
				closed: closed === 1,
				// A lot that came from another machine shows that one's description.
				describedBy: sum.donations > 0 ? { origin, epochNo, seq, at: donatedAt } : null,
				...marksOf(marks)
			}
		])
	);
}

/** The storage class of lots that came, or come now, from wherever they were donated. */
function storagesOf(
	app: core.App,
	lots: ReadonlyMap<string, LotSum>,
	elements: readonly unknown[]
): Map<string, Storage> {
	const lotIds: string[] = [];
	lots.forEach(({ arrivals }, lotId) => {
		if (arrivals > 0) lotIds.push(lotId);
	});
	elements.forEach((element) => {
		const lotId = isOf(element, 'moveIn') ? lotIdOf(element) : null;
		if (lotId !== null) lotIds.push(lotId);
	});
	if (lotIds.length === 0) return new Map();
	const donated = rows(
		app,
		`SELECT "lotId", "storage" FROM "lots"
			WHERE "lotId" IN (SELECT value FROM json_each({:lotIds})) AND "donations" > 0
			ORDER BY "epochNo" DESC, "seq" DESC, "origin" DESC`,
		{ lotIds: JSON.stringify(lotIds) },
		{ lotId: '', storage: '' }
	);
	return new Map(donated.map(({ lotId, storage }) => [lotId, storage as Storage]));
}

/** When each slot's door last opened without an act [S1a]. */
export function accessesOf(app: core.App, machineId: number): Map<number, Mark> {
	const accesses = rows(
		app,
		`SELECT "slot", "at", "origin", "epochNo", "seq" FROM "slotAccess" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ slot: 0, at: 0, origin: '', epochNo: 0, seq: 0 }
	);
	return new Map(accesses.map(({ slot, ...mark }) => [slot, mark]));
}

/** The lot that an element speaks of, before it was checked. */
function lotIdOf(element: unknown): string | null {
	const { lotId, lot } = (element ?? {}) as { lotId?: unknown; lot?: { lotId?: unknown } | null };
	const id = lotId ?? lot?.lotId;
	return typeof id === 'string' ? id : null;
}

const isOf = (element: unknown, type: FactType): boolean =>
	(element as { type?: unknown } | null)?.type === type;
const isAlert = (element: unknown): boolean => isOf(element, 'alert');
/** Whether it may depend on which doors were opened how a lot stands after it. */
const stands = (element: unknown): boolean => isOf(element, 'donate') || isOf(element, 'access');

function alertsBefore(app: core.App, machineId: number): Map<string, Alert> {
	const found = rows(
		app,
		`SELECT "kind", "place", "alertId", "state", "severity", "since", "updatedAt", "clearedAt", "origin", "epochNo", "seq", "unit"
			FROM "alerts" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{
			kind: '',
			place: '',
			alertId: '',
			state: '',
			severity: '',
			since: 0,
			updatedAt: 0,
			clearedAt: 0,
			origin: '',
			epochNo: 0,
			seq: 0,
			unit: ''
		}
	);
	return new Map(
		found.map(({ origin, epochNo, seq, ...alert }) => [
			alertKey(alert.kind, alert.place),
			{
				...alert,
				kind: alert.kind as AlertKind,
				state: alert.state as Alert['state'],
				severity: alert.severity as Severity,
				at: { origin, epochNo, seq },
				// Only the newest fact's own values are ever written, so that these are not read.
				value: null,
				threshold: null
			}
		])
	);
}

export function slotsOf(app: core.App, machineId: number): Map<number, Storage> {
	const slots = rows(
		app,
		`SELECT "slot", "storage" FROM "slots" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ slot: 0, storage: '' }
	);
	return new Map(slots.map(({ slot, storage }) => [slot, storage as Storage]));
}

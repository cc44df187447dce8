import { offerWindow, type DatedLot } from '#domain/offering.ts';
import type { Category, DateKind, ProductKind, Storage } from '#domain/shapes/words.ts';
import { slotsOf } from './facts/known.ts';
import { zoneOf } from './facts/deliver.ts';
import { policyAt } from './policies.ts';
import { rows } from './pocketbase.ts';

/**
 * Judges every lot of a machine by the policy, the time zone and the slots that it has now [F10]: to
 * be called in the transaction that changes one of them. Offer windows follow, and their tags by
 * trigger; the version that a donation was judged by stays. Returns how many windows changed.
 */
export function rejudgeLots(tx: core.App, machineId: number): number {
	const policy = policyAt(tx, machineId);
	const slots = slotsOf(tx, machineId);
	const zone = zoneOf(timeZoneOf(tx, machineId));
	const changed: unknown[][] = [];
	openLots(tx, machineId).forEach((row) => {
		const offer = offerWindow(lotOf(row), slots.get(row.slot), row.donatedAt, zone, policy);
		if (offer.from === row.offerFrom && offer.until === row.offerUntil) return;
		changed.push([row.lotId, offer.from, offer.until]);
	});
	if (changed.length > 0) {
		tx.db()
			.newQuery(
				`UPDATE "lots" SET "offerFrom" = n."from", "offerUntil" = n."until" FROM (
					SELECT value ->> 0 AS "lotId", value ->> 1 AS "from", value ->> 2 AS "until" FROM json_each({:changed})) n
				WHERE "lots"."machineId" = {:machineId} AND "lots"."lotId" = n."lotId"`
			)
			.bind({ machineId, changed: JSON.stringify(changed) })
			.execute();
	}
	return changed.length;
}

function timeZoneOf(tx: core.App, machineId: number): string {
	const [machine] = rows(
		tx,
		`SELECT "timeZone" FROM "machines" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ timeZone: '' }
	);
	if (!machine) throw new Error(`There is no machine ${machineId}.`);
	return machine.timeZone;
}

/** Lots that are described and not closed for good: those that are offered now or may be again. */
function openLots(tx: core.App, machineId: number) {
	return rows(
		tx,
		`SELECT "lotId", "slot", "category", "storage", "dateKind", "date", "preparedAt", "unconfirmed",
			"productKind", "labelled", "donatedAt", "offerFrom", "offerUntil"
		FROM "lots" WHERE "machineId" = {:machineId} AND "described" = 1 AND "closed" = 0`,
		{ machineId },
		{
			lotId: '',
			slot: 0,
			category: '',
			storage: '',
			dateKind: '',
			date: '',
			preparedAt: 0,
			unconfirmed: 0,
			productKind: '',
			labelled: 0,
			donatedAt: 0,
			offerFrom: 0,
			offerUntil: 0
		}
	);
}

type OpenLot = ReturnType<typeof openLots>[number];

function lotOf(row: OpenLot): DatedLot & { unconfirmed: boolean } {
	const { date, preparedAt, productKind } = row;
	return {
		category: row.category as Category,
		storage: row.storage as Storage,
		dateKind: row.dateKind as DateKind,
		date,
		preparedAt: new Date(preparedAt).toISOString(),
		productKind: productKind === '' ? undefined : (productKind as ProductKind),
		labelled: row.labelled === 1,
		unconfirmed: row.unconfirmed === 1
	};
}

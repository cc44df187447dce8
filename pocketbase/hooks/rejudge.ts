import { offerWindow } from '#domain/offering.ts';
import { slotsOf } from './facts/known.ts';
import { DATED_COLUMNS, datedLot } from './facts/lot-row.ts';
import { zoneAt } from './facts/zone.ts';
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
	const zone = zoneAt(tx, machineId);
	const changed: unknown[][] = [];
	openLots(tx, machineId).forEach((row) => {
		const lot = { ...datedLot(row), unconfirmed: row.unconfirmed === 1 };
		const offer = offerWindow(lot, slots.get(row.slot), row.donatedAt, zone, policy);
		const why = offer.why ?? '';
		if (offer.from === row.offerFrom && offer.until === row.offerUntil && why === row.why) return;
		changed.push([row.lotId, offer.from, offer.until, why]);
	});
	if (changed.length > 0) {
		tx.db()
			.newQuery(
				`UPDATE "lots" SET "offerFrom" = n."from", "offerUntil" = n."until", "why" = n."why" FROM (
					SELECT value ->> 0 AS "lotId", value ->> 1 AS "from", value ->> 2 AS "until", value ->> 3 AS "why" FROM json_each({:changed})) n
				WHERE "lots"."machineId" = {:machineId} AND "lots"."lotId" = n."lotId"`
			)
			.bind({ machineId, changed: JSON.stringify(changed) })
			.execute();
	}
	return changed.length;
}

/** Lots that are described and not closed for good: those that are offered now or may be again. */
function openLots(tx: core.App, machineId: number) {
	return rows(
		tx,
		`SELECT "lotId", "slot", "category", "storage", "dateKind", "date", "preparedAt", "unconfirmed",
			"productKind", "labelled", "donatedAt", "offerFrom", "offerUntil", "why"
		FROM "lots" WHERE "machineId" = {:machineId} AND "described" = 1 AND "closed" = 0`,
		{ machineId },
		{
			...{ lotId: '', slot: 0, unconfirmed: 0, donatedAt: 0, offerFrom: 0, offerUntil: 0, why: '' },
			...DATED_COLUMNS
		}
	);
}

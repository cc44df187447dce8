/** Who sees to a task or an alert now, beside the row that it is joined to; empty where nobody does. */
export const CLAIM = `COALESCE(c."personId", '') AS "claimedById", COALESCE(p."name", '') AS "claimedBy",
	COALESCE(c."until", 0) AS "until", COALESCE(c."snoozedUntil", 0) AS "snoozedUntil"`;

/** The join of {@link CLAIM}, as of {:now}. */
export const claimOn = (machineId: string, subject: string): string =>
	`LEFT JOIN "claims" c ON c."machineId" = ${machineId} AND c."subject" = ${subject}
		AND c."personId" <> '' AND c."until" > {:now}
	LEFT JOIN "people" p ON p."id" = c."personId"`;

export const CLAIM_ROW = { claimedById: '', claimedBy: '', until: 0, snoozedUntil: 0 };
export type ClaimRow = typeof CLAIM_ROW;

/** A claim as answers tell it; nothing where there is none. */
export function claimOf({ claimedById, claimedBy, until }: ClaimRow) {
	if (claimedById === '') return {};
	return { claimedById, claimedBy, until: new Date(until).toISOString() };
}

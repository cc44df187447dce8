import type { ClockAnchor, KnownTime } from '#domain/clock.ts';
import { identityOf } from '#domain/received.ts';
import { rows } from '../pocketbase.ts';
import type { Epoch } from '../seqs.ts';

/** The moment of sending on the client's monotonic clock. */
export type Sent = { readonly bootId: string; readonly uptimeMs: number };

const ANCHOR = { bootId: '', uptimeMs: 0, recordedAt: 0 };

/**
 * The moments that the server knows on both clocks: the batch's own account first, then the last
 * status, then the last one of each earlier boot that the batch speaks of [M3].
 */
export function anchorsOf(
	tx: core.App,
	machineId: number,
	sent: Sent | null,
	elements: readonly unknown[],
	recordedAt: number
): ClockAnchor[] {
	const anchors: ClockAnchor[] = sent ? [{ ...sent, recordedAt }] : [];
	anchors.push(
		...rows(
			tx,
			`SELECT "bootId", "uptimeMs", "recordedAt" FROM "machineStatus" WHERE "machineId" = {:machineId}`,
			{ machineId },
			ANCHOR
		)
	);
	const bootIds = new Set<string>();
	elements.forEach((element) => {
		const { bootId } = (element ?? {}) as { bootId?: unknown };
		if (typeof bootId === 'string') bootIds.add(bootId);
	});
	anchors.forEach(({ bootId }) => bootIds.delete(bootId));
	if (bootIds.size > 0) {
		anchors.push(
			...rows(
				tx,
				`SELECT "bootId", "uptimeMs", "recordedAt" FROM "boots"
					WHERE "machineId" = {:machineId} AND "bootId" IN (SELECT value FROM json_each({:bootIds}))`,
				{ machineId, bootIds: JSON.stringify(Array.from(bootIds)) },
				ANCHOR
			)
		);
	}
	return anchors;
}

type Spoken = { readonly bootId: unknown; readonly seq: number };

/** The elements of boots of which no moment is known. */
function unanchored(elements: readonly unknown[], anchors: readonly ClockAnchor[]): Spoken[] {
	const known = new Set<unknown>(anchors.map(({ bootId }) => bootId));
	const unknown: Spoken[] = [];
	elements.forEach((element) => {
		const { bootId } = (element ?? {}) as { bootId?: unknown };
		if (typeof bootId !== 'string' || known.has(bootId)) return;
		const identity = identityOf(element);
		if (identity) unknown.push({ bootId, seq: identity.seq });
	});
	return unknown;
}

/**
 * When the facts just before and just after those happened whose boot nobody knows: they lie between.
 * Empty where every boot is known.
 */
export function timesAround(
	tx: core.App,
	origin: string,
	{ epochNo }: Epoch,
	elements: readonly unknown[],
	anchors: readonly ClockAnchor[]
): KnownTime[] {
	const seqs = anchors.length === 0 ? [] : unanchored(elements, anchors).map(({ seq }) => seq);
	if (seqs.length === 0) return [];
	const near = (end: string, order: string) => `SELECT * FROM (
		SELECT s."seq", f."happenedAt" AS "at" FROM "seqs" s JOIN "facts" f ON f."eventId" = s."eventId"
		WHERE s."origin" = {:origin} AND s."epochNo" = {:epochNo} AND s."seq" ${end}
		ORDER BY s."seq" ${order} LIMIT 1) AS "near"`;
	return rows(
		tx,
		`${near('< {:first}', 'DESC')} UNION ALL ${near('> {:last}', 'ASC')}`,
		{ origin, epochNo, first: Math.min(...seqs), last: Math.max(...seqs) },
		{ seq: 0, at: 0 }
	);
}

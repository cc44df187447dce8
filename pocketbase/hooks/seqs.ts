import type { Acked } from '#domain/shapes/machine.ts';
import { rows } from './pocketbase.ts';

/** An origin's epoch as the server counts it [M3a]. */
export type Epoch = {
	epoch: string;
	epochNo: number;
	/** The end of the gap-free run of seqs from 1. */
	throughSeq: number;
	highestSeq: number;
};

const EPOCH: Epoch = { epoch: '', epochNo: 0, throughSeq: 0, highestSeq: 0 };
const MISSING_LIMIT = 100;

export function epochOf(app: core.App, origin: string, epoch: string): Epoch | undefined {
	return rows(
		app,
		`SELECT "epoch", "epochNo", "throughSeq", "highestSeq" FROM "epochs" WHERE "origin" = {:origin} AND "epoch" = {:epoch}`,
		{ origin, epoch },
		EPOCH
	)[0];
}

/** The epoch, numbered as the origin's newest where it is seen for the first time. */
export function epochFor(app: core.App, origin: string, epoch: string, now: number): Epoch {
	const known = epochOf(app, origin, epoch);
	if (known) return known;
	const inserted = rows(
		app,
		`INSERT INTO "epochs" ("origin", "epoch", "epochNo", "throughSeq", "highestSeq", "createdAt")
			SELECT {:origin}, {:epoch}, COALESCE(MAX("epochNo"), 0) + 1, 0, 0, {:now} FROM "epochs" WHERE "origin" = {:origin}
			RETURNING "epochNo"`,
		{ origin, epoch, now },
		{ epochNo: 0 }
	);
	return { ...EPOCH, epoch, epochNo: inserted[0]?.epochNo ?? 0 };
}

/** Moves the epoch's counters on after new seqs were noted as seen. */
export function advance(
	app: core.App,
	origin: string,
	before: Epoch,
	seen: readonly number[]
): Epoch {
	if (seen.length === 0) return before;
	const highestSeq = Math.max(before.highestSeq, ...seen);
	const throughSeq = runFrom(app, origin, before, new Set(seen));
	const after = { ...before, highestSeq, throughSeq };
	app
		.db()
		.newQuery(
			`UPDATE "epochs" SET "throughSeq" = {:throughSeq}, "highestSeq" = {:highestSeq}
			WHERE "origin" = {:origin} AND "epochNo" = {:epochNo}`
		)
		.bind({ origin, epochNo: before.epochNo, throughSeq, highestSeq })
		.execute();
	return after;
}

/** The end of the gap-free run; the table is asked only where the new seqs meet older ones. */
function runFrom(app: core.App, origin: string, before: Epoch, seen: ReadonlySet<number>): number {
	let end = before.throughSeq;
	for (;;) {
		while (seen.has(end + 1)) end++;
		if (end >= before.highestSeq) return end;
		const page = rows(
			app,
			`SELECT "seq" FROM "seqs" WHERE "origin" = {:origin} AND "epochNo" = {:epochNo} AND "seq" > {:end} ORDER BY "seq" LIMIT 500`,
			{ origin, epochNo: before.epochNo, end },
			{ seq: 0 }
		);
		const from = end;
		for (const { seq } of page) {
			if (seq !== end + 1) break;
			end = seq;
		}
		if (end === from || (page.length < 500 && !seen.has(end + 1))) return end;
	}
}

/** At most the 100 lowest seqs that an epoch lacks [M12]. */
export function missingSeqs(app: core.App, origin: string, epoch: Epoch): number[] {
	if (epoch.throughSeq >= epoch.highestSeq) return [];
	const gaps = rows(
		app,
		`SELECT "before" + 1 AS "first", "seq" - 1 AS "last" FROM (
			SELECT "seq", LAG("seq", 1, {:through}) OVER (ORDER BY "seq") AS "before" FROM "seqs"
			WHERE "origin" = {:origin} AND "epochNo" = {:epochNo} AND "seq" > {:through}
		) AS "run" WHERE "seq" > "before" + 1 ORDER BY "seq" LIMIT ${MISSING_LIMIT}`,
		{ origin, epochNo: epoch.epochNo, through: epoch.throughSeq },
		{ first: 0, last: 0 }
	);
	const missing: number[] = [];
	for (const { first, last } of gaps) {
		for (let seq = first; seq <= last; seq++) {
			if (missing.length === MISSING_LIMIT) return missing;
			missing.push(seq);
		}
	}
	return missing;
}

/** What the server has of the origin's newest epoch, for the status reply [M15]. */
export function ackedOf(app: core.App, origin: string, newest: Epoch | null): Acked {
	if (!newest) return null;
	const { epoch, throughSeq, highestSeq } = newest;
	return { epoch, throughSeq, highestSeq, missingSeqs: missingSeqs(app, origin, newest) };
}

import { merged, without, type Range } from '#domain/ranges.ts';
import type { Acked } from '#domain/shapes/machine.ts';
import { rows } from './pocketbase.ts';

/** An origin's epoch as the server counts it [M3a]. */
export type Epoch = {
	epoch: string;
	epochNo: number;
	/** The end of the gap-free run of seqs from 1; what the machine has lost is no gap. */
	throughSeq: number;
	highestSeq: number;
};

/** An epoch with what is known of its end. */
export type StoredEpoch = Epoch & {
	/** When a newer one began; 0 while it is the newest. */
	closedAt: number;
	/** The highest seq when it was closed. */
	closedHighest: number;
	/** When it was seen that the machine has a double. */
	clonedAt: number;
};

/** An epoch without a fact. */
export const NEW_EPOCH: StoredEpoch = {
	...{ epoch: '', epochNo: 0, throughSeq: 0, highestSeq: 0 },
	...{ closedAt: 0, closedHighest: 0, clonedAt: 0 }
};
const MISSING_LIMIT = 100;

export function epochOf(app: core.App, origin: string, epoch: string): StoredEpoch | undefined {
	return rows(
		app,
		`SELECT "epoch", "epochNo", "throughSeq", "highestSeq", "closedAt", "closedHighest", "clonedAt"
			FROM "epochs" WHERE "origin" = {:origin} AND "epoch" = {:epoch}`,
		{ origin, epoch },
		NEW_EPOCH
	)[0];
}

/** Moves the epoch's counters on after new seqs were noted as seen, and the gaps that came with them. */
export function advance<E extends Epoch>(
	app: core.App,
	origin: string,
	before: E,
	seen: readonly number[],
	gaps: readonly Range[]
): E {
	if (seen.length === 0) return before;
	const highestSeq = Math.max(before.highestSeq, ...seen);
	const throughSeq = runFrom(app, origin, before, new Set(seen), gaps);
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

/** The end of the gap-free run; the tables are asked only where the new seqs meet older ones. */
function runFrom(
	app: core.App,
	origin: string,
	before: Epoch,
	seen: ReadonlySet<number>,
	newGaps: readonly Range[]
): number {
	let end = before.throughSeq;
	while (seen.has(end + 1)) end++;
	if (end >= before.highestSeq && newGaps.length === 0) return end;
	const lost = gapsOf(app, origin, before.epochNo);
	for (;;) {
		const from = end;
		for (const { first, last } of lost) if (first <= end + 1) end = Math.max(end, last);
		while (seen.has(end + 1)) end++;
		if (end < before.highestSeq) end = runOnFrom(app, origin, before.epochNo, end);
		if (end === from) return end;
	}
}

/** How far the seqs go on without a gap that stand in the table after `end`; a page at a time. */
function runOnFrom(app: core.App, origin: string, epochNo: number, end: number): number {
	const page = rows(
		app,
		`SELECT "seq" FROM "seqs" WHERE "origin" = {:origin} AND "epochNo" = {:epochNo} AND "seq" > {:end} ORDER BY "seq" LIMIT 500`,
		{ origin, epochNo, end },
		{ seq: 0 }
	);
	let last = end;
	for (const { seq } of page) {
		if (seq !== last + 1) break;
		last = seq;
	}
	return last;
}

/** What a machine says that it has lost of an epoch, in order. */
export function gapsOf(app: core.App, origin: string, epochNo: number): Range[] {
	return merged(
		rows(
			app,
			`SELECT "fromSeq" AS "first", "toSeq" AS "last" FROM "gaps"
				WHERE "origin" = {:origin} AND "epochNo" = {:epochNo}`,
			{ origin, epochNo },
			{ first: 0, last: 0 }
		)
	);
}

/** The next seqs after `after` of which no fact was seen, at most `limit` runs of them. */
export function unseenAfter(
	app: core.App,
	origin: string,
	epochNo: number,
	after: number,
	limit: number
): Range[] {
	return rows(
		app,
		`SELECT "before" + 1 AS "first", "seq" - 1 AS "last" FROM (
			SELECT "seq", LAG("seq", 1, {:after}) OVER (ORDER BY "seq") AS "before" FROM "seqs"
			WHERE "origin" = {:origin} AND "epochNo" = {:epochNo} AND "seq" > {:after}
		) AS "run" WHERE "seq" > "before" + 1 ORDER BY "seq" LIMIT {:limit}`,
		{ origin, epochNo, after, limit },
		{ first: 0, last: 0 }
	);
}

/** At most the 100 lowest seqs that an epoch lacks; what the machine has lost is not asked for [M12]. */
export function missingSeqs(app: core.App, origin: string, epoch: Epoch): number[] {
	if (epoch.throughSeq >= epoch.highestSeq) return [];
	const lost = gapsOf(app, origin, epoch.epochNo);
	const missing: number[] = [];
	let after = epoch.throughSeq;
	for (;;) {
		const unseen = unseenAfter(app, origin, epoch.epochNo, after, MISSING_LIMIT);
		for (const { first, last } of without(unseen, lost)) {
			for (let seq = first; seq <= last; seq++) {
				if (missing.length === MISSING_LIMIT) return missing;
				missing.push(seq);
			}
		}
		const end = unseen.at(-1)?.last;
		if (end === undefined || unseen.length < MISSING_LIMIT) return missing;
		after = end;
	}
}

/** What the server has of the origin's newest epoch, for the status reply [M15]. */
export function ackedOf(app: core.App, origin: string, newest: Epoch | null): Acked {
	if (!newest) return null;
	const { epoch, throughSeq, highestSeq } = newest;
	return { epoch, throughSeq, highestSeq, missingSeqs: missingSeqs(app, origin, newest) };
}

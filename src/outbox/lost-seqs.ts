import { without, type Range } from '#domain/ranges.ts';
import type { Acked } from '#domain/shapes/machine.ts';
import type { Draft } from './row.ts';
import type { OutboxStore } from './store.ts';

/** What the outbox says of facts that nobody can send any more [M12]. */
export type GapDraft = Draft & {
	readonly type: 'gap';
	readonly fromSeq: number;
	readonly toSeq: number;
	readonly reason: 'evicted';
};

/**
 * Of the current epoch, what the server misses and this store does not hold: the browser has lost it
 * [S5]. Each run of seqs is said once; the server then asks for it no more.
 */
export async function lostSeqs(store: OutboxStore, acked: Acked): Promise<GapDraft[]> {
	if (acked === null || acked.missingSeqs.length === 0) return [];
	const { epoch, epochNumber } = await store.currentEpoch();
	if (acked.epoch !== epoch) return [];
	const missing = acked.missingSeqs.map((seq) => ({ first: seq, last: seq }));
	const held: Range[] = [];
	for (const { seq, fact } of await store.rows
		.where('[epochNumber+seq]')
		.between([epochNumber, 1], [epochNumber, Infinity])
		.toArray()) {
		held.push({ first: seq, last: seq });
		if (fact?.type !== 'gap') continue;
		const { fromSeq, toSeq } = fact as unknown as GapDraft;
		held.push({ first: fromSeq, last: toSeq });
	}
	return without(missing, held).map(({ first, last }) => ({
		...{ type: 'gap', fromSeq: first, toSeq: last, reason: 'evicted' }
	}));
}

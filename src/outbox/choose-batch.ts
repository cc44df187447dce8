import { MAX_BATCH_BYTES } from '#domain/shapes/batch.ts';
import type { Row } from './row.ts';
import { bytesOf } from './store.ts';

/** Room for what stands around the facts of a batch. */
const AROUND_BYTES = 512;

/**
 * What to send next: facts of one epoch, the oldest epoch first, no more than the body limit [S3].
 * A fact that was set aside goes alone once its pause is over, and holds nobody up before that.
 *
 * @param pending as many pending rows as may go in one batch, in order
 * @param due the first row that was set aside and may be tried again
 */
export function chooseBatch(pending: readonly Row[], due: Row | undefined): Row[] {
	const [first, ...others] = pending;
	if (due && (!first || due.epochNumber <= first.epochNumber)) return [due];
	if (!first) return [];
	const batch = [first];
	let bytes = AROUND_BYTES + bytesOf(first.fact);
	for (const row of others) {
		bytes += bytesOf(row.fact) + 1;
		if (bytes > MAX_BATCH_BYTES || row.epochNumber !== first.epochNumber) break;
		batch.push(row);
	}
	return batch;
}

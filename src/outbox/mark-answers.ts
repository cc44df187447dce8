import { Dexie, type Collection } from 'dexie';
import type { BatchReply, FactResult } from '#domain/shapes/batch.ts';
import { parseInstant } from '#domain/calendar.ts';
import type { Acked } from '#domain/shapes/machine.ts';
import type { Row } from './row.ts';
import type { OutboxStore } from './store.ts';

/**
 * Marks each row by the answer it got; what got none stays pending [S3]. A `seq_conflict` begins a
 * new epoch for what follows [M3a].
 *
 * @returns how many rows were answered
 */
export async function markAnswers(
	store: OutboxStore,
	sent: readonly Row[],
	reply: BatchReply
): Promise<number> {
	const at = parseInstant(reply.serverTime) ?? 0;
	const results = resultsByRow(sent, reply.results);
	// All at once: one by one each row is read and written by requests of its own.
	await store.rows.bulkUpdate(
		[...results].map(([row, { result, code }]) => ({
			key: [row.epochNumber, row.seq] as const,
			changes: {
				state: result === 'quarantined' ? 'deadLetter' : 'done',
				answer: code === undefined ? { result, at } : { result, code, at }
			}
		}))
	);
	const conflict = [...results].find(([, { code }]) => code === 'seq_conflict');
	const current = conflict && (await store.currentEpoch());
	if (current && conflict[0].epoch === current.epoch) await store.startEpoch();
	return results.size;
}

/** Results belong to rows by `eventId`; one that the server could not read (null) by its place. */
function resultsByRow(sent: readonly Row[], results: readonly FactResult[]): Map<Row, FactResult> {
	const byId = new Map(results.map((result) => [result.eventId, result]));
	const inPlace = results.length === sent.length;
	return new Map(
		sent.flatMap((row, i) => {
			const unread = inPlace && results[i]?.eventId === null ? results[i] : undefined;
			const result = byId.get(row.eventId) ?? unread;
			return result ? [[row, result] as const] : [];
		})
	);
}

/**
 * Makes pending again what the server does not have any more, as the status reply tells: it was
 * restored from a backup [M15]. Sending twice costs nothing; not sending loses facts. Where the
 * server's newest epoch is an older one of ours, it never saw the later ones; where it has none at
 * all, it never saw any: all of these are owed, not only those of the current epoch.
 *
 * Must not run while a batch is in flight.
 *
 * @param feedChanged the server is another one than before: every epoch is owed again
 */
export async function reopenLost(
	store: OutboxStore,
	acked: Acked,
	feedChanged: boolean
): Promise<number> {
	const current = (await store.currentEpoch()).epochNumber;
	return store.db.transaction('rw', store.rows, async () => {
		const newest = acked === null ? 0 : await store.numberOf(acked.epoch);
		let reopened = 0;
		if (acked !== null && newest !== null) {
			const { highestSeq, missingSeqs } = acked;
			reopened += await reopen(between(store, [newest, highestSeq + 1], [newest, Dexie.maxKey]));
			reopened += await reopen(
				keyed(
					store,
					missingSeqs.map((seq) => [newest, seq])
				)
			);
		}
		// An epoch that is none of ours tells nothing but that it is not the current one.
		const unknownFrom = newest === null ? current : newest + 1;
		reopened += await reopen(between(store, [unknownFrom, 0], [Dexie.maxKey, Dexie.maxKey]));
		if (feedChanged) reopened += await reopen(between(store, [0, 0], [current, 0]));
		return reopened;
	});
}

/**
 * Makes everything of an epoch and of later ones pending again: the server is another one than before,
 * and does not tell what it has. Must not run while a batch is in flight.
 *
 * @returns how many facts that were
 */
export async function reopenFrom(store: OutboxStore, epochNumber: number): Promise<number> {
	return reopen(between(store, [epochNumber, 0], [Dexie.maxKey, Dexie.maxKey]));
}

type Rows = Collection<Row, [number, number]>;

const between = ({ rows }: OutboxStore, from: unknown[], to: unknown[]): Rows =>
	rows.where('[epochNumber+seq]').between(from, to);
const keyed = ({ rows }: OutboxStore, keys: [number, number][]): Rows =>
	rows.where('[epochNumber+seq]').anyOf(keys);
const reopen = (rows: Rows): Promise<number> =>
	rows.filter(isAnswered).modify({ state: 'pending' });

/** What was out of the server's range is not owed: it would be so again. */
function isAnswered({ state, answer }: Row): boolean {
	return (state === 'done' || state === 'deadLetter') && answer?.code !== 'seq_out_of_range';
}

import type { FactsFile } from '#domain/shapes/facts-file.ts';
import type { Row } from '#outbox/row.ts';
import type { OutboxStore } from '#outbox/store.ts';

/**
 * Every fact that has not reached the server, in order, as a file that `exes import facts` takes [M8].
 * It changes nothing here: what is sent later all the same is a duplicate there.
 */
export async function factsFile(
	outbox: OutboxStore,
	machineId: number,
	now: number
): Promise<{ name: string; text: string }> {
	const rows: Row[] = [
		...(await outbox.inState('pending').toArray()),
		...(await outbox.inState('setAside').toArray())
	].sort((a, b) => a.epochNumber - b.epochNumber || a.seq - b.seq);
	const savedAt = new Date(now).toISOString();
	const events = rows.flatMap(({ fact }) => (fact === null ? [] : [fact]));
	const file: FactsFile = { exesFacts: 1, machineId, savedAt, events };
	const day = savedAt.slice(0, 16).replace(/[-:]/g, '');
	return { name: `exes-facts-${machineId}-${day}.json`, text: JSON.stringify(file) };
}

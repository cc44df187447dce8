import {
	addRxPlugin,
	createRxDatabase,
	type RxCollection,
	type RxJsonSchema
} from 'rxdb/plugins/core';
import { RxDBLeaderElectionPlugin } from 'rxdb/plugins/leader-election';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { newId } from '#platform/ids.ts';
import { BATCH, donation, RETRY_MS, type Told, type Way } from './way.ts';

type Fact = { readonly epoch: string };
type Tap = { id: string; fact: Fact };

const TAP = {
	...{ version: 0, primaryKey: 'id', type: 'object', required: ['id', 'fact'] },
	properties: {
		id: { type: 'string', maxLength: 15 },
		fact: { type: 'object', additionalProperties: true }
	}
} as unknown as RxJsonSchema<Tap>;

/**
 * RxDB's replication with a push handler, as its documentation has it (rxdb.info/replication-http.html):
 * a handler that posts the rows and throws where there is no good answer, and all other options as they
 * are by themselves. The endpoint is ours, which applies each fact once, so that nothing is doubled; the
 * storage is as strict as ours. Each page has an epoch of its own, for no two may give the same number; a batch of two pages' rows is two requests.
 */
export async function rxdb({ token }: Told): Promise<Way> {
	addRxPlugin(RxDBLeaderElectionPlugin);
	const db = await createRxDatabase({
		name: 'taps',
		storage: getRxStorageDexie({ chromeTransactionDurability: 'strict' }),
		multiInstance: true
	});
	const { taps } = await db.addCollections<{ taps: RxCollection<Tap> }>({ taps: { schema: TAP } });
	const bootId = newId();
	replicateRxCollection<Tap, unknown>({
		collection: taps,
		replicationIdentifier: 'taps',
		retryTime: RETRY_MS,
		push: {
			batchSize: BATCH,
			handler: async (rows) => {
				for (const events of byEpoch(rows.map(({ newDocumentState }) => newDocumentState.fact))) {
					await post(token, events);
				}
				return [];
			}
		}
	});
	const epoch = newId();
	let seq = 0;
	const uptime = (): number => Math.round(performance.now());
	return {
		keep: async () => {
			const id = newId();
			const envelope = { eventId: id, epoch, seq: (seq += 1), bootId, uptimeMs: uptime() };
			const occurredAt = new Date().toISOString();
			await taps.insert({ id, fact: { ...donation(newId()), ...envelope, occurredAt } });
			return id;
		}
	};
}

function byEpoch(facts: readonly Fact[]): Fact[][] {
	const epochs = new Set(facts.map(({ epoch }) => epoch));
	return [...epochs].map((epoch) => facts.filter((fact) => fact.epoch === epoch));
}

async function post(token: string, events: readonly Fact[]): Promise<void> {
	const answer = await fetch('/api/machine/events', {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization: token },
		body: JSON.stringify({ events })
	});
	if (!answer.ok) throw new Error(`The server answers ${answer.status}.`);
}

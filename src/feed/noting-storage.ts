import type { RxStorage, RxStorageInstance } from 'rxdb/plugins/core';

type AnyStorage = RxStorage<unknown, unknown>;
type Instance = RxStorageInstance<unknown, unknown, unknown>;

/** Of the replication's own notes: where it stands in the feed. */
const NOTES = 'rx-replication-meta-';

/**
 * The same storage, which tells of every write or read that fails. RxDB goes on after such a one and
 * later stores a checkpoint past what it has lost [S10]; told of it, the feed begins that collection
 * anew. A failure about its notes is told and then passed off as nothing: RxDB would leave its promise
 * unhandled and stand still for ever.
 */
export function noting(
	storage: AnyStorage,
	onFault: (collection: string, fault: unknown) => void
): AnyStorage {
	return {
		...storage,
		async createStorageInstance(params) {
			const instance = await storage.createStorageInstance(params);
			note(instance as unknown as Instance, params.collectionName, onFault);
			return instance;
		}
	};
}

function note(
	instance: Instance,
	collection: string,
	onFault: (collection: string, fault: unknown) => void
): void {
	const isNotes = collection.startsWith(NOTES);
	const bulkWrite = instance.bulkWrite.bind(instance);
	instance.bulkWrite = async (rows, context) => {
		try {
			return await bulkWrite(rows, context);
		} catch (fault) {
			onFault(collection, fault);
			if (!isNotes) throw fault;
			return { error: [] };
		}
	};
	const findById = instance.findDocumentsById.bind(instance);
	instance.findDocumentsById = async (ids, withDeleted) => {
		try {
			return await findById(ids, withDeleted);
		} catch (fault) {
			onFault(collection, fault);
			if (!isNotes) throw fault;
			return [];
		}
	};
}

import type { RxStorage } from 'rxdb/plugins/core';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';

/**
 * The browser's IndexedDB, without waiting for the disk: what is lost is fetched again. At its first
 * write RxDB says in the console that it also sells faster storages: once a page, as a warning. That
 * stays, for we have no licence and do not pretend to have one.
 */
export const deviceStorage = (): RxStorage<unknown, unknown> => getRxStorageDexie();

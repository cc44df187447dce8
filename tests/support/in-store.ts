import type { Page } from '@playwright/test';

/** Runs one deed on a table of a database that the page keeps, and tells what came of it. */
export const inStore = <T>(
	page: Page,
	name: string,
	table: string,
	deed: 'get' | 'getAll' | 'put' | 'delete',
	...args: unknown[]
): Promise<T> =>
	page.evaluate(
		([name, table, deed, args]) =>
			new Promise<unknown>((done, fail) => {
				const opening = indexedDB.open(name);
				opening.onerror = () => {
					fail(new Error('There is no store.'));
				};
				opening.onsuccess = () => {
					const db = opening.result;
					const rows = db.transaction(table, 'readwrite').objectStore(table);
					const asked = (Reflect.get(rows, deed) as (...all: unknown[]) => IDBRequest).apply(
						rows,
						args
					);
					asked.onsuccess = () => {
						db.close();
						done(asked.result);
					};
				};
			}),
		[name, table, deed, args] as const
	) as Promise<T>;

/** Asks the browser not to clear this site's storage when the disk fills; it may say no. */
export async function askToPersist(): Promise<boolean> {
	const { storage } = navigator as { storage?: Partial<StorageManager> };
	try {
		return (await storage?.persist?.()) ?? false;
	} catch (error) {
		if (error instanceof TypeError || error instanceof DOMException) return false;
		throw error;
	}
}

/** What pages and the service worker keep of answers and maps: all of it can be fetched again. */
const COPIES = ['basemap', 'public-data', 'people'];

/**
 * Gives up copies of what the network has, so that what it does not have finds room [S5]. The app's
 * own files stay: without network it could not start again.
 */
export async function giveUpCaches(): Promise<void> {
	const { caches } = globalThis as { caches?: CacheStorage };
	if (!caches) return;
	await Promise.all(COPIES.map((name) => caches.delete(name).catch(() => false)));
}

/** Below so many bytes left the copies are given up before anything fails. */
const LITTLE = 32 * 1024 * 1024;

/** Whether this site may soon store nothing more; unknown counts as no. */
export async function isStorageLow(): Promise<boolean> {
	const { storage } = navigator as { storage?: Partial<StorageManager> };
	try {
		const { quota, usage } = (await storage?.estimate?.()) ?? {};
		return quota !== undefined && usage !== undefined && quota - usage < LITTLE;
	} catch {
		return false;
	}
}

/** Runs a task while no other tab of this site runs one of that name. */
export function exclusively<T>(name: string, task: () => Promise<T>): Promise<T> {
	return navigator.locks.request(name, task);
}

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

/** Runs a task while no other tab of this site runs one of that name. */
export function exclusively<T>(name: string, task: () => Promise<T>): Promise<T> {
	return navigator.locks.request(name, task);
}

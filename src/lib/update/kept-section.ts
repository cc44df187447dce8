/** Whether a section would start from what is kept here, so that a reload needs no network. */
export async function startsWithoutNetwork(section: string): Promise<boolean> {
	if (!('caches' in globalThis) || import.meta.env.DEV) return false;
	return (await caches.match(`/kept-section/${section}`)) !== undefined;
}

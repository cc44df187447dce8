/** Calls `ask` when the page is seen again, and when the network is back. The result stops it. */
export function whenBack(ask: () => void): () => void {
	const askIfSeen = () => {
		if (document.visibilityState === 'visible') ask();
	};
	document.addEventListener('visibilitychange', askIfSeen);
	addEventListener('online', ask);
	return () => {
		document.removeEventListener('visibilitychange', askIfSeen);
		removeEventListener('online', ask);
	};
}

/**
 * Calls `ask` whenever news may have come: every so often while the page is seen, when it is seen
 * again, and when the network is back. The result stops it.
 */
export function whenNewsMayCome(ask: () => void, everyMs: number): () => void {
	const askIfSeen = () => {
		if (document.visibilityState === 'visible') ask();
	};
	const timer = setInterval(askIfSeen, everyMs);
	document.addEventListener('visibilitychange', askIfSeen);
	addEventListener('online', ask);
	return () => {
		clearInterval(timer);
		document.removeEventListener('visibilitychange', askIfSeen);
		removeEventListener('online', ask);
	};
}

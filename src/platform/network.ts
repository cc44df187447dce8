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

/**
 * Calls `ask` whenever news may have come: every so often while the page is seen, and as
 * {@link whenBack}. The result stops it.
 */
export function whenNewsMayCome(ask: () => void, everyMs: number): () => void {
	const stop = whenBack(ask);
	const timer = setInterval(() => {
		if (document.visibilityState === 'visible') ask();
	}, everyMs);
	return () => {
		clearInterval(timer);
		stop();
	};
}

/**
 * What a kiosk tells the page that opened it: it is up, or it is about to be gone, for a moment or for
 * good. Whoever opens a kiosk hears it, so it says nothing else.
 */
export type ToOpener = 'exes-kiosk-up' | 'exes-kiosk-leaves';

/** Tells the page that has opened this one, if any, that the kiosk is up, and when it goes [S15]. */
export function tellOpener(): () => void {
	const opener = window.opener as Window | null;
	if (opener === null) return () => undefined;
	const tell = (word: ToOpener): void => {
		// A file has no origin that could be named.
		opener.postMessage(word, '*');
	};
	const leave = (): void => {
		tell('exes-kiosk-leaves');
	};
	tell('exes-kiosk-up');
	addEventListener('pagehide', leave);
	return () => {
		removeEventListener('pagehide', leave);
		leave();
	};
}

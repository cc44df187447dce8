const WAITING = 'exes:sign-in-code';

/**
 * The code of a sign-in link: out of the address bar at once, so that no history, bookmark or
 * picture of the screen holds it. Until it was answered it waits in this tab, reloads included.
 */
export function takeCode(): string | null {
	const code = location.hash.slice(1);
	if (code === '') return waiting();
	history.replaceState(history.state, '', location.pathname + location.search);
	try {
		sessionStorage.setItem(WAITING, code);
	} catch {
		// Storage is refused: the code lasts as long as the page.
	}
	return code;
}

/** The code was used up, or is no good. */
export function dropCode(): void {
	try {
		sessionStorage.removeItem(WAITING);
	} catch {
		// Where storage is refused nothing waits.
	}
}

function waiting(): string | null {
	try {
		return sessionStorage.getItem(WAITING);
	} catch {
		return null;
	}
}

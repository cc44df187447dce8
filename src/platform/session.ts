import type { SignInReply } from '#domain/shapes/people.ts';

/** Who has signed in on this device, and the token that says so to the server. */
export type Session = Pick<SignInReply, 'token' | 'expiresAt' | 'deviceId' | 'person'>;

const KEY = 'exes:session';

/** What this page knows where the browser refuses storage: it lasts as long as the page. */
let unstored: Session | null = null;

export function keptSession(): Session | null {
	const kept = read();
	return isSession(kept) ? kept : unstored;
}

/** Whether it is of the form that this version writes: people of an older one sign in again. */
function isSession(kept: unknown): kept is Session {
	const { token, expiresAt, deviceId, person } = (kept ?? {}) as Record<string, unknown>;
	const { personId, grants, trainings } = (person ?? {}) as Record<string, unknown>;
	return (
		[token, expiresAt, deviceId, personId].every((one) => typeof one === 'string') &&
		[grants, trainings].every(Array.isArray)
	);
}

export function keepSession({ token, expiresAt, deviceId, person }: Session): void {
	unstored = { token, expiresAt, deviceId, person };
	try {
		localStorage.setItem(KEY, JSON.stringify(unstored));
		unstored = null;
	} catch {
		// Refused or full: people sign in again after a reload.
	}
}

export function forgetSession(): void {
	unstored = null;
	try {
		localStorage.removeItem(KEY);
	} catch {
		// Where storage is refused there is nothing to forget.
	}
}

/** Calls `changed` when another tab signs in or out. The result stops it. */
export function whenSessionChanges(changed: () => void): () => void {
	const look = ({ key }: StorageEvent) => {
		if (key === KEY || key === null) changed();
	};
	addEventListener('storage', look);
	return () => {
		removeEventListener('storage', look);
	};
}

function read(): unknown {
	try {
		return JSON.parse(localStorage.getItem(KEY) ?? 'null') as unknown;
	} catch {
		return null;
	}
}

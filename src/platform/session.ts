import * as v from 'valibot';
import { SignInReply } from '#domain/shapes/people.ts';

/** Who has signed in on this device, and the token that says so to the server. */
const SessionShape = v.pick(SignInReply, ['token', 'expiresAt', 'deviceId', 'person']);
export type Session = v.InferOutput<typeof SessionShape>;

const KEY = 'exes:session';

/** What this page knows where the browser refuses storage: it lasts as long as the page. */
let unstored: Session | null = null;

export function keptSession(): Session | null {
	const parsed = v.safeParse(SessionShape, read());
	return parsed.success ? parsed.output : unstored;
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

import type { Millis } from '#domain/calendar.ts';
import type { Snapshot } from '#domain/shapes/snapshot.ts';
import { KEPT_HEADER, SNAPSHOT_PATH } from '#domain/snapshot-path.ts';

/** Why there is no snapshot. `unreachable`: no answer. `refused`: a status. `unreadable`: not a snapshot. */
export type SnapshotFault = 'unreachable' | 'refused' | 'unreadable';

export class SnapshotError extends Error {
	override readonly name = 'SnapshotError';
	readonly code: SnapshotFault;

	constructor(code: SnapshotFault, cause: unknown) {
		super(`The snapshot is ${code}.`, { cause });
		this.code = code;
	}
}

export type SnapshotAnswer = Snapshot & {
	/** The server's clock when it answered, to the second. */
	readonly sentAt: Millis;
	/** The service worker's last copy, because the server did not answer it in time. */
	readonly kept: boolean;
};

/** Longer than the service worker waits for the network, and still an answer for a person. */
const PATIENCE = 10_000;

/**
 * Everything a visitor needs, in one answer [S13].
 *
 * @param again not the first question of this page: the copy that the page has is asked to be
 *   confirmed. The first one is left as the page's `preload` wrote it, so that the two are one.
 * @throws {SnapshotError}
 */
export async function fetchSnapshot(again: boolean): Promise<SnapshotAnswer> {
	const response = await ask(again);
	if (!response.ok) throw new SnapshotError('refused', response.status);
	const sentAt = Date.parse(response.headers.get('date') ?? '');
	const kept = response.headers.has(KEPT_HEADER);
	const body = await read(response);
	if (!isSnapshot(body)) throw new SnapshotError('unreadable', body);
	return { machines: body.machines, sentAt: Number.isNaN(sentAt) ? Date.now() : sentAt, kept };
}

async function ask(again: boolean): Promise<Response> {
	try {
		return await fetch(SNAPSHOT_PATH, {
			signal: AbortSignal.timeout(PATIENCE),
			cache: again ? 'no-cache' : 'default'
		});
	} catch (cause) {
		throw new SnapshotError('unreachable', cause);
	}
}

async function read(response: Response): Promise<unknown> {
	try {
		return await response.json();
	} catch (cause) {
		throw new SnapshotError('unreadable', cause);
	}
}

/** Our own server made it, of the same build: its outline is enough to tell it from a captive portal's. */
function isSnapshot(body: unknown): body is Snapshot {
	return (
		typeof body === 'object' && body !== null && 'machines' in body && Array.isArray(body.machines)
	);
}

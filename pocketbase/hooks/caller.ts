import { isDatabaseAway, write } from './pocketbase.ts';
import { refuse } from './request.ts';

/** The person who asks, and from which device. */
export type Caller = {
	readonly personId: string;
	readonly deviceId: string;
	/** Whether the device was shut out; true only where the route lets such a one in. */
	readonly revoked: boolean;
	/** When it was, in milliseconds since 1970; 0 where it was not. */
	readonly revokedAt: number;
	/** Of the collection `people`. */
	readonly person: core.Record;
	/** Of the collection `devices`. */
	readonly device: core.Record;
};

/** `lastSeenAt` is no older than this while a device asks, in milliseconds: a minute costs one write. */
const SEEN_EVERY = 60_000;

/**
 * Who sends this request, as both records are now. Each route for people asks this first; the
 * middleware has refused everything but the token of a device. A device that was revoked is still
 * named by its token, and gets a 403 `device_revoked` but where `revokedToo` lets it in.
 */
export function callerOf(e: core.RequestEvent, { revokedToo = false } = {}): Caller {
	const device = e.auth;
	if (device?.collection().name !== 'devices') {
		refuse(401, 'request', 'unauthorized', 'Sign in first.');
	}
	const revokedAt = device.getInt('revokedAt');
	if (revokedAt > 0 && !revokedToo) {
		refuse(403, 'request', 'device_revoked', 'This device was signed out. Sign in again.');
	}
	const personId = device.getString('personId');
	const person = $app.findRecordsByFilter('people', 'id = {:personId}', '', 1, 0, { personId })[0];
	if (!person) refuse(401, 'request', 'unauthorized', 'Sign in first.');
	noteSeen(device);
	return { personId, deviceId: device.id, revoked: revokedAt > 0, revokedAt, person, device };
}

/** A request that only reads does not fail where the database cannot be written. */
function noteSeen(device: core.Record): void {
	const now = Date.now();
	if (now - device.getInt('lastSeenAt') < SEEN_EVERY) return;
	try {
		write(
			`UPDATE "devices" SET "lastSeenAt" = {:now} WHERE "id" = {:id} AND "lastSeenAt" <= {:before}`,
			{ id: device.id, now, before: now - SEEN_EVERY }
		);
	} catch (error) {
		if (!isDatabaseAway(error)) throw error;
	}
}

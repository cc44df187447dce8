import {
	RenameDevice,
	type Device,
	type DeviceReply,
	type DevicesReply,
	type SignInReply
} from '#domain/shapes/people.ts';
import { audit, byPerson, type Author } from './audit.ts';
import { callerOf } from './caller.ts';
import { lockPassword } from './machines.ts';
import { currentApp, execute, guarded, inTransaction, rows } from './pocketbase.ts';
import { bodyOf, parse, refuse } from './request.ts';

const DAY = 24 * 3_600_000;
/** A token is renewed when it is so old, so that one who comes now and then stays signed in. */
const RENEWED_AFTER = DAY;
/** So long a list tells of a device that was signed out. */
const TOLD_AFTER = 30 * DAY;
/** More devices than this no person has; the list shows those seen last. */
const MOST = 100;

/** Signs in on a new device, in the transaction that has used up the way in. */
export function newDevice(
	tx: core.App,
	e: core.RequestEvent,
	personId: string,
	name: string,
	now: number
): Pick<SignInReply, 'token' | 'expiresAt' | 'deviceId'> {
	const collection = tx.findCollectionByNameOrId('devices');
	const expiresAt = now + lifetimeOf(collection);
	const device = new Record(collection, {
		personId,
		name,
		createdAt: now,
		lastSeenAt: now,
		expiresAt
	});
	lockPassword(device);
	tx.save(device);
	audit(tx, byPerson(personId, e), {
		action: 'device.add',
		subject: `person:${personId}`,
		after: { deviceId: device.id }
	});
	return {
		token: device.newAuthToken(),
		expiresAt: new Date(expiresAt).toISOString(),
		deviceId: device.id
	};
}

/** The next token, where the one of this request was made a day ago or more; nothing otherwise. */
export function renewedToken(
	e: core.RequestEvent,
	device: core.Record
): { token?: string; expiresAt?: string } {
	const now = Date.now();
	const lifetime = lifetimeOf(device.collection());
	const sent = e.request?.header.get('Authorization') ?? '';
	const { exp } = $security.parseUnverifiedJWT(sent.replace(/^Bearer /i, '')) as { exp: number };
	if (now - (exp * 1_000 - lifetime) < RENEWED_AFTER) return {};
	const expiresAt = now + lifetime;
	execute(currentApp(), `UPDATE "devices" SET "expiresAt" = {:expiresAt} WHERE "id" = {:id}`, {
		id: device.id,
		expiresAt
	});
	return { token: device.newAuthToken(), expiresAt: new Date(expiresAt).toISOString() };
}

const lifetimeOf = (collection: core.Collection): number => collection.authToken.duration * 1_000;

/** `GET /api/people/devices`: where the person is signed in, or was a short while ago. */
export const listDevices = guarded((e) => {
	const { personId, deviceId } = callerOf(e);
	const reply: DevicesReply = {
		devices: devicesOf(currentApp(), personId, deviceId, Date.now()),
		serverTime: new Date().toISOString()
	};
	e.json(200, reply);
});

/** `POST /api/people/devices/{deviceId}/rename`. */
export const renameDevice = guarded((e) => {
	const { personId, deviceId: current } = callerOf(e);
	const { name } = parse(RenameDevice, bodyOf(e));
	const deviceId = deviceIn(e);
	inTransaction((tx) => {
		const before = deviceOf(tx, deviceId);
		if (before?.personId !== personId) return refuseUnknown();
		if (before.name === name) return;
		execute(tx, `UPDATE "devices" SET "name" = {:name} WHERE "id" = {:deviceId}`, {
			deviceId,
			name
		});
		audit(tx, byPerson(personId, e), {
			action: 'device.rename',
			subject: `person:${personId}`,
			...{ before: { deviceId }, after: { deviceId } },
			personal: { before: { name: before.name }, after: { name } }
		});
	});
	e.json(200, replyOf(deviceId, current));
});

/**
 * `POST /api/people/devices/{deviceId}/revoke`: signs it out; of the own device it is the sign-out.
 * One that is signed out already stays as it is.
 */
export const revokeDevice = guarded((e) => {
	const { personId, deviceId: current } = callerOf(e);
	const deviceId = deviceIn(e);
	inTransaction((tx) => {
		if (deviceOf(tx, deviceId)?.personId !== personId) refuseUnknown();
		const isLost = deviceId !== current;
		revoke(tx, deviceId, byPerson(personId, e), Date.now(), { isLost });
	});
	e.json(200, replyOf(deviceId, current));
});

/**
 * Shuts a device out, whose token goes on naming it; false where it was already. Of one that is lost
 * the passkeys that were made or last used there are deleted: whoever found it may know how to unlock it.
 */
export function revoke(
	tx: core.App,
	deviceId: string,
	author: Author,
	now: number,
	{ isLost = true } = {}
): boolean {
	const device = deviceOf(tx, deviceId);
	const revoked = execute(
		tx,
		`UPDATE "devices" SET "revokedAt" = {:now}, "revokedBy" = {:by} WHERE "id" = {:deviceId} AND "revokedAt" = 0`,
		{ deviceId, now, by: author.actor }
	);
	if (!device || revoked !== 1) return false;
	audit(tx, author, {
		action: 'device.revoke',
		subject: `person:${device.personId}`,
		after: { deviceId, passkeysDeleted: isLost ? deletePasskeysOf(tx, deviceId) : 0 }
	});
	return true;
}

const deletePasskeysOf = (tx: core.App, deviceId: string): number =>
	execute(tx, `DELETE FROM "passkeys" WHERE "deviceId" = {:deviceId}`, { deviceId });

const deviceIn = (e: core.RequestEvent): string => e.request?.pathValue('deviceId') ?? '';

function refuseUnknown(): never {
	refuse(404, 'deviceId', 'unknown_device', 'You have no such device.');
}

const COLUMNS = {
	deviceId: '',
	personId: '',
	name: '',
	createdAt: 0,
	lastSeenAt: 0,
	expiresAt: 0,
	revokedAt: 0
};
const SELECT = `SELECT "id" AS "deviceId", "personId", "name", "createdAt", "lastSeenAt", "expiresAt", "revokedAt" FROM "devices"`;
type Row = typeof COLUMNS;

const deviceOf = (app: core.App, deviceId: string): Row | undefined =>
	rows(app, `${SELECT} WHERE "id" = {:deviceId}`, { deviceId }, COLUMNS)[0];

/** The devices of a person: `current` first, then those seen last. Long gone ones are left out. */
export function devicesOf(app: core.App, personId: string, current: string, now: number): Device[] {
	return rows(
		app,
		`${SELECT} WHERE "personId" = {:personId} AND
			(("revokedAt" = 0 AND "expiresAt" > {:now}) OR "revokedAt" > {:told})
			ORDER BY CASE WHEN "id" = {:current} THEN 0 ELSE 1 END, "revokedAt" > 0, "lastSeenAt" DESC, "id" LIMIT ${MOST}`,
		{ personId, current, now, told: now - TOLD_AFTER },
		COLUMNS
	).map((row) => told(row, current));
}

function replyOf(deviceId: string, current: string): DeviceReply {
	const row = deviceOf(currentApp(), deviceId);
	if (!row) refuseUnknown();
	return { device: told(row, current), serverTime: new Date().toISOString() };
}

const told = (
	{ deviceId, name, createdAt, lastSeenAt, expiresAt, revokedAt }: Row,
	current: string
): Device => ({
	deviceId,
	name,
	createdAt: new Date(createdAt).toISOString(),
	lastSeenAt: new Date(lastSeenAt).toISOString(),
	expiresAt: new Date(expiresAt).toISOString(),
	revokedAt: revokedAt === 0 ? null : new Date(revokedAt).toISOString(),
	current: deviceId === current
});

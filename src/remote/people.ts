import {
	AlertsReply,
	DeviceReply,
	DevicesReply,
	FleetReply,
	MeReply,
	TasksReply
} from '#domain/shapes/people.ts';
import { BatchReply, type Batch } from '#domain/shapes/batch.ts';
import { request } from './api.ts';
import { expectShape } from './shape.ts';

/** What people on duty ask for, in one: the answers belong together. */
export type DutyAnswer = {
	readonly alerts: AlertsReply;
	readonly tasks: TasksReply;
	readonly fleet: FleetReply;
};

/**
 * What is open and the fleet, as of now.
 *
 * @throws {ApiError}
 */
export async function fetchDuty(token: string): Promise<DutyAnswer> {
	const [alerts, tasks, fleet] = await Promise.all([
		request('/api/volunteer/alerts', { token }),
		request('/api/volunteer/tasks', { token }),
		request('/api/volunteer/machines', { token })
	]);
	return {
		alerts: expectShape(AlertsReply, alerts.body),
		tasks: expectShape(TasksReply, tasks.body),
		fleet: expectShape(FleetReply, fleet.body)
	};
}

/**
 * Where a person is needed, also what the feed does not have, for it is worked out when somebody asks.
 *
 * @throws {ApiError}
 */
export async function fetchTasks(token: string): Promise<TasksReply> {
	return expectShape(TasksReply, (await request('/api/volunteer/tasks', { token })).body);
}

/**
 * Who the token belongs to, and the next token where this one is a day old.
 *
 * @throws {ApiError}
 */
export async function fetchMe(token: string): Promise<MeReply> {
	return expectShape(MeReply, (await request('/api/people/me', { token })).body);
}

const EVENTS_TIMEOUT_MS = 30_000;

/**
 * What the outbox of a person's device sends; a device that was signed out may too. Only the `results`
 * of the answer acknowledge anything [M12].
 *
 * @throws {ApiError}
 */
export async function sendPersonFacts(token: string, body: Batch): Promise<BatchReply> {
	const path = '/api/volunteer/events';
	const more = { method: 'POST', token, timeoutMs: EVENTS_TIMEOUT_MS } as const;
	return expectShape(BatchReply, (await request(path, { ...more, body })).body);
}

/**
 * Where the person is signed in.
 *
 * @throws {ApiError}
 */
export async function fetchDevices(token: string): Promise<DevicesReply> {
	return expectShape(DevicesReply, (await request('/api/people/devices', { token })).body);
}

/** @throws {ApiError} */
export async function renameDevice(
	token: string,
	deviceId: string,
	name: string
): Promise<DeviceReply> {
	const path = `/api/people/devices/${deviceId}/rename`;
	const { body } = await request(path, { method: 'POST', token, body: { name } });
	return expectShape(DeviceReply, body);
}

/**
 * Signs a device out; of the one that asks it is the sign-out.
 *
 * @throws {ApiError}
 */
export async function revokeDevice(token: string, deviceId: string): Promise<DeviceReply> {
	const path = `/api/people/devices/${deviceId}/revoke`;
	const { body } = await request(path, { method: 'POST', token, body: {} });
	return expectShape(DeviceReply, body);
}

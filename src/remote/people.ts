import { AlertsReply, FleetReply, SignInReply } from '#domain/shapes/people.ts';
import { expectShape, request } from './api.ts';

/** What people on duty ask for, in one: the two answers belong together. */
export type DutyAnswer = { readonly alerts: AlertsReply; readonly fleet: FleetReply };

/**
 * Uses a one-time code up. A code that is unknown, used or too old is `refused` as `sign_in_invalid`.
 *
 * @throws {ApiError}
 */
export async function signIn(code: string): Promise<SignInReply> {
	const { body } = await request('/api/people/sign-in', { method: 'POST', body: { code } });
	return expectShape(SignInReply, body);
}

/**
 * Open alerts and the fleet, as of now.
 *
 * @throws {ApiError}
 */
export async function fetchDuty(token: string): Promise<DutyAnswer> {
	const [alerts, fleet] = await Promise.all([
		request('/api/volunteer/alerts', { token }),
		request('/api/volunteer/machines', { token })
	]);
	return {
		alerts: expectShape(AlertsReply, alerts.body),
		fleet: expectShape(FleetReply, fleet.body)
	};
}

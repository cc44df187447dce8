import { AlertsReply, FleetReply } from '#domain/shapes/people.ts';
import { request } from './api.ts';
import { expectShape } from './shape.ts';

/** What people on duty ask for, in one: the two answers belong together. */
export type DutyAnswer = { readonly alerts: AlertsReply; readonly fleet: FleetReply };

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

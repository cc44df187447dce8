import { holds, levelOf } from '#domain/access.ts';
import type { MeReply, Person } from '#domain/shapes/people.ts';
import { callerOf } from './caller.ts';
import { renewedToken } from './devices.ts';
import { grantsOf, trainingsOf } from './grants.ts';
import { currentApp, guarded } from './pocketbase.ts';

/** `GET /api/people/me`: who the token belongs to, and the next token where this one is a day old. */
export const me = guarded((e) => {
	const { person, device } = callerOf(e);
	const reply: MeReply = {
		person: personOf(person),
		deviceId: device.id,
		...renewedToken(e, device),
		serverTime: new Date().toISOString()
	};
	e.json(200, reply);
});

/** The person of a record of the collection `people`, as answers tell it. */
export function personOf(record: core.Record): Person {
	const now = Date.now();
	const grants = grantsOf(currentApp(), record.id);
	return {
		personId: record.id,
		name: record.getString('name'),
		email: record.getString('email'),
		role: levelOf(grants, now),
		demo: record.getBool('demo'),
		grants: grants
			.filter((grant) => holds(grant, now))
			.map(({ role, areaId, areaName, endsAt }) => ({
				role,
				areaId: areaId || null,
				areaName: areaName || null,
				endsAt: endsAt === 0 ? null : new Date(endsAt).toISOString()
			})),
		trainings: trainingsOf(currentApp(), record.id)
			.filter((training) => holds(training, now))
			.map(({ kind, endsAt }) => ({ kind, validUntil: new Date(endsAt).toISOString() }))
	};
}

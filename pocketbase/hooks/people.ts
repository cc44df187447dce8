import type { MeReply, Person } from '#domain/shapes/people.ts';
import type { Role } from '#domain/shapes/words.ts';
import { callerOf } from './caller.ts';
import { renewedToken } from './devices.ts';
import { guarded } from './pocketbase.ts';

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
	const role = record.getString('role') as Role;
	return {
		personId: record.id,
		name: record.getString('name'),
		email: record.getString('email'),
		role,
		demo: record.getBool('demo'),
		grants: [{ role, areaId: null, areaName: null, endsAt: null }],
		trainings: []
	};
}

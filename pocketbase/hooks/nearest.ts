import { NearestQuery } from '#domain/nearest-query.ts';
import { nearJson } from './near-machine.ts';
import { nearestOf } from './near.ts';
import { guarded } from './pocketbase.ts';
import { parse, queryOf } from './request.ts';

/**
 * `GET /api/location/nearest`: the machines around a position, every acknowledged fact included
 * [M18]. The position is neither stored nor logged.
 */
export const nearest = guarded((e) => {
	const query = parse(NearestQuery, queryOf(e, NearestQuery));
	const now = Date.now();
	const { near, total } = nearestOf(query, now);
	const machines = nearJson(near, now).join(',');
	const serverTime = new Date(now).toISOString();
	const reply = `{"machines":[${machines}],"total":${total},"serverTime":"${serverTime}"}`;
	e.blob(200, 'application/json', reply);
});

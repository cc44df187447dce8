import { ChangeArea, CreateArea, type AreaReply, type AreasReply } from '#domain/shapes/access.ts';
import { areaNamed, areasSeenIn, changeArea as change, createArea as create } from './areas.ts';
import { byPerson } from './audit.ts';
import { forPeople } from './may.ts';
import { currentApp, inTransaction } from './pocketbase.ts';
import { bodyOf, parse, refuse } from './request.ts';

/** `GET /api/operator/areas`: those that whoever asks leads. */
export const listAreas = forPeople('listAreas', (e, { scope, now }) => {
	const reply: AreasReply = {
		areas: areasSeenIn(currentApp(), scope),
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});

/** `POST /api/operator/areas`. */
export const createArea = forPeople('createArea', (e, { personId, now }) => {
	const { name, machineIds = [] } = parse(CreateArea, bodyOf(e));
	const outcome = inTransaction((tx) => {
		return create(tx, byPerson(personId, e), { name, machineIds }, now);
	});
	answer(e, outcome, 201, now);
});

/** `POST /api/operator/areas/{areaId}`: what is named is changed. */
export const changeArea = forPeople('changeArea', (e, { personId, now }) => {
	const wanted = parse(ChangeArea, bodyOf(e));
	const areaId = e.request?.pathValue('areaId') ?? '';
	const outcome = inTransaction((tx) => change(tx, byPerson(personId, e), areaId, wanted, now));
	answer(e, outcome, 200, now);
});

type Outcome = ReturnType<typeof create>;

function answer(e: core.RequestEvent, outcome: Outcome, status: number, now: number): void {
	switch (outcome.kind) {
		case 'unknown_area':
			return refuse(404, 'areaId', 'unknown_area', 'There is no such area.');
		case 'unknown_machine':
			return refuse(
				...([404, 'machineIds', 'unknown_machine'] as const),
				`There is no machine ${outcome.machineId}.`
			);
		case 'area_exists':
			return refuse(409, 'name', 'area_exists', 'Another area has this name.');
		case 'done': {
			const area = areaNamed(currentApp(), outcome.areaId);
			if (!area) throw new Error('An area that was just written is there.');
			const reply: AreaReply = { area, serverTime: new Date(now).toISOString() };
			e.json(status, reply);
		}
	}
}

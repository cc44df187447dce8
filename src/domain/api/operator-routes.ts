import * as example from './operator-examples.ts';
import type { Route } from './route.ts';

/** Body limits, in bytes. */
const SMALL = 16_384;
const LIST = 262_144;

const route = (
	fields: Pick<Route, 'id' | 'method' | 'path' | 'summary' | 'says' | 'replies'> & Partial<Route>
): Route => ({ group: 'people', caller: 'person', rules: [], ...fields });

const PERSON = '/api/operator/people/{personId}';
const asItIsNow = [
	{
		status: 200,
		says: 'The person, as they are now.',
		shape: 'KnownPersonReply',
		example: example.personReply
	}
] as const;

/** Routes for those who lead: people, what was given to them, areas, the audit and the quarantine. */
export const LEADING_ROUTES: readonly Route[] = [
	route({
		id: 'listPeople',
		method: 'GET',
		path: '/api/operator/people',
		summary: 'People, with what was given to them',
		says: 'A coordinator sees those who have a role in an area of theirs. By name, at most 500.',
		query: 'PeopleQuery',
		replies: [
			{ status: 200, says: 'Who there is.', shape: 'PeopleReply', example: example.peopleReply }
		]
	}),
	route({
		id: 'createPerson',
		method: 'POST',
		path: '/api/operator/people',
		summary: 'Make a person known',
		says: 'Without any role yet. The same address again is the same person, whose name stays.',
		body: { shape: 'CreatePerson', limit: SMALL, example: example.createPerson },
		replies: [
			{
				status: 201,
				says: 'Made.',
				shape: 'KnownPersonReply',
				example: example.newPersonReply
			},
			{
				status: 200,
				says: 'Known already.',
				shape: 'KnownPersonReply',
				example: example.personReply
			}
		]
	}),
	route({
		id: 'renamePerson',
		method: 'POST',
		path: `${PERSON}/rename`,
		summary: 'Call a person something else',
		says: '',
		body: { shape: 'RenamePerson', limit: SMALL, example: { name: 'Ada' } },
		replies: asItIsNow,
		refuses: { 404: ['unknown_person'] }
	}),
	route({
		id: 'giveGrant',
		method: 'POST',
		path: `${PERSON}/grants`,
		summary: 'Give a role',
		says: 'A coordinator gives that of a volunteer, in an area of their own. Nobody gives themselves anything. The same role that holds already is given no second time.',
		body: { shape: 'GiveGrant', limit: SMALL, example: example.giveGrant },
		replies: asItIsNow,
		refuses: { 403: ['not_yourself'], 404: ['unknown_person', 'unknown_area'] }
	}),
	route({
		id: 'endGrant',
		method: 'POST',
		path: '/api/operator/grants/{grantId}/end',
		summary: 'End a role',
		says: 'At once. The last operator whose role does not run out by itself stays one. What is over already stays as it is.',
		body: { shape: 'EndGrant', limit: SMALL, example: {} },
		replies: asItIsNow,
		refuses: { 404: ['unknown_grant'], 409: ['last_operator'] }
	}),
	route({
		id: 'giveTraining',
		method: 'POST',
		path: `${PERSON}/trainings`,
		summary: 'Note that a person has passed a training',
		says: 'It gates `service` facts, whatever the role. Nobody notes their own.',
		body: { shape: 'GiveTraining', limit: SMALL, example: example.giveTraining },
		replies: asItIsNow,
		refuses: { 403: ['not_yourself'], 404: ['unknown_person'] }
	}),
	route({
		id: 'endTraining',
		method: 'POST',
		path: '/api/operator/trainings/{trainingId}/end',
		summary: 'Take a training back',
		says: 'At once.',
		body: { shape: 'EndTraining', limit: SMALL, example: {} },
		replies: asItIsNow,
		refuses: { 404: ['unknown_training'] }
	}),
	route({
		id: 'makeLink',
		method: 'POST',
		path: `${PERSON}/link`,
		summary: 'Make a way in for a person',
		says: 'A link for one sign-in within a day, to be shown as a QR where there is no mail. Only the newest one works. Who made it is in the audit.',
		body: { shape: 'MakeLink', limit: SMALL, example: {} },
		replies: [{ status: 201, says: 'Made.', shape: 'LinkReply', example: example.linkReply }],
		refuses: { 404: ['unknown_person'] }
	}),
	route({
		id: 'listPersonDevices',
		method: 'GET',
		path: `${PERSON}/devices`,
		summary: 'Where a person is signed in',
		says: 'The one seen last comes first.',
		replies: [
			{
				status: 200,
				says: 'The devices.',
				shape: 'DevicesReply',
				example: example.personDevicesReply
			}
		],
		refuses: { 404: ['unknown_person'] }
	}),
	route({
		id: 'revokePersonDevice',
		method: 'POST',
		path: `${PERSON}/devices/{deviceId}/revoke`,
		summary: 'Shut out a lost phone',
		says: 'At once. What it has not sent it may still hand over, to be looked at.',
		rules: ['M2'],
		body: { shape: 'RevokePersonDevice', limit: SMALL, example: {} },
		replies: [
			{
				status: 200,
				says: 'The devices, as they are now.',
				shape: 'DevicesReply',
				example: example.personDevicesReply
			}
		],
		refuses: { 404: ['unknown_person', 'unknown_device'] }
	}),
	route({
		id: 'listAreas',
		method: 'GET',
		path: '/api/operator/areas',
		summary: 'Areas and their machines',
		says: 'A coordinator sees their own. By name.',
		replies: [
			{ status: 200, says: 'What there is.', shape: 'AreasReply', example: example.areasReply }
		]
	}),
	route({
		id: 'createArea',
		method: 'POST',
		path: '/api/operator/areas',
		summary: 'Make an area',
		says: 'A named set of machines. A machine may lie in several.',
		body: { shape: 'CreateArea', limit: LIST, example: example.createArea },
		replies: [{ status: 201, says: 'Made.', shape: 'AreaReply', example: example.areaReply }],
		refuses: { 404: ['unknown_machine'], 409: ['area_exists'] }
	}),
	route({
		id: 'changeArea',
		method: 'POST',
		path: '/api/operator/areas/{areaId}',
		summary: 'Rename an area, or say which machines lie in it',
		says: 'What is named is changed. `machineIds` are all machines of the area from now on.',
		body: { shape: 'ChangeArea', limit: LIST, example: example.changeArea },
		replies: [
			{ status: 200, says: 'As it is now.', shape: 'AreaReply', example: example.areaReply }
		],
		refuses: { 404: ['unknown_area', 'unknown_machine'], 409: ['area_exists'] }
	}),
	route({
		id: 'readAudit',
		method: 'GET',
		path: '/api/operator/audit',
		summary: 'Who changed what',
		says: 'People, roles, areas, devices, trainings, machines, configuration, texts, and what was decided of quarantined facts. The newest first. Nothing of it can be changed, and no secret and no name stands in it: names are those of now.',
		query: 'AuditQuery',
		replies: [
			{ status: 200, says: 'What was done.', shape: 'AuditReply', example: example.auditReply }
		]
	}),
	route({
		id: 'listQuarantine',
		method: 'GET',
		path: '/api/operator/quarantine',
		summary: 'Facts that wait for an operator',
		says: 'The oldest first, at most 200.',
		rules: ['M10', 'M23'],
		replies: [
			{
				status: 200,
				says: 'What waits.',
				shape: 'QuarantineReply',
				example: example.quarantineReply
			}
		]
	}),
	route({
		id: 'decideQuarantine',
		method: 'POST',
		path: '/api/operator/quarantine/{quarantineId}',
		summary: 'Release a fact, or dismiss it',
		says: 'What was told by somebody who may not, by a revoked device, or what the server could not deal with, is judged again in its place, as of the time when it came, and applied once. Everything can be dismissed: nothing is done, and it is asked for no more.',
		rules: ['M9', 'M10'],
		body: { shape: 'DecideQuarantine', limit: SMALL, example: { decision: 'release' } },
		replies: [
			{ status: 200, says: 'Decided.', shape: 'DecisionReply', example: example.decisionReply }
		],
		refuses: { 404: ['unknown_fact'], 409: ['already_decided', 'not_releasable'] }
	})
];

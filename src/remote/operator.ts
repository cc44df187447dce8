import {
	AreaReply,
	AreasReply,
	AuditReply,
	DecisionReply,
	KnownPersonReply,
	LinkReply,
	PeopleReply,
	QuarantineReply
} from '#domain/shapes/access.ts';
import { DevicesReply } from '#domain/shapes/people.ts';
import type { Role } from '#domain/shapes/words.ts';
import type * as v from 'valibot';
import { request } from './api.ts';
import { expectShape } from './shape.ts';

// What those ask for and do who lead; each throws ApiError. A `403 role_may_not` names whom to ask.

/** One operator's way to the server, with the token as it is at the moment. */
export function operatorApi(token: () => string) {
	const get = async <S extends v.GenericSchema>(shape: S, path: string) =>
		expectShape(shape, (await request(path, { token: token() })).body);
	const post = async <S extends v.GenericSchema>(shape: S, path: string, body: object = {}) =>
		expectShape(shape, (await request(path, { method: 'POST', token: token(), body })).body);
	const person = (personId: string) => `/api/operator/people/${personId}`;

	return {
		people: (find: string) =>
			get(
				PeopleReply,
				`/api/operator/people${find === '' ? '' : `?find=${encodeURIComponent(find)}`}`
			),
		createPerson: (email: string, name: string) =>
			post(KnownPersonReply, '/api/operator/people', { email, name }),
		giveGrant: (
			personId: string,
			grant: { role: Role; areaId: string | null; endsAt: string | null }
		) => post(KnownPersonReply, `${person(personId)}/grants`, grant),
		endGrant: (grantId: string) => post(KnownPersonReply, `/api/operator/grants/${grantId}/end`),
		giveTraining: (personId: string, validUntil: string) =>
			post(KnownPersonReply, `${person(personId)}/trainings`, { kind: 'service', validUntil }),
		endTraining: (trainingId: string) =>
			post(KnownPersonReply, `/api/operator/trainings/${trainingId}/end`),
		makeLink: (personId: string) => post(LinkReply, `${person(personId)}/link`),
		devices: (personId: string) => get(DevicesReply, `${person(personId)}/devices`),
		revokeDevice: (personId: string, deviceId: string) =>
			post(DevicesReply, `${person(personId)}/devices/${deviceId}/revoke`),
		areas: () => get(AreasReply, '/api/operator/areas'),
		createArea: (name: string) => post(AreaReply, '/api/operator/areas', { name }),
		changeArea: (areaId: string, change: { name?: string; machineIds?: number[] }) =>
			post(AreaReply, `/api/operator/areas/${areaId}`, change),
		/** Facts that wait for a decision. */
		held: () => get(QuarantineReply, '/api/operator/quarantine'),
		decide: (quarantineId: string, decision: 'release' | 'dismiss') =>
			post(DecisionReply, `/api/operator/quarantine/${quarantineId}`, { decision }),
		audit: (before: number | null) =>
			get(AuditReply, `/api/operator/audit${before === null ? '' : `?before=${before}`}`)
	};
}
export type OperatorApi = ReturnType<typeof operatorApi>;

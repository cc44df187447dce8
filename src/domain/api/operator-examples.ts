// Examples of the routes for those who lead: see examples.ts.

const serverTime = '2026-11-23T17:58:13.204Z';

const grant = {
	grantId: 'grant0000000001',
	role: 'volunteer',
	areaId: 'area00000000001',
	areaName: 'North',
	startsAt: '2026-11-01T08:00:00.000Z',
	endsAt: null,
	givenBy: 'Grace',
	mayEnd: true
};
const person = {
	personId: 'person000000001',
	name: 'Ada',
	email: 'ada@example.org',
	role: 'volunteer',
	demo: false,
	grants: [grant],
	trainings: [
		{
			trainingId: 'train0000000001',
			kind: 'service',
			validUntil: '2027-11-23T00:00:00.000Z',
			givenBy: 'Grace'
		}
	],
	lastSeenAt: '2026-11-23T17:58:00.000Z',
	mayChange: true
};
export const peopleReply = { people: [person], more: false, serverTime };
export const createPerson = { email: 'ada@example.org', name: 'Ada' };
export const personReply = { person, serverTime };
export const newPersonReply = {
	person: { ...person, role: 'public', grants: [], trainings: [], lastSeenAt: null },
	serverTime
};
export const giveGrant = { role: 'volunteer', areaId: 'area00000000001', endsAt: null };
export const giveTraining = { kind: 'service', validUntil: '2027-11-23T00:00:00Z' };
export const linkReply = {
	signInUrl: 'https://food.example/sign-in/#5PXW8KDAQM3TH7RYB4JC',
	expiresAt: '2026-11-24T17:58:13.204Z',
	serverTime
};
export const personDevicesReply = {
	devices: [
		{
			deviceId: 'device000000001',
			name: 'My phone',
			createdAt: '2026-11-20T07:00:00.000Z',
			lastSeenAt: '2026-11-23T17:58:00.000Z',
			expiresAt: '2027-02-21T17:58:13.204Z',
			revokedAt: null,
			current: false
		}
	],
	serverTime
};

const area = { areaId: 'area00000000001', name: 'North', machineIds: [7, 8] };
export const areasReply = { areas: [area], serverTime };
export const createArea = { name: 'North', machineIds: [7, 8] };
export const changeArea = { machineIds: [7, 8] };
export const areaReply = { area, serverTime };

export const auditReply = {
	entries: [
		{
			auditNo: 12,
			at: '2026-11-23T17:57:00.000Z',
			actor: 'person:person000000002',
			actorName: 'Grace',
			action: 'grant.give',
			subject: 'person:person000000001',
			subjectName: 'Ada',
			before: null,
			after: {
				grantId: grant.grantId,
				role: 'volunteer',
				areaId: grant.areaId,
				startsAt: grant.startsAt,
				endsAt: null
			},
			requestId: '01jd3v8x5k'
		}
	],
	more: true,
	serverTime
};

export const quarantineReply = {
	facts: [
		{
			quarantineId: '0f3a9c1be2d4567',
			eventId: 'evt0000000000d1',
			machineId: 7,
			machineName: 'Library',
			code: 'device_revoked',
			reason: 'Made before the device was revoked.',
			recordedAt: '2026-11-23T17:58:12.000Z',
			happenedAt: '2026-11-23T09:12:40.000Z',
			device: { deviceId: 'device000000001', name: 'My phone', personName: 'Ada' },
			fact: {
				...{ type: 'collect', eventId: 'evt0000000000d1', machineId: 7 },
				...{ lotId: 'lot000000000001', portions: 1, evidence: 'none' }
			},
			mayRelease: true
		}
	],
	more: false,
	serverTime
};
export const decisionReply = {
	quarantineId: '0f3a9c1be2d4567',
	decision: 'released',
	result: { eventId: 'evt0000000000d1', result: 'accepted' },
	serverTime
};

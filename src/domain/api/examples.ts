import { policyKey, policyOf } from '../policy.ts';

// Examples of the published specification: one machine on one afternoon. A test parses every one of
// them with its own shape, so that each is a request that the server takes.

const envelope = {
	eventId: 'evt0000000000a1',
	epoch: 'epoch0000000001',
	seq: 1,
	occurredAt: '2026-11-23T17:58:12Z',
	bootId: 'boot00000000001',
	uptimeMs: 61_500
};
const sent = { sentUptimeMs: 62_000 };
const serverTime = '2026-11-23T17:58:13.204Z';
const secret = 'k3Jw0VQpYd5n8uXcR2aTf7LhB1mZs6GiEo4NqWyKxPA';
const token = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6Im1hY2hpbmUwMDAwMDAwNyJ9.c2lnbmF0dXJl';

export const register = {
	enrolmentCode: '7KQ2-M9XD-4TBH-W3PA-6RYC',
	secret,
	hardware: {
		model: 'FL-12',
		slots: [
			{ slot: 1, storage: 'chilled', kind: 'locker', litres: 40, lock: 1 },
			{ slot: 2, storage: 'ambient' }
		],
		sensors: ['t1'],
		zones: [{ zone: 'cold', storage: 'chilled', slots: [1], sensors: ['t1'] }]
	}
};
export const registerReply = { machineId: 7, status: 'accepted', interval: 60, serverTime };

export const authenticate = { machineId: 7, secret };
export const authenticateReply = {
	token,
	expiresAt: '2026-11-23T18:58:13.204Z',
	machineId: 7,
	status: 'accepted',
	interval: 60,
	serverTime
};

export const status = {
	bootId: envelope.bootId,
	uptimeMs: 60_000,
	appVersion: '1.4.0',
	bootReason: 'PowerUp',
	temperatures: [{ sensor: 't1', celsius: 3.8 }],
	doors: [{ slot: 1, open: false }],
	slots: [{ slot: 1, state: 'ok' }],
	power: 'mains',
	outbox: { pending: 0, oldestAt: null },
	coldChain: [{ zone: 'cold', state: 'ok', since: '2026-11-23T17:57:20Z' }],
	configVersion: 1
};
export const statusReply = {
	serverTime,
	interval: 60,
	configVersion: 1,
	commands: [],
	openAlerts: [],
	feed: null,
	feedHead: null,
	acked: { epoch: envelope.epoch, throughSeq: 4, highestSeq: 4, missingSeqs: [] }
};

export const configReply = {
	machineId: 7,
	version: 1,
	config: {
		interval: 60,
		timeZone: 'Europe/Berlin',
		policy: policyKey(policyOf('eu')),
		zones: [{ zone: 'cold', storage: 'chilled', slots: [1], sensors: ['t1'] }],
		slots: [
			{ slot: 1, storage: 'chilled', kind: 'locker', litres: 40, lock: 1 },
			{ slot: 2, storage: 'ambient', kind: 'shelf' }
		],
		recalls: [],
		languages: ['en', 'de', 'ar'],
		donationPaused: false,
		notice: null,
		sessionSeconds: 60,
		fairUsePortions: null,
		servicePin: null,
		openingHours: '24/7'
	}
};

export const donate = {
	...envelope,
	lot: {
		lotId: 'lot000000000001',
		slot: 2,
		name: 'Rye bread',
		category: 'bakery',
		storage: 'ambient',
		dateKind: 'bestBefore',
		date: '2026-11-26',
		portions: 4,
		allergens: { contains: ['gluten'], mayContain: ['sesame'], freeOf: ['milk', 'nuts'] },
		diets: ['vegan']
	},
	evidence: 'door',
	...sent
};
export const collect = {
	...envelope,
	eventId: 'evt0000000000a2',
	seq: 2,
	lotId: donate.lot.lotId,
	portions: 1,
	evidence: 'door',
	...sent
};
export const expired = {
	...envelope,
	eventId: 'evt0000000000a3',
	seq: 3,
	lotId: donate.lot.lotId,
	portions: 3,
	reason: 'spoiled',
	final: true,
	note: 'Mould on the crust.',
	...sent
};
export const alert = {
	...envelope,
	eventId: 'evt0000000000a4',
	seq: 4,
	kind: 'temperature',
	severity: 'warning',
	cleared: false,
	value: 9.4,
	threshold: 8,
	unit: 'C',
	sensor: 't1',
	...sent
};
export const factReply = (fact: { eventId: string; seq: number }) => ({
	eventId: fact.eventId,
	result: 'accepted',
	ackedThroughSeq: fact.seq,
	serverTime
});

const { sentUptimeMs: _, ...donation } = donate;
export const batch = {
	events: [
		{ type: 'donate', ...donation },
		{
			...envelope,
			type: 'reading',
			eventId: 'evt0000000000b2',
			seq: 2,
			sensor: 't1',
			from: '2026-11-23T17:50:00Z',
			to: '2026-11-23T18:00:00Z',
			minC: 3.4,
			maxC: 4.1,
			meanC: 3.8,
			samples: 10
		}
	],
	bootId: envelope.bootId,
	sentUptimeMs: 62_000
};
export const batchReply = {
	results: [
		{ eventId: 'evt0000000000a1', result: 'duplicate', code: 'duplicate' },
		{ eventId: 'evt0000000000b2', result: 'accepted' }
	],
	ackedThroughSeq: 2,
	missingSeqs: [],
	serverTime
};

export const personBatch = {
	events: [
		{
			...envelope,
			type: 'task',
			eventId: 'evt0000000000c1',
			machineId: 7,
			alertId: 'alert0000000001',
			action: 'claim'
		}
	],
	bootId: envelope.bootId,
	sentUptimeMs: 62_000
};
export const personBatchReply = {
	results: [
		{ eventId: 'evt0000000000c1', result: 'acceptedWithWarning', code: 'claimed_by_another' }
	],
	ackedThroughSeq: 1,
	missingSeqs: [],
	serverTime
};

export const nearestReply = {
	machines: [
		{
			machineId: 7,
			hardware: 'controller',
			name: 'Library',
			address: 'Am Ufer 3',
			lat: 52.52,
			lon: 13.405,
			distanceM: 412.6,
			canCollect: true,
			canDonate: true,
			reasons: [],
			openNow: true,
			stock: { portions: 4, lots: 1, byCategory: { bakery: 4 } },
			freshness: 'fresh',
			lastSeenAt: serverTime
		}
	],
	total: 1,
	serverTime
};
export const snapshot = {
	machines: [
		{
			machineId: 7,
			hardware: 'controller',
			demo: false,
			name: 'Library',
			address: 'Am Ufer 3',
			lat: 52.52,
			lon: 13.405,
			timeZone: 'Europe/Berlin',
			openingHours: '24/7',
			donationPaused: false,
			notice: null,
			interval: 60,
			lastSeenAt: 1_795_456_693_204,
			waitingSince: null,
			slots: [{ slot: 2, storage: 'ambient', kind: 'shelf', state: 'ok', occupied: true }],
			lots: [
				{
					lotId: donate.lot.lotId,
					slot: 2,
					name: 'Rye bread',
					category: 'bakery',
					storage: 'ambient',
					dateKind: 'bestBefore',
					date: '2026-11-26',
					portions: 4,
					allergens: donate.lot.allergens,
					diets: ['vegan'],
					from: 0,
					until: 1_795_903_200_000
				}
			]
		}
	]
};

export const requestCode = { email: 'ada@example.org', language: 'de' };
export const requestCodeReply = {
	requestId: 'request00000001',
	expiresAt: '2026-11-23T18:08:13.204Z',
	serverTime
};
export const signIn = { code: '5PXW-8KDA-QM3T-H7RY-B4JC' };
const person = {
	personId: 'person000000001',
	name: 'Ada',
	email: 'ada@example.org',
	role: 'volunteer',
	demo: false,
	grants: [{ role: 'volunteer', areaId: null, areaName: null, endsAt: null }],
	trainings: [{ kind: 'service', validUntil: '2027-11-23T00:00:00.000Z' }]
};
const deviceId = 'device000000001';
const signedInUntil = '2027-02-21T17:58:13.204Z';
export const signInReply = { token, expiresAt: signedInUntil, deviceId, person, serverTime };
export const meReply = { person, deviceId, serverTime };
const device = {
	deviceId,
	name: 'My phone',
	createdAt: '2026-11-20T07:00:00.000Z',
	lastSeenAt: '2026-11-23T17:58:00.000Z',
	expiresAt: signedInUntil,
	revokedAt: null,
	current: true
};
export const devicesReply = { devices: [device], serverTime };
export const renameDevice = { name: 'My phone' };
export const deviceReply = { device, serverTime };
export const revokedReply = { device: { ...device, revokedAt: serverTime }, serverTime };
export const alertsReply = {
	alerts: [
		{
			alertId: 'alert0000000001',
			machineId: 7,
			machineName: 'Library',
			demo: false,
			kind: 'temperature',
			severity: 'warning',
			state: 'open',
			since: '2026-11-23T17:58:12.000Z',
			sensor: 't1',
			value: 9.4,
			threshold: 8,
			unit: 'C'
		}
	],
	serverTime
};
export const tasksReply = {
	tasks: [
		{
			taskId: '0f3a9c1be2d4567',
			machineId: 7,
			machineName: 'Library',
			demo: false,
			kind: 'stock_negative',
			since: null,
			lotId: 'lot000000000001',
			portions: -2
		}
	],
	more: false,
	feed: 'feed00000000001',
	serverTime
};
export const fleetReply = {
	machines: [
		{
			machineId: 7,
			name: 'Library',
			address: 'Am Ufer 3',
			hardware: 'controller',
			demo: false,
			status: 'accepted',
			freshness: 'fresh',
			lastSeenAt: serverTime,
			unsentFacts: 0,
			portions: 4,
			lots: 1,
			openAlerts: 1,
			appVersion: '1.4.0',
			report: {
				controller: { linked: true, firmware: '1.2.0', id: 'a1b2' },
				temperatures: [{ sensor: 't1', celsius: 4.3 }],
				power: 'mains',
				coldChain: [{ zone: 'cold', state: 'ok', since: '2026-11-23T17:57:20Z' }]
			}
		}
	],
	serverTime
};
export const ready = { ready: true, version: '0.1.0' };

const details = {
	name: 'Fairteiler Nord e. V.',
	address: 'Weg 1, 12043 Berlin',
	email: 'hello@fairteiler.example',
	phone: '+49 30 1234567',
	representative: 'Ada Lind, Chair',
	register: 'Amtsgericht Charlottenburg, VR 12345',
	host: 'Fairteiler Nord e. V., on its own server in Berlin',
	officer: '',
	authority: 'Berliner Beauftragte für Datenschutz und Informationsfreiheit',
	enforcement: '',
	emergency: '112',
	doctorLine: '116117',
	poisonLine: '+49 30 19240'
};
export const textsReply = {
	details,
	texts: [
		{
			name: 'imprint',
			language: 'en',
			text: '# Responsible\n{{name}}\n{{email}}',
			isDefault: false,
			updatedAt: serverTime
		}
	]
};
export const textsChange = {
	details: { phone: '+49 30 1234567' },
	texts: [{ name: 'imprint', language: 'en', text: '# Responsible\n{{name}}\n{{email}}' }],
	contacts: [{ machineId: 7, contact: { name: 'Ada', email: 'ada@fairteiler.example', phone: '' } }]
};
export const contactReply = {
	machineId: 7,
	contact: { name: 'Ada', email: 'ada@fairteiler.example', phone: '' },
	isOwn: true
};
const told = {
	reportId: 'report000000001',
	machineId: 7,
	ateAt: '2026-11-23T12:00:00Z',
	what: 'Potato salad at noon; sick since the afternoon.'
};
export const illnessReport = { ...told, reachMe: '+49 170 1234567' };
export const illnessReply = { reportId: told.reportId, receivedAt: serverTime, serverTime };
export const illnessList = {
	reports: [
		{
			...illnessReport,
			taskId: 'task00000000001',
			machineName: 'Library',
			demo: false,
			receivedAt: serverTime
		}
	],
	serverTime
};

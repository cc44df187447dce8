import { MAX_BATCH_BYTES } from '../shapes/batch.ts';
import * as example from './examples.ts';
import { requestOf } from './named.ts';
import { LEADING_ROUTES } from './operator-routes.ts';
import { PASSKEYS } from './passkey-routes.ts';
import { SYNC } from './sync-routes.ts';
import type { Route } from './route.ts';
import type { SingleFactType } from '../shapes/words.ts';

/** The body limits of the routes, in bytes. */
const SMALL = 16_384;
const LARGE = 65_536;

/** The refusals of every route for machines: revoked, or waiting for an operator [M6, M8]. */
const ACCEPTED = { 403: ['rejected', 'pending'] } as const;

const MACHINE: Route[] = [
	{
		id: 'register',
		method: 'POST',
		path: '/api/machine/register',
		group: 'machine',
		caller: 'anyone',
		summary: 'Become known and get a number',
		says: 'A new machine sends the one-time code that an operator gave it and a secret that it made itself: 32 random bytes in base64url. Keep number and secret for good. The same code with the same secret again gives the same answer, so that a lost reply costs nothing.',
		rules: ['M5', 'M6', 'M22'],
		body: { shape: 'Register', limit: LARGE, example: example.register },
		replies: [
			{
				status: 201,
				says: 'The machine is known.',
				shape: 'RegisterReply',
				example: example.registerReply
			}
		],
		refuses: { 403: ['enrolment_invalid'], 409: ['enrolment_used'], 429: ['too_many_failures'] }
	},
	{
		id: 'authenticate',
		method: 'POST',
		path: '/api/machine/auth',
		group: 'machine',
		caller: 'anyone',
		summary: 'Secret in, token out',
		says: 'The token is good for an hour and is sent bare in the header `Authorization`. Ask for the next one when a request is answered 401, and keep the secret whatever the answer: a 401 is never a revocation.',
		rules: ['M6', 'M7', 'M8', 'M22'],
		body: { shape: 'Authenticate', limit: SMALL, example: example.authenticate },
		replies: [
			{
				status: 200,
				says: 'Signed in.',
				shape: 'AuthenticateReply',
				example: example.authenticateReply
			}
		],
		refuses: { 401: ['invalid_credentials'], 403: ['rejected'], 429: ['too_many_failures'] }
	},
	{
		id: 'sendStatus',
		method: 'POST',
		path: '/api/machine/status',
		group: 'machine',
		caller: 'machine',
		summary: 'The heartbeat',
		says: 'What is so now: the latest wins, nothing is queued. The reply says when the next one is due, which configuration there is, and which facts have arrived.',
		rules: ['M14', 'M15'],
		body: { shape: 'Status', limit: LARGE, example: example.status },
		replies: [{ status: 200, says: 'Noted.', shape: 'StatusReply', example: example.statusReply }],
		refuses: ACCEPTED
	},
	{
		id: 'readConfig',
		method: 'GET',
		path: '/api/machine/config',
		group: 'machine',
		caller: 'machine',
		summary: 'The machine’s configuration',
		says: 'Send the `ETag` of the version that you have as `If-None-Match`. A machine that is pending may ask too.',
		rules: ['M16'],
		replies: [
			{
				status: 200,
				says: 'The newest version.',
				shape: 'ConfigReply',
				headers: ['ETag', 'Cache-Control'],
				example: example.configReply
			},
			{ status: 304, says: 'You have the newest version.', headers: ['ETag', 'Cache-Control'] }
		],
		refuses: { 403: ['rejected'], 404: ['no_config'] }
	}
];

/** What holds for the device of a person at the endpoints of machines. */
const OF_A_PERSON =
	'A person’s device names the machine, and is judged by the role, the area and the training of its person.';

const single = (
	type: SingleFactType,
	path: string,
	summary: string,
	says: string,
	body: { eventId: string; seq: number }
): Route => ({
	id: type,
	method: 'POST',
	path,
	group: 'facts',
	caller: 'either',
	summary,
	says: `${says} ${OF_A_PERSON}`,
	rules: ['M2', 'M3', 'M9', 'M10', 'M11'],
	body: { shape: requestOf(type), limit: SMALL, example: body },
	replies: [
		{
			status: 200,
			says: 'The fact is kept. Take it from your queue.',
			shape: 'FactReply',
			example: example.factReply(body)
		}
	],
	refuses: {
		400: ['malformed', 'too_large'],
		403: ['rejected', 'pending', 'device_revoked', 'other_machine', 'role_may_not'],
		422: ['event_conflict', 'seq_conflict', 'seq_out_of_range', 'version_unknown', 'internal']
	},
	refusesFact: true
});

const FACTS: Route[] = [
	{
		id: 'sendFacts',
		method: 'POST',
		path: '/api/machine/events',
		group: 'facts',
		caller: 'machine',
		summary: 'Up to 100 facts in one request',
		says: 'What an outbox sends: facts of one epoch, in the order of their `seq`. Each is judged by itself and answered in the order sent; one bad fact never fails its neighbours. Only the word `result` acknowledges: without an answer, send the same facts again.',
		rules: ['M2', 'M3', 'M3a', 'M9', 'M10', 'M11', 'M12'],
		body: { shape: 'Batch', limit: MAX_BATCH_BYTES, example: example.batch },
		replies: [
			{
				status: 200,
				says: 'One result for each fact, in the order sent.',
				shape: 'BatchReply',
				example: example.batchReply
			}
		],
		refuses: { 400: ['too_many_events', 'mixed_epochs'], ...ACCEPTED }
	},
	{
		id: 'sendPersonFacts',
		method: 'POST',
		path: '/api/volunteer/events',
		group: 'facts',
		caller: 'person',
		summary: 'The same from a person’s device',
		says: 'Every fact names its machine, but for a `gap`. Each is judged by the role, the area and the training of the person, as they were when it was made and as they are on arrival: what may not be told is quarantined as `role_may_not`. A device that was revoked is let in, so that its queue empties: all that it tells is quarantined as `device_revoked` for an operator, up to 1,000 facts.',
		rules: ['M2', 'M3', 'M9', 'M10', 'M11', 'M12'],
		body: { shape: 'Batch', limit: MAX_BATCH_BYTES, example: example.personBatch },
		replies: [
			{
				status: 200,
				says: 'One result for each fact, in the order sent.',
				shape: 'BatchReply',
				example: example.personBatchReply
			}
		],
		refuses: { 400: ['too_many_events', 'mixed_epochs'], 403: ['device_revoked'] },
		revokedToo: true
	},
	single(
		'donate',
		'/api/food/donate',
		'Food went in',
		'One fact alone; the same as a batch of one.',
		example.donate
	),
	single(
		'collect',
		'/api/food/collect',
		'Food went out to a person',
		'One fact alone. What was collected was collected: it is kept even where the server knows nothing of the lot.',
		example.collect
	),
	single(
		'expired',
		'/api/maintenance/expired',
		'Food went out as waste',
		'One fact alone. With `final` the lot is closed for good.',
		example.expired
	),
	single(
		'alert',
		'/api/maintenance/alert',
		'Something needs a person, or no longer does',
		'One fact alone. There is one open alert for each kind and place (slot or sensor): repeats update it, `cleared` ends it.',
		example.alert
	)
];

const PUBLIC: Route[] = [
	{
		id: 'nearest',
		method: 'GET',
		path: '/api/location/nearest',
		group: 'public',
		caller: 'anyone',
		summary: 'The nearest machines and what they hold',
		says: 'Sorted by distance. Unknown is never shown as good: `openNow` may be null, and `reasons` says why food cannot be collected or given. The position is neither stored nor logged; round it to three decimals all the same.',
		rules: ['M18', 'M19', 'M22'],
		query: 'NearestQuery',
		asks: 'lat=52.52&lon=13.405&has=food&limit=5',
		replies: [
			{ status: 200, says: 'What is there.', shape: 'NearestReply', example: example.nearestReply }
		],
		refuses: { 429: ['too_many_requests'] }
	},
	{
		id: 'snapshot',
		method: 'GET',
		path: '/api/public/snapshot',
		group: 'public',
		caller: 'anyone',
		summary: 'Every machine on the map with what it holds',
		says: 'Made anew at most every two seconds. Send the `ETag` of the last one as `If-None-Match`; its age is told by the header `Date`.',
		rules: ['S13'],
		replies: [
			{
				status: 200,
				says: 'Everything.',
				shape: 'Snapshot',
				headers: ['ETag', 'Cache-Control'],
				example: example.snapshot
			},
			{ status: 304, says: 'Nothing has changed.', headers: ['ETag', 'Cache-Control'] }
		]
	},
	{
		id: 'texts',
		method: 'GET',
		path: '/api/public/texts',
		group: 'public',
		caller: 'anyone',
		summary: 'Privacy, imprint, accessibility, terms, and what to do when food made somebody ill',
		says: 'Plain text in every language: paragraphs, `# ` headings, `- ` lists, links as they are. `{{email}}` stands for the detail of that name, `[[...]]` for what an operator has yet to say.',
		rules: [],
		replies: [
			{
				status: 200,
				says: 'All texts.',
				shape: 'TextsReply',
				headers: ['ETag', 'Cache-Control'],
				example: example.textsReply
			},
			{ status: 304, says: 'Nothing has changed.', headers: ['ETag', 'Cache-Control'] }
		]
	},
	{
		id: 'contact',
		method: 'GET',
		path: '/api/public/contact',
		group: 'public',
		caller: 'anyone',
		summary: 'Who is responsible for a machine',
		says: 'That of the network, unless the machine has its own.',
		rules: [],
		query: 'ContactQuery',
		asks: 'machineId=7',
		replies: [
			{
				status: 200,
				says: 'Whom to ask.',
				shape: 'ContactReply',
				headers: ['ETag', 'Cache-Control'],
				example: example.contactReply
			},
			{ status: 304, says: 'Nothing has changed.', headers: ['ETag', 'Cache-Control'] }
		],
		refuses: { 404: ['unknown_machine'] }
	},
	{
		id: 'reportIllness',
		method: 'POST',
		path: '/api/public/illness',
		group: 'public',
		caller: 'anyone',
		summary: 'Food made somebody ill',
		says: 'Coordinators and operators see it at once. The same report again is the same one. What is written is kept apart for 90 days. At most 10 new ones an hour from one address.',
		rules: ['M22', 'M23'],
		body: { shape: 'IllnessReport', limit: SMALL, example: example.illnessReport },
		replies: [
			{
				status: 200,
				says: 'It is kept, and people are told.',
				shape: 'IllnessReply',
				example: example.illnessReply
			}
		],
		refuses: {
			404: ['unknown_machine'],
			409: ['report_conflict'],
			429: ['too_many_requests']
		}
	}
];

const OPERATOR: Route[] = [
	{
		id: 'setTexts',
		method: 'PUT',
		path: '/api/operator/texts',
		group: 'people',
		caller: 'person',
		summary: 'Set what the law asks to be visible',
		says: 'What is named is changed, all of it or nothing. `null` goes back: a text to the words of Exes, a contact to that of the network.',
		rules: [],
		body: { shape: 'TextsChange', limit: 262_144, example: example.textsChange },
		replies: [
			{ status: 200, says: 'As it is now.', shape: 'TextsReply', example: example.textsReply }
		],
		refuses: { 404: ['unknown_machine'] }
	},
	{
		id: 'illness',
		method: 'GET',
		path: '/api/operator/illness',
		group: 'people',
		caller: 'person',
		summary: 'Who says that food made them ill',
		says: 'The reports that nobody has dealt with, the newest first, at most 200.',
		rules: ['M23'],
		replies: [
			{ status: 200, says: 'What is open.', shape: 'IllnessList', example: example.illnessList }
		]
	}
];

const PEOPLE: Route[] = [
	{
		id: 'requestCode',
		method: 'POST',
		path: '/api/people/code',
		group: 'people',
		caller: 'anyone',
		summary: 'Send me a code to sign in',
		says: 'Sends a mail with six digits and a link to the address, if somebody in the network has it; the answer is the same if nobody has. Beyond a few requests for an address it sends none: those of the last ten minutes still work.',
		rules: ['M22'],
		body: { shape: 'RequestCode', limit: SMALL, example: example.requestCode },
		replies: [
			{
				status: 202,
				says: 'If somebody has the address, a mail is on its way.',
				shape: 'RequestCodeReply',
				example: example.requestCodeReply
			}
		],
		refuses: { 409: ['no_mail'], 429: ['too_many_requests'] }
	},
	{
		id: 'signIn',
		method: 'POST',
		path: '/api/people/sign-in',
		group: 'people',
		caller: 'anyone',
		summary: 'A one-time code in, a token out',
		says: 'Send the `code` of a link, from its fragment or as it was typed, or the `digits` of a mail with the `requestId` of the answer that announced it. Each works once and for ten minutes; a link that an operator or `npm run exes -- person create` made works for a day. Digits bear ten tries.',
		rules: ['M2', 'M22', 'O7'],
		body: { shape: 'SignIn', limit: SMALL, example: example.signIn },
		replies: [
			{ status: 200, says: 'Signed in.', shape: 'SignInReply', example: example.signInReply }
		],
		refuses: { 403: ['sign_in_invalid'], 429: ['too_many_failures'] }
	},
	{
		id: 'me',
		method: 'GET',
		path: '/api/people/me',
		group: 'people',
		caller: 'person',
		summary: 'Who the token belongs to',
		says: 'A token that was made a day ago or more is renewed: take the new one, where there is one. So a device that asks now and then stays signed in; without that it is for 90 days.',
		rules: ['M2'],
		replies: [{ status: 200, says: 'You.', shape: 'MeReply', example: example.meReply }]
	},
	{
		id: 'listDevices',
		method: 'GET',
		path: '/api/people/devices',
		group: 'people',
		caller: 'person',
		summary: 'Where you are signed in',
		says: 'The device that asks first, then the one seen last. One that was signed out is told of for 30 days.',
		rules: ['M2'],
		replies: [
			{ status: 200, says: 'Your devices.', shape: 'DevicesReply', example: example.devicesReply }
		]
	},
	{
		id: 'renameDevice',
		method: 'POST',
		path: '/api/people/devices/{deviceId}/rename',
		group: 'people',
		caller: 'person',
		summary: 'Call a device of yours something else',
		says: '',
		rules: [],
		body: { shape: 'RenameDevice', limit: SMALL, example: example.renameDevice },
		replies: [
			{ status: 200, says: 'Renamed.', shape: 'DeviceReply', example: example.deviceReply }
		],
		refuses: { 404: ['unknown_device'] }
	},
	{
		id: 'revokeDevice',
		method: 'POST',
		path: '/api/people/devices/{deviceId}/revoke',
		group: 'people',
		caller: 'person',
		summary: 'Sign a device of yours out',
		says: 'Of the device that asks it is the sign-out. Its token is answered 403 `device_revoked` from then on. Another one is a lost one: passkeys that were made or last used on it are deleted with it.',
		rules: ['M2'],
		body: { shape: 'RevokeDevice', limit: SMALL, example: {} },
		replies: [
			{ status: 200, says: 'Signed out.', shape: 'DeviceReply', example: example.revokedReply }
		],
		refuses: { 404: ['unknown_device'] }
	},
	{
		id: 'alerts',
		method: 'GET',
		path: '/api/volunteer/alerts',
		group: 'people',
		caller: 'person',
		summary: 'Open alerts',
		says: 'The most severe first, then the oldest.',
		rules: ['M17'],
		replies: [
			{ status: 200, says: 'What is open.', shape: 'AlertsReply', example: example.alertsReply }
		]
	},
	{
		id: 'tasks',
		method: 'GET',
		path: '/api/volunteer/tasks',
		group: 'people',
		caller: 'person',
		summary: 'Where a person is needed, the oldest first',
		says: 'Tasks about accounts that differ are derived from the ledger: they are gone when a late fact explains them.',
		rules: ['M10', 'M11'],
		replies: [
			{
				status: 200,
				says: 'The oldest open tasks, at most 500.',
				shape: 'TasksReply',
				example: example.tasksReply
			}
		]
	},
	{
		id: 'fleet',
		method: 'GET',
		path: '/api/volunteer/machines',
		group: 'people',
		caller: 'person',
		summary: 'The whole fleet, also what is on no map',
		says: '',
		rules: ['M19'],
		replies: [
			{ status: 200, says: 'Every machine.', shape: 'FleetReply', example: example.fleetReply }
		]
	}
];

const cached = ['ETag', 'Cache-Control'] as const;
const file = (id: string, path: string, summary: string, media: string): Route => ({
	id,
	method: 'GET',
	path,
	group: 'server',
	caller: 'anyone',
	summary,
	says: '',
	rules: [],
	replies: [
		{ status: 200, says: 'The file.', media, headers: cached },
		{ status: 304, says: 'You have it already.', headers: cached }
	],
	native: true
});

const SERVER: Route[] = [
	{
		id: 'ready',
		method: 'GET',
		path: '/api/ready',
		group: 'server',
		caller: 'anyone',
		summary: 'Whether the server can serve',
		says: 'For whoever starts or watches it. The database is asked, and the free space of its disk.',
		rules: ['O8'],
		replies: [{ status: 200, says: 'It can.', shape: 'Ready', example: example.ready }],
		refuses: { 503: ['not_ready'] },
		native: true
	},
	file('openapiJson', '/api/openapi.json', 'This specification as JSON', 'application/json'),
	file('openapiYaml', '/api/openapi.yaml', 'This specification as YAML', 'application/yaml'),
	file('docs', '/api/docs', 'This specification as a page', 'text/html'),
	file('docsStyle', '/api/docs.css', 'The looks of that page', 'text/css')
];

/** Every route of our own API. PocketBase's are not among them: only its dashboard uses those. */
export const ROUTES: readonly Route[] = [
	...MACHINE,
	...FACTS,
	...PUBLIC,
	...PEOPLE,
	...SYNC,
	...PASSKEYS,
	...OPERATOR,
	...LEADING_ROUTES,
	...SERVER
];

export const routeOf = (method: string, path: string): Route | undefined =>
	ROUTES.find((route) => route.method === method && route.path === path);

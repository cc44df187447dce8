import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAY, MAY_TELL, type Reach, type RouteOfPeople } from '../../src/domain/access-table.ts';
import type { Route } from '../../src/domain/api/route.ts';
import { ROUTES } from '../../src/domain/api/routes.ts';
import type { Level, SingleFactType } from '../../src/domain/shapes/words.ts';
import { call, newId, type Answer, type Machine } from '../support/api.ts';
import { Authenticator } from '../support/authenticator.ts';
import { Duty } from '../support/duty.ts';
import { LedgerServer } from '../support/ledger.ts';

// Every route for people x everybody who may ask x the own and another area, from the table that the
// server asks (src/domain/access-table.ts): what is allowed, what is refused, and what must not have
// happened then.

/** Whoever asks: a level with a grant for the north, or somebody who should get nowhere. */
const LEVELS = ['public', 'volunteer', 'coordinator', 'operator'] as const satisfies Level[];
const SHUT_OUT = ['nobody', 'machine', 'revoked'] as const;
type Caller = Level | (typeof SHUT_OUT)[number] | 'expired';
const PLACES = ['north', 'south'] as const;
type Place = (typeof PLACES)[number];

let ledger: LedgerServer;
let duty: Duty;
const areas = {} as Record<Place, string>;
const machines = {} as Record<Place, Machine>;
const tokens: Partial<Record<Caller, string>> = {};
const people: Partial<Record<Caller, string>> = {};
const devices: Partial<Record<Caller, string>> = {};

beforeAll(async () => {
	ledger = await LedgerServer.start();
	duty = new Duty(ledger.server);
	for (const place of PLACES) {
		areas[place] = duty.area(place);
		machines[place] = await duty.machine(areas[place]);
	}
	const north = { areaId: areas.north };
	const made = {
		public: await duty.person(),
		volunteer: await duty.person({ role: 'volunteer', ...north }),
		coordinator: await duty.person({ role: 'coordinator', ...north }),
		operator: await duty.person({ role: 'operator' }),
		revoked: await duty.person({ role: 'operator' }),
		expired: await duty.person({ role: 'operator', endsAt: 1 })
	};
	await duty.revoke(made.revoked);
	for (const [caller, { token, personId, deviceId }] of Object.entries(made)) {
		tokens[caller as Caller] = token;
		people[caller as Caller] = personId;
		devices[caller as Caller] = deviceId;
	}
	tokens.machine = machines.north.token;
}, 60_000);
afterAll(async () => {
	duty[Symbol.dispose]();
	await ledger.stop();
});

/** Something of a place that a request is about, made for it alone. */
class Target {
	readonly place: Place;
	readonly area: string;
	readonly machine: Machine;
	/** A volunteer of the area, with a device, a training and a grant. */
	readonly personId = newId();
	readonly deviceId = newId();
	readonly trainingId = newId();
	readonly grantId: string;
	/** Somebody without any role. */
	readonly stranger = newId();
	readonly id = newId();

	constructor(place: Place) {
		this.place = place;
		this.area = areas[place];
		this.machine = machines[place];
		const { store } = duty;
		for (const id of [this.personId, this.stranger]) {
			store.run(
				`INSERT INTO people (id, email, tokenKey, password, name, demo) VALUES (?, ?, ?, 'x', ?, FALSE)`,
				...[id, `${id}@x.example`, `key of ${id}`, `Name of ${id}`]
			);
		}
		this.device(this.personId, this.deviceId);
		this.grantId = duty.grant(this, { role: 'volunteer', areaId: this.area });
		store.run(
			`INSERT INTO trainings (trainingId, personId, kind, startsAt, endsAt, givenBy) VALUES (?, ?, 'service', 0, 9e12, 'user:x')`,
			...[this.trainingId, this.personId]
		);
	}

	device(personId: string, deviceId: string): void {
		duty.store.run(
			`INSERT INTO devices (id, personId, name, tokenKey, password, createdAt, lastSeenAt, expiresAt, revokedAt)
			VALUES (?, ?, 'Phone', ?, 'x', 1, 1, 9e12, 0)`,
			...[deviceId, personId, `key of ${deviceId}`]
		);
	}

	/** A passkey of whoever asks. */
	passkey(caller: Caller): void {
		duty.store.run(
			`INSERT INTO passkeys (passkeyId, credentialId, personId, name, body, createdAt) VALUES (?, ?, ?, 'Key', '{}', 1)`,
			...[this.id, this.id, people[caller] ?? 'nobody']
		);
	}

	/** A lot at the machine, under the id of the target. */
	lot(): void {
		duty.store.run(
			`INSERT INTO lots (machineId, lotId, portions, donatedAt) VALUES (?, ?, 1, 9e12)`,
			...[this.machine.machineId, this.id]
		);
	}

	one(sql: string, ...values: (string | number)[]): Record<string, unknown> | undefined {
		return duty.store.all(sql, ...values)[0];
	}

	isThere = (sql: string, ...values: (string | number)[]): boolean =>
		this.one(sql, ...values) !== undefined;
}

type Probe = {
	readonly path?: (target: Target, caller: Caller) => Record<string, string>;
	readonly body?: (target: Target, caller: Caller) => object | Promise<object>;
	readonly query?: (target: Target, caller: Caller) => string | Promise<string>;
	/** Before the request, what there has to be. */
	readonly given?: (target: Target, caller: Caller) => void;
	/** Whether the answer tells of the target: what is asked for is a list, which all may have who reach anything. */
	readonly tells?: (answer: Answer, target: Target) => boolean;
	/** Whether what was asked for has happened; where nothing does, the answer is all there is. */
	readonly done?: (target: Target, caller: Caller) => boolean;
	/** It is about no area: who may at all may it everywhere. */
	readonly isAreaFree?: boolean;
};

const has =
	(list: string, of: (target: Target) => object) =>
	({ body }: Answer, target: Target): boolean => {
		const wanted = Object.entries(of(target));
		return (body[list] as Record<string, unknown>[]).some((one) =>
			wanted.every(([key, value]) => one[key] === value)
		);
	};
const ofPerson = ({ personId }: Target) => ({ personId });
const ofMachine = ({ machine: { machineId } }: Target) => ({ machineId });

/** Whether a page or a snapshot of the feed tells of the target's lot. */
const hasLot = (list: 'records' | 'changes') =>
	has(list, ({ machine: { machineId }, id }) => ({ id: `${machineId}:${id}` }));

/** A fact of each place, told to its own endpoint or in a batch. */
const envelope = (target: Target) => ({
	...{ eventId: target.id, epoch: newId(), seq: 1, bootId: newId(), uptimeMs: 1 },
	...{ occurredAt: new Date().toISOString(), ...ofMachine(target) }
});
const FACTS: Record<SingleFactType, (target: Target) => object> = {
	donate: (target) => ({
		lot: {
			...{ lotId: newId(), slot: 2, name: 'Bread', category: 'bakery', storage: 'ambient' },
			...{ dateKind: 'bestBefore', date: '2030-01-01', portions: 4, allergens: null }
		},
		...envelope(target)
	}),
	collect: (target) => ({ lotId: newId(), portions: 1, evidence: 'none', ...envelope(target) }),
	expired: (target) => ({ lotId: newId(), portions: 1, reason: 'spoiled', ...envelope(target) }),
	alert: (target) => ({ kind: 'other', severity: 'info', cleared: false, ...envelope(target) })
};
const isStored = (target: Target): boolean =>
	target.isThere('SELECT 1 FROM facts WHERE eventId = ?', target.id);
const fact = (type: SingleFactType): Probe => ({ body: FACTS[type], done: isStored });

const PROBES: Partial<Record<RouteOfPeople, Probe>> = {
	me: { isAreaFree: true },
	listDevices: { isAreaFree: true },
	renameDevice: {
		path: (_, caller) => ({ deviceId: devices[caller] ?? newId() }),
		body: ({ id }) => ({ name: id }),
		done: ({ id, isThere }) => isThere('SELECT 1 FROM devices WHERE name = ?', id),
		isAreaFree: true
	},
	revokeDevice: {
		given: (target, caller) => {
			target.device(people[caller] ?? newId(), target.id);
		},
		path: ({ id }) => ({ deviceId: id }),
		done: ({ id, isThere }) => isThere('SELECT 1 FROM devices WHERE id = ? AND revokedAt > 0', id),
		isAreaFree: true
	},

	listPasskeys: {
		given: (target, caller) => {
			target.passkey(caller);
		},
		tells: has('passkeys', ({ id }) => ({ passkeyId: id })),
		isAreaFree: true
	},
	beginPasskey: { isAreaFree: true },
	finishPasskey: {
		body: async ({ id }, caller) => {
			const url = ledger.server.url.replace('127.0.0.1', 'localhost');
			const begin = '/api/people/passkeys/begin';
			const { body } = await call(ledger.server, 'POST', begin, {
				token: tokens[caller],
				body: {}
			});
			// Who may not even begin finishes what is well formed and nobody's.
			const options = body?.options ?? { challenge: id, rp: { id: 'localhost' } };
			const credential = new Authenticator(url).create(options);
			return { challenge: body?.challenge ?? id, credential, name: id };
		},
		done: ({ id, isThere }) => isThere('SELECT 1 FROM passkeys WHERE name = ?', id),
		isAreaFree: true
	},
	renamePasskey: {
		given: (target, caller) => {
			target.passkey(caller);
		},
		path: ({ id }) => ({ passkeyId: id }),
		body: ({ id }) => ({ name: id }),
		done: ({ id, isThere }) => isThere('SELECT 1 FROM passkeys WHERE name = ?', id),
		isAreaFree: true
	},
	deletePasskey: {
		given: (target, caller) => {
			target.passkey(caller);
		},
		path: ({ id }) => ({ passkeyId: id }),
		done: ({ id, isThere }) => !isThere('SELECT 1 FROM passkeys WHERE passkeyId = ?', id),
		isAreaFree: true
	},

	alerts: {
		given: ({ id, machine: { machineId } }) => {
			duty.store.run(
				`INSERT INTO alerts (machineId, kind, place, alertId, state, severity, since, updatedAt, origin, epochNo, seq)
				VALUES (?, 'other', ?, ?, 'open', 'info', 1, 1, 'm', 1, 1)`,
				...[machineId, id, id]
			);
		},
		tells: has('alerts', ({ id }) => ({ alertId: id }))
	},
	tasks: {
		given: ({ id, machine: { machineId } }) => {
			duty.store.run(
				`INSERT INTO tasks (taskId, machineId, kind, lotId, eventId, createdAt) VALUES (?, ?, 'lot_exists', '', '', 1)`,
				...[id, machineId]
			);
		},
		tells: has('tasks', ({ id }) => ({ taskId: id }))
	},
	fleet: { tells: has('machines', ofMachine) },
	syncSnapshot: {
		given: (target) => {
			target.lot();
		},
		query: () => '?collection=lots',
		tells: hasLot('records')
	},
	syncChanges: {
		query: async (target, caller) => {
			const start = '/api/sync/snapshot?collection=lots';
			const { body } = await call(ledger.server, 'GET', start, { token: tokens[caller] });
			target.lot();
			const { feed = 'none', seq = 0 } = (body ?? {}) as { feed?: string; seq?: number };
			return `?collection=lots&feed=${feed}&since=${seq}`;
		},
		tells: hasLot('changes')
	},
	syncHints: { isAreaFree: true },
	illness: {
		given: ({ id, machine: { machineId } }) => {
			duty.store.run(
				`INSERT INTO illnessReports (reportId, machineId, ateAt, contentHash, receivedAt) VALUES (?, ?, 1, '', 1)`,
				...[id, machineId]
			);
			duty.store.run(
				`INSERT INTO tasks (taskId, machineId, kind, lotId, eventId, createdAt) VALUES (?, ?, 'illness', '', ?, 1)`,
				...[id, machineId, id]
			);
		},
		tells: has('reports', ({ id }) => ({ reportId: id }))
	},
	setTexts: {
		body: ({ machine: { machineId }, id }) => ({
			contacts: [{ machineId, contact: { name: id, email: 'a@x.example', phone: '' } }]
		}),
		done: ({ id, isThere }) => isThere('SELECT 1 FROM machineContacts WHERE name = ?', id)
	},

	donate: fact('donate'),
	collect: fact('collect'),
	expired: fact('expired'),
	alert: fact('alert'),
	sendPersonFacts: {
		body: (target) => ({ events: [{ type: 'donate', ...FACTS.donate(target) }] }),
		done: isStored
	},

	listPeople: {
		// There are more people in this test than a list holds.
		query: ({ personId }) => `?find=${personId}`,
		tells: has('people', ofPerson)
	},
	createPerson: {
		body: ({ id }) => ({ email: `${id}@new.example`, name: 'New' }),
		done: ({ id, isThere }) => isThere('SELECT 1 FROM people WHERE email = ?', `${id}@new.example`),
		isAreaFree: true
	},
	renamePerson: {
		path: ofPerson,
		body: ({ id }) => ({ name: id }),
		done: ({ id, isThere }) => isThere('SELECT 1 FROM people WHERE name = ?', id)
	},
	giveGrant: {
		path: ({ stranger }) => ({ personId: stranger }),
		body: ({ area }) => ({ role: 'volunteer', areaId: area }),
		done: ({ stranger, isThere }) => isThere('SELECT 1 FROM grants WHERE personId = ?', stranger)
	},
	endGrant: {
		path: ({ grantId }) => ({ grantId }),
		done: ({ grantId, isThere }) =>
			isThere('SELECT 1 FROM grants WHERE grantId = ? AND endsAt > 0', grantId)
	},
	giveTraining: {
		path: ofPerson,
		body: () => ({
			...{ kind: 'service', validUntil: new Date(Date.now() + 9e8).toISOString() }
		}),
		done: ({ personId, isThere }) =>
			isThere(`SELECT 1 FROM trainings WHERE personId = ? AND givenBy <> 'user:x'`, personId)
	},
	endTraining: {
		path: ({ trainingId }) => ({ trainingId }),
		done: ({ trainingId, isThere }) =>
			isThere(`SELECT 1 FROM trainings WHERE trainingId = ? AND endedBy <> ''`, trainingId)
	},
	makeLink: {
		path: ofPerson,
		done: ({ personId, isThere }) =>
			isThere('SELECT 1 FROM signInCodes WHERE personId = ?', personId)
	},
	listPersonDevices: { path: ofPerson },
	revokePersonDevice: {
		path: ({ personId, deviceId }) => ({ personId, deviceId }),
		done: ({ deviceId, isThere }) =>
			isThere('SELECT 1 FROM devices WHERE id = ? AND revokedAt > 0', deviceId)
	},
	listAreas: { tells: has('areas', ({ area }) => ({ areaId: area })) },
	createArea: {
		body: ({ id }) => ({ name: id }),
		done: ({ id, isThere }) => isThere('SELECT 1 FROM areas WHERE name = ?', id)
	},
	changeArea: {
		given: ({ id }) => {
			duty.store.run(
				'INSERT INTO areas (areaId, name, createdAt) VALUES (?, ?, 0)',
				...[id, `area ${id}`]
			);
		},
		path: ({ id }) => ({ areaId: id }),
		body: ({ machine: { machineId } }) => ({ machineIds: [machineId] }),
		done: ({ id, isThere }) => isThere('SELECT 1 FROM areaMachines WHERE areaId = ?', id)
	},
	readAudit: {},
	listQuarantine: {},
	decideQuarantine: {
		given: ({ id, machine: { machineId } }) => {
			duty.store.run(
				`INSERT INTO quarantine (quarantineId, origin, epoch, seq, eventId, machineId, code, reason, contentHash, body, recordedAt, keepUntil)
				VALUES (?, 'm1', 'e', 1, ?, ?, 'malformed', '', '', '{}', 1, 9e12)`,
				...[id, id, machineId]
			);
		},
		path: ({ id }) => ({ quarantineId: id }),
		body: () => ({ decision: 'dismiss' }),
		done: ({ id, isThere }) =>
			isThere(`SELECT 1 FROM quarantine WHERE quarantineId = ? AND decision <> ''`, id)
	}
};

const forPeople = ROUTES.filter(({ caller }) => caller === 'person' || caller === 'either');
const factOf = ({ id }: Route): SingleFactType | null =>
	id === 'sendPersonFacts' ? 'donate' : id in FACTS ? (id as SingleFactType) : null;

/** How far somebody reaches there, by the table alone. */
function reachOf(route: Route, caller: Caller): Reach {
	const type = factOf(route);
	const row = type === null ? MAY[route.id as RouteOfPeople] : MAY_TELL[type];
	return row[caller === 'expired' ? 'public' : (caller as Level)];
}

async function asked(route: Route, caller: Caller, place: Place) {
	const probe = PROBES[route.id as RouteOfPeople];
	const target = new Target(place);
	probe?.given?.(target, caller);
	const ids = probe?.path?.(target, caller) ?? {};
	const filled = route.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? newId());
	const path = `${filled}${(await probe?.query?.(target, caller)) ?? ''}`;
	const example = probe === undefined ? route.body?.example : undefined;
	const body = (await probe?.body?.(target, caller)) ?? example ?? (route.body ? {} : undefined);
	const token = tokens[caller];
	const before = target.one('SELECT COALESCE(MAX(auditNo), 0) AS last FROM audit')?.['last'];
	const answer =
		route.id === 'syncHints'
			? await beginOf(path, token)
			: await call(ledger.server, route.method, path, { token, body });
	return {
		...{ probe, target, answer },
		isDone: () => probe?.done?.(target, caller) ?? false,
		isAudited: () =>
			target.isThere(
				'SELECT 1 FROM audit WHERE auditNo > ? AND actor = ?',
				...[Number(before), `person:${people[caller] ?? ''}`]
			)
	};
}

/** What a stream begins with: it is not read to its end. */
async function beginOf(path: string, token = ''): Promise<Answer> {
	const response = await fetch(ledger.server.url + path, { headers: { authorization: token } });
	const { status, headers } = response;
	if (status !== 200) {
		const text = await response.text();
		return { status, headers, text, ms: 0, body: JSON.parse(text) };
	}
	await response.body?.cancel();
	return { status, headers, text: '', ms: 0, body: {} };
}

const codeOf = ({ body }: Answer): string | undefined => body?.code ?? body?.data?.request?.code;

describe.each(forPeople.map((route) => [`${route.method} ${route.path}`, route] as const))(
	'%s',
	(_, route) => {
		const isFact = factOf(route) !== null;
		const isProbed = route.id in PROBES;

		test.each(SHUT_OUT)('%s gets nowhere', async (caller) => {
			for (const place of PLACES) {
				const { answer, isDone, target } = await asked(route, caller, place);
				const said = [answer.status, codeOf(answer)];
				if (caller === 'nobody') expect(said).toEqual([401, undefined]);
				else if (caller === 'revoked') {
					const isOutbox = route.revokedToo === true;
					expect(said[0]).toBe(isOutbox ? 200 : 403);
					const code = isOutbox ? answer.body.results[0].code : said[1];
					expect(code).toBe('device_revoked');
				} else if (route.caller === 'either' && !isFact) {
					// A machine reads of itself alone.
					expect(said).toEqual([200, undefined]);
					const told = PROBES[route.id as RouteOfPeople]?.tells?.(answer, target);
					if (told !== undefined) expect(told).toBe(place === 'north');
					continue;
				} else if (route.caller === 'either') {
					// A machine, about itself: of another it may tell nothing.
					expect(said).toEqual(place === 'north' ? [200, said[1]] : [403, 'other_machine']);
					expect(isStored(target)).toBe(place === 'north');
					continue;
				} else expect(said).toEqual([403, undefined]);
				expect(isDone()).toBe(false);
			}
		});

		test.each([...LEVELS, 'expired'] as const)('%s, as the table says', async (caller) => {
			const reach = reachOf(route, caller);
			for (const place of PLACES) {
				const { probe, answer, target, isDone, isAudited } = await asked(route, caller, place);
				const about = [caller, place, reach, answer.status, answer.text];
				const isWithin =
					reach === 'everywhere' ||
					reach === 'own' ||
					(reach === 'area' && (place === 'north' || probe?.isAreaFree === true));
				if (probe?.tells && reach !== 'none') {
					expect([...about, answer.status]).toEqual([...about, 200]);
					expect([...about, probe.tells(answer, target)]).toEqual([...about, isWithin]);
				} else if (isWithin) {
					// Without a probe what is sent makes no sense; it is not the role that is refused.
					const isShutOut = ['role_may_not', 'device_revoked'].includes(codeOf(answer) ?? '');
					const isLetIn = isProbed ? answer.status < 300 : answer.status !== 401 && !isShutOut;
					expect([...about, isLetIn]).toEqual([...about, true]);
					if (probe?.done) expect([...about, isDone()]).toEqual([...about, true]);
					// Whatever changes people, roles, machines or texts says who did it; facts are the ledger's.
					if (probe?.done && !isFact) expect([...about, isAudited()]).toEqual([...about, true]);
				} else {
					const isBatch = route.id === 'sendPersonFacts';
					expect([...about, answer.status]).toEqual([...about, isBatch ? 200 : 403]);
					const code = isBatch ? answer.body.results[0].code : codeOf(answer);
					expect([...about, code]).toEqual([...about, 'role_may_not']);
					const hasNoDeed = ['listPersonDevices', 'readAudit', 'listQuarantine'];
					if (!hasNoDeed.includes(route.id))
						expect([...about, isDone()]).toEqual([...about, false]);
					if (!isBatch) expect(answer.body.ask).toContain('Ada');
					if (!isFact) {
						expect(answer.text).not.toContain(`Name of ${target.personId}`);
						expect(answer.text).not.toContain(target.deviceId);
					}
				}
			}
		});
	}
);

test('every route has a probe of its own, and what changes something one that sees it', () => {
	expect(forPeople.filter(({ id }) => !(id in PROBES)).map(({ id }) => id)).toEqual([]);
	const blind = forPeople.filter(
		({ id, method }) => method !== 'GET' && !PROBES[id as RouteOfPeople]?.done
	);
	// It makes a challenge, which is kept nowhere.
	expect(blind.map(({ id }) => id)).toEqual(['beginPasskey']);
});

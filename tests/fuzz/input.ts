import { MAX_BATCH_BYTES } from '../../src/domain/shapes/batch.ts';
import { FACTS } from '../../src/domain/shapes/fact.ts';
import { donation, type Machine } from '../support/api.ts';
import { Chance } from './chance.ts';
import { valid } from './from-shape.ts';
import { mutated, PROTOTYPE_NAMES, TEXTS, weird } from './mutate.ts';
import { BODIES, EVENTS, OTHERS, OWN, PERSON_EVENTS, routesOf, type Route } from './routes.ts';
import { spoiled } from './spoil.ts';

/** Who sends, and what they own. */
export type Cast = {
	readonly machines: readonly Machine[];
	/** A volunteer’s. */
	readonly personToken: string;
	readonly personId: string;
	readonly operatorToken: string;
	/** Codes that a machine may register with, each once. */
	readonly codes: readonly string[];
};

/** One request, and what must come of it. */
export type Input = {
	readonly label: string;
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | Buffer | null;
	/** Whose token it carries, where it is a machine's own. */
	readonly sender: Machine | null;
	/** The elements of a batch whose frame is sound: all are answered, the last one is accepted. */
	readonly events: readonly unknown[] | null;
	/** It is sent a second time, and nothing may happen. */
	readonly twice: boolean;
};

const ROUTES = routesOf();

/** The input of this number; the same for the same seed and cast. */
export function inputOf(seed: string, number: number, cast: Cast): Input {
	const chance = new Chance(`${seed}:${number}`);
	const kind = chance.next();
	if (kind < 0.4) return batch(chance, cast);
	if (kind < 0.85) return onRoute(chance, cast, chance.one(ROUTES));
	return onRoute(chance, cast, chance.one([...ROUTES, ...OTHERS]), true);
}

/** Facts that are mostly wrong, and one that is right. */
function batch(chance: Chance, cast: Cast): Input {
	const sender = chance.one(cast.machines);
	const epoch = chance.id();
	const events: unknown[] = [];
	for (let seq = chance.integer(1, 5); seq > 0; seq--) {
		const fact = factOf(chance, epoch, seq);
		events.push(chance.happens(0.85) ? mutated(fact, chance) : fact);
	}
	if (chance.happens(0.1)) events.push(structuredClone(chance.one(events)));
	if (chance.happens(0.1)) events.push(weird(chance));
	events.push(good(chance, epoch));
	const frame = { bootId: chance.id(), sentUptimeMs: chance.integer(0, 1e9) };
	const body = JSON.stringify({ events, ...(chance.happens(0.5) ? frame : {}) });
	return {
		...{ label: 'a batch with a good neighbour', method: 'POST', path: EVENTS, body, sender },
		headers: { 'content-type': 'application/json', authorization: sender.token },
		events: JSON.parse(body).events,
		twice: chance.happens(0.3)
	};
}

/** Far from the seqs of the others, and about a lot of its own: nothing of theirs may touch it. */
function good(chance: Chance, epoch: string): Record<string, unknown> {
	const envelope = {
		eventId: chance.id(),
		epoch,
		seq: 777,
		occurredAt: '2026-11-23T18:00:00.000Z'
	};
	return { type: 'donate', ...donation({ lotId: chance.id() }, envelope) };
}

function factOf(chance: Chance, epoch: string, seq: number): Record<string, unknown> {
	const type = chance.one(Object.keys(FACTS)) as keyof typeof FACTS;
	const fact = valid(FACTS[type], chance) as Record<string, unknown>;
	return { ...fact, type, epoch, seq, ...(chance.happens(0.8) ? { v: 1 } : {}) };
}

function onRoute(chance: Chance, cast: Cast, route: Route, odd = false): Input {
	const sender = chance.happens(0.85) ? chance.one(cast.machines) : null;
	const headers: Record<string, string> = {};
	if (sender) headers['authorization'] = tokenFor(route, sender, cast, chance);
	const path = pathOf(about(route, cast, chance), chance);
	const method = odd
		? chance.one(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PURGE'])
		: route.method;
	if (odd || chance.happens(0.15)) oddHeaders(headers, chance);
	const common = { method, path, sender, events: null, twice: false };
	if (route.method === 'GET' && !odd) {
		return { ...common, label: 'a query', headers, body: null };
	}
	const value = bodyFor(route.path, chance, cast);
	const wrong = chance.happens(0.75) ? mutated(value, chance) : value;
	const json = JSON.stringify(wrong);
	headers['content-type'] ??= 'application/json';
	if (chance.happens(0.35)) {
		const { body, how } = spoiled(json, chance);
		return { ...common, label: `a body with ${how}`, headers, body };
	}
	return { ...common, label: 'a body', headers, body: json };
}

/** Half of the time a path names a person that there is. */
const about = (route: Route, { personId }: Cast, chance: Chance): Route =>
	chance.happens(0.5) ? { ...route, path: route.path.replace('{personId}', personId) } : route;

function tokenFor({ path }: Route, sender: Machine, cast: Cast, chance: Chance): string {
	const right = path.startsWith('/api/operator/')
		? cast.operatorToken
		: /^\/api\/(people|volunteer)\//.test(path)
			? cast.personToken
			: sender.token;
	if (chance.happens(0.8)) return right;
	const [head = '', claims = ''] = right.split('.');
	return chance.one([
		...['x', 'null', 'a.b.c', 'x'.repeat(6_000), `Bearer ${right}`, `${right}x`, right.slice(1)],
		...[`${head}.${claims}.`, 'eyJhbGciOiJub25lIn0.e30.', cast.personToken, sender.secret]
	]);
}

function bodyFor(path: string, chance: Chance, cast: Cast): unknown {
	if (path === EVENTS || path === PERSON_EVENTS) {
		const epoch = chance.id();
		const about = () =>
			path === EVENTS
				? {}
				: { machineId: chance.one([...cast.machines, { machineId: 9_999 }]).machineId };
		const events = Array.from({ length: chance.integer(0, 3) }, (_, i) => ({
			...factOf(chance, epoch, i + 1),
			...about()
		}));
		return { events, sentAt: '2026-11-23T18:00:00Z', sentUptimeMs: 5, bootId: chance.id() };
	}
	const shape = BODIES[path];
	if (!shape) return { [chance.id()]: weird(chance), machineId: 1 };
	const body = valid(shape, chance) as Record<string, unknown>;
	const own = OWN[path];
	if (own)
		return { ...body, seq: chance.integer(1, 3), sentUptimeMs: chance.one([5, -1, 1e300, 'x']) };
	if ('enrolmentCode' in body && chance.happens(0.5))
		body['enrolmentCode'] = chance.one(cast.codes);
	return body;
}

function pathOf({ path }: Route, chance: Chance): string {
	const segment = () =>
		encodeURIComponent(wellFormed(chance.one([...TEXTS, '7', '07', '-1', '..', '1e3'])));
	const filled = path.replace(/\{[^}]+\}/g, () => chance.one(['7', '%00', '%ff', segment()]));
	const whole = chance.happens(0.05)
		? filled + chance.one(['/', '//', '/..', '/%2e%2e', '%00', '%'])
		: filled;
	if (chance.happens(0.3)) return whole;
	const names = [
		'lat',
		'lon',
		'limit',
		'radiusKm',
		'has',
		'storage',
		'diet',
		'excludeAllergens',
		'openAt'
	];
	const usual: Record<string, readonly string[]> = {
		lat: ['52.52', '-90', '90', '0'],
		lon: ['13.405', '180', '-180'],
		limit: ['1', '200', '20'],
		radiusKm: ['0.001', '20100', '25'],
		has: ['food', 'space', 'food,space'],
		storage: ['chilled', 'ambient,frozen'],
		diet: ['vegan', 'halal,kosher'],
		excludeAllergens: ['milk', 'nuts,peanuts,sesame'],
		openAt: ['2026-11-23T18:00:00Z']
	};
	const pairs: string[] = [];
	for (const name of names) {
		const isNeeded = name === 'lat' || name === 'lon';
		if (!chance.happens(isNeeded ? 0.95 : 0.3)) continue;
		const good = chance.one(usual[name] ?? ['']);
		pairs.push(`${name}=${chance.happens(isNeeded ? 0.85 : 0.6) ? good : queryValue(chance)}`);
	}
	if (chance.happens(0.15)) {
		pairs.push(
			chance.one(['lat', 'lat[]=1', '=', '&', 'a=%', '%zz=1', ';', `x=${'y'.repeat(7_000)}`])
		);
		pairs.push(`${chance.one(PROTOTYPE_NAMES)}=${queryValue(chance)}`);
	}
	return `${whole}?${pairs.join('&')}`;
}

function queryValue(chance: Chance): string {
	const numbers = [
		'NaN',
		'Infinity',
		'1e2',
		'0x10',
		'--1',
		'90.0000001',
		'-181',
		'1,5',
		'+5',
		'1'.repeat(400)
	];
	return chance.one([
		...['', '%', '%zz', '%00', '%ff%fe', '%ed%a0%80', '%F0%9F%8D%8E', ',', 'food,,', 'food,food'],
		...numbers,
		encodeURIComponent(wellFormed(chance.one(TEXTS)).slice(0, 500))
	]);
}

/** A lone surrogate has no percent-encoding. */
const wellFormed = (text: string): string => text.replace(/[\ud800-\udfff]/g, '\ufffd');

function oddHeaders(headers: Record<string, string>, chance: Chance): void {
	const odd: [string, readonly string[]][] = [
		[
			'content-type',
			[
				'',
				'text/plain',
				'application/json; charset=utf-16',
				'multipart/form-data',
				';;;',
				'application/xml'
			]
		],
		['content-encoding', ['gzip', 'br', 'x']],
		['accept', ['text/html', '*/*;q=0', 'x'.repeat(3_000)]],
		['accept-encoding', ['gzip;q=x', 'br, gzip', 'identity;q=0']],
		['if-none-match', ['*', '"', 'W/"x', '"a", "b"', 'x'.repeat(5_000)]],
		['if-modified-since', ['yesterday']],
		['range', ['bytes=0-', 'bytes=-1', 'bytes=9-1', 'x']],
		['x-request-id', ['x', '\u00e9'.repeat(15), 'x'.repeat(5_000)]],
		['x-forwarded-for', ["1'; --", '::1', '127.0.0.1, x']],
		['cookie', ['a=b; pb_auth=%7B%7D', '=']],
		['origin', ['null', 'https://elsewhere.example']],
		['host', ['elsewhere.example', 'x:99999']]
	];
	for (let i = chance.integer(1, 3); i > 0; i--) {
		const [name, values] = chance.one(odd);
		headers[name] = chance.one(values);
	}
}

/** Whether the whole batch may be refused: a frame that nobody reads, or facts of two epochs. */
export function mayRefuseWhole({ body, events }: Input): boolean {
	const text = String(body);
	const epochs = new Set((events ?? []).flatMap((event) => epochOf(event) ?? []));
	return (
		Buffer.byteLength(text) > MAX_BATCH_BYTES ||
		(events ?? []).length > 100 ||
		epochs.size > 1 ||
		/\d{16}/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '""')) ||
		depthOf(JSON.parse(text)) > 64
	);
}

/** The epoch of an element whose identity is valid [M12]. */
function epochOf(event: unknown): string | null {
	const { eventId, epoch, seq } = (event ?? {}) as Record<string, unknown>;
	const isId = (id: unknown): id is string => typeof id === 'string' && /^[a-z0-9]{15}$/.test(id);
	return isId(eventId) && isId(epoch) && Number.isSafeInteger(seq) && Number(seq) > 0
		? epoch
		: null;
}

function depthOf(value: unknown): number {
	if (typeof value !== 'object' || value === null) return 0;
	return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

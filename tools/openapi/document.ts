// The OpenAPI document, from the table of routes and the shapes of src/domain.
import { readFileSync } from 'node:fs';
import type * as v from 'valibot';
import { MAY, type Row } from '../../src/domain/access-table.ts';
import { CODES } from '../../src/domain/api/codes.ts';
import { FIELDS } from '../../src/domain/api/fields.ts';
import { SHAPES } from '../../src/domain/api/named.ts';
import {
	GROUPS,
	type Caller,
	type HeaderName,
	type Reply,
	type Route
} from '../../src/domain/api/route.ts';
import { ROUTES } from '../../src/domain/api/routes.ts';
import { FACTS } from '../../src/domain/shapes/fact.ts';
import { snake } from '../../src/domain/shapes/error.ts';
import { QUARANTINE_CODES } from '../../src/domain/shapes/fact-codes.ts';
import type { SingleFactType } from '../../src/domain/shapes/words.ts';
import { componentSchemas, parametersOf, type Schema } from './schemas.ts';

const { version } = JSON.parse(
	readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
) as { version: string };

const ABOUT = `Between food machines and their network. Unknown fields of a request are ignored; ignore those of an answer that you do not know, for shapes grow. A client reads an error by its status and the codes in \`data\`, never by its message. Every answer carries \`X-Request-Id\`: name it when you ask for help.`;

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** The document, as far as programs of ours read it. */
export type Specification = Schema & {
	readonly info: Schema & { readonly version: string; readonly description: string };
	readonly paths: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
	readonly components: Schema & {
		readonly schemas: Readonly<Record<string, Schema>>;
		readonly responses: Readonly<Record<string, Schema>>;
	};
};

/** The whole document. The same sources always give the same one. */
export function openapi(): Specification {
	return {
		openapi: '3.1.0',
		info: {
			title: 'Exes',
			version,
			summary: 'The API of a network of public food machines.',
			description: ABOUT,
			license: { name: 'MIT', identifier: 'MIT' }
		},
		servers: [{ url: '/' }],
		tags: Object.entries(GROUPS).map(([name, description]) => ({ name, description })),
		paths: pathsOf(ROUTES),
		components: {
			schemas: componentSchemas(),
			headers: HEADERS,
			responses: Object.fromEntries(
				Object.entries(SHARED).map(([name, [status, codes]]) => [name, refusal(status, codes)])
			),
			securitySchemes: {
				machine: token('The token of `POST /api/machine/auth`, bare.'),
				person: token('The token of `POST /api/people/sign-in`, bare.')
			}
		}
	};
}

/** A path may take more than one method. */
function pathsOf(routes: readonly Route[]): Record<string, Record<string, Schema>> {
	const paths: Record<string, Record<string, Schema>> = {};
	for (const route of routes) {
		(paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
	}
	return paths;
}

/** The parts of a path in braces. */
const idsIn = (path: string): Schema[] =>
	[...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => ({
		name,
		in: 'path',
		required: true,
		description: FIELDS[name],
		schema: { type: 'string' }
	}));

const token = (description: string): Schema => ({
	type: 'apiKey',
	in: 'header',
	name: 'Authorization',
	description
});

const HEADERS: Record<HeaderName, Schema> = {
	ETag: {
		description: 'Names this version: send it as `If-None-Match`.',
		required: true,
		schema: { type: 'string' }
	},
	'Cache-Control': {
		description: 'Who may keep the answer, and how long.',
		required: true,
		schema: { type: 'string' }
	},
	'Retry-After': {
		description: 'Seconds until it is worth asking again.',
		required: true,
		schema: { type: 'integer', minimum: 1 }
	}
};

const SECURITY: Record<Caller, readonly Schema[]> = {
	anyone: [],
	machine: [{ machine: [] }],
	person: [{ person: [] }],
	either: [{ machine: [] }, { person: [] }]
};

function operation(route: Route): Schema {
	const { id, path, group, caller, summary, says, rules, body, query } = route;
	const parameters = [...idsIn(path), ...(query ? parametersOf(query) : [])];
	const cited = rules.length === 0 ? '' : `Rules: ${rules.join(', ')}.`;
	const limited = body ? `At most ${body.limit} bytes.` : '';
	return {
		operationId: id,
		tags: [group],
		summary,
		description: [says, limited, cited].filter(Boolean).join(' ') || summary,
		security: SECURITY[caller],
		...(parameters.length > 0 ? { parameters } : {}),
		...(body
			? {
					requestBody: {
						required: true,
						content: { 'application/json': { schema: ref(body.shape), example: body.example } }
					}
				}
			: {}),
		responses: {
			...Object.fromEntries(route.replies.map((reply) => [reply.status, replied(reply)])),
			...Object.fromEntries(
				Object.entries(refusalsOf(route)).map(([status, codes]) => [
					status,
					refused(Number(status), codes, route)
				])
			)
		}
	};
}

function replied({ says, shape, media, headers = [], example }: Reply): Schema {
	return {
		description: says,
		...(headers.length > 0 ? { headers: headersOf(headers) } : {}),
		...(shape ? { content: { 'application/json': { schema: ref(shape), example } } } : {}),
		...(media ? { content: { [media]: {} } } : {})
	};
}

const headersOf = (names: readonly HeaderName[]): Schema =>
	Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Whether somebody who is signed in may be refused for their role, and is told whom to ask. */
const isForRoles = ({ id, caller }: Route): boolean =>
	(caller === 'person' || caller === 'either') &&
	(MAY as Record<string, Row>)[id]?.public === 'none';

/** Every status of an error with the codes it may carry; without codes its `data` is empty. */
export function refusalsOf(route: Route): Record<number, string[]> {
	const all: Record<number, string[]> = { 429: [], 503: ['database_away'] };
	const add = (status: number, ...codes: string[]) => {
		all[status] = [...new Set([...(all[status] ?? []), ...codes])];
	};
	if (route.native !== true) add(503, 'busy');
	if (route.caller !== 'anyone') {
		add(401);
		add(403);
	}
	if (route.caller === 'person' && route.revokedToo !== true) add(403, 'device_revoked');
	if (isForRoles(route)) add(403, 'role_may_not');
	if (route.body) {
		add(400, 'invalid_json', ...fieldCodes(route));
		add(413, 'too_large');
		add(415, 'unsupported_media_type');
	}
	if (route.query) add(400, ...fieldCodes(route));
	for (const [status, codes] of Object.entries(route.refuses ?? {})) add(Number(status), ...codes);
	return all;
}

/** `invalid_` and the name of every field that the server checks of what is sent there [M21]. */
function fieldCodes({ id, body, query, refusesFact }: Route): string[] {
	const name = query ?? body?.shape ?? '';
	const shape = refusesFact === true ? FACTS[id as SingleFactType] : SHAPES[name as 'Batch'];
	return [...new Set([...fieldNames(shape), 'body'])].map((field) => `invalid_${snake(field)}`);
}

type Walked = {
	readonly entries?: Record<string, v.GenericSchema>;
	readonly item?: v.GenericSchema;
	readonly wrapped?: v.GenericSchema;
};

function fieldNames(shape: v.GenericSchema): string[] {
	const { entries = {}, item, wrapped } = shape as unknown as Walked;
	return [
		...Object.entries(entries).flatMap(([name, inner]) => [name, ...fieldNames(inner)]),
		...(item ? fieldNames(item) : []),
		...(wrapped ? fieldNames(wrapped) : [])
	];
}

/** Refusals that many routes have in common, by the name of their response. */
const SHARED: Readonly<Record<string, readonly [status: number, codes: readonly string[]]>> = {
	SignedOut: [401, []],
	TooLarge: [413, ['too_large']],
	WrongMediaType: [415, ['unsupported_media_type']],
	TooMany: [429, []],
	Away: [503, ['database_away']],
	BusyOrAway: [503, ['database_away', 'busy']]
};

function refused(status: number, codes: readonly string[], route: Route): Schema {
	const shared = Object.entries(SHARED).find(
		([, [one, known]]) => one === status && known.join() === codes.join()
	);
	return shared ? { $ref: `#/components/responses/${shared[0]}` } : refusal(status, codes, route);
}

function refusal(status: number, codes: readonly string[], route?: Route): Schema {
	const plain = {
		allOf: [ref('Error'), { properties: { status: { const: status }, data: dataOf(codes) } }]
	};
	const facts = codes.filter((code) => (QUARANTINE_CODES as readonly string[]).includes(code));
	const quarantined = {
		allOf: [
			ref('RefusedFact'),
			{ properties: { status: { const: status }, data: dataOf(codes), code: { enum: facts } } }
		]
	};
	const mayNot = {
		allOf: [ref('MayNot'), { properties: { status: { const: status }, data: dataOf(codes) } }]
	};
	if (status === 403 && route && isForRoles(route)) {
		return {
			description: meaning(status, codes, route.caller),
			content: { 'application/json': { schema: { anyOf: [plain, mayNot] } } }
		};
	}
	const schema =
		route?.refusesFact !== true || facts.length === 0
			? plain
			: status === 422
				? quarantined
				: { anyOf: [plain, quarantined] };
	return {
		description: meaning(status, codes, route?.caller ?? 'anyone'),
		...(status === 429 || status === 503 ? { headers: headersOf(['Retry-After']) } : {}),
		content: { 'application/json': { schema } }
	};
}

/** PocketBase’s own errors have no codes at all: clients judge them by their status [M20]. */
const dataOf = (codes: readonly string[]): Schema =>
	codes.length === 0
		? { maxProperties: 0 }
		: { additionalProperties: { properties: { code: { enum: codes } } } };

const PLAIN: Readonly<Record<number, string>> = {
	400: 'Some fields are not as they should be: `data` names every one.',
	401: 'The token is missing, wrong, or over.',
	429: 'Too many requests.'
};

function meaning(status: number, codes: readonly string[], caller: Caller): string {
	const other = status === 403 && caller !== 'anyone' ? 'The token is another role’s.' : '';
	const known = codes.flatMap((code) => (CODES[code] ? [`\`${code}\`: ${CODES[code].means}`] : []));
	return [PLAIN[status], other, ...known].filter(Boolean).join(' ');
}

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openapi, type Specification } from '../../tools/openapi/document.ts';
import type { Schema } from '../../tools/openapi/schemas.ts';

/** An answer as it came, whoever asked. */
export type Answered = {
	readonly method: string;
	readonly path: string;
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
};

/** The server has answered what docs/openapi.yaml does not know. */
export class ContractError extends Error {
	override readonly name = 'ContractError';
}

/** @throws {ContractError} */
export function holdToContract(answer: Answered): void {
	const broken = breaches(answer);
	if (broken.length === 0) return;
	const { method, path, status, text } = answer;
	throw new ContractError(
		`${method} ${path} answered ${status}, not as docs/openapi.yaml says (CONTRIBUTING, "Adding an endpoint"):\n${broken.join('\n')}\n${text.slice(0, 2_000)}`
	);
}

/**
 * For a `catch` of a test that cuts connections: a request that failed is null, but an answer that is
 * not as published stays what it is.
 */
export function unlessBroken(error: unknown): null {
	if (error instanceof ContractError) throw error;
	return null;
}

const DOCUMENT = 'openapi';
/** PocketBase's own ways, which are none of our API [O14]. */
const POCKETBASE =
	/^\/api\/(backups|batch|collections|crons|files|health|logs|oauth2-redirect|realtime|settings|sql)(\/|$)/;
/** What our server's middle may answer to a method that a path does not have [M20]. */
const NO_SUCH_WAY = [404, 405];

const document = closed(openapi()) as Specification;
const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
addFormats.default(ajv);
ajv.addSchema(document, DOCUMENT);

/**
 * What of an answer the published specification does not know, in words; empty where it is as
 * promised. The answers are held closed: a field that is not named is a fault of the server, though
 * a client has to bear it.
 */
export function breaches(answer: Answered): string[] {
	const { method, status, headers, text } = answer;
	const path = new URL(answer.path, 'http://server').pathname;
	if (!path.startsWith('/api/') || POCKETBASE.test(path)) return [];
	const operation = operationOf(method, path);
	if (!operation)
		return NO_SUCH_WAY.includes(status) ? bodyFaults(NOTHING, answer) : [unknown(answer)];

	const responses = operation['responses'] as Record<string, Schema>;
	const response = dereferenced(responses[status]);
	if (!response) return [`${status} is none of ${Object.keys(responses).join(', ')}`];
	const faults = Object.keys(response['headers'] ?? {}).filter((name) => !headers.has(name));
	const missing = faults.map((name) => `the header ${name} is missing`);
	const content = response['content'] as Record<string, Schema> | undefined;
	if (!content) return text === '' ? missing : [...missing, 'it has a body'];
	const media = mediaOf(headers);
	const described = content[media];
	if (!described) return [...missing, `${media} is not ${Object.keys(content).join(', ')}`];
	return [
		...missing,
		...(described['schema'] ? bodyFaults(described['schema'] as Schema, answer) : [])
	];
}

/** The operation of a path as it was asked: `/x/{id}` is that of `/x/7`, but `/x/new` is its own. */
function operationOf(method: string, path: string): Schema | undefined {
	const verb = method.toLowerCase();
	const exact = document.paths[path];
	if (exact) return exact[verb];
	const asked = path.split('/');
	const [, found] =
		Object.entries(document.paths).find(([template, operations]) => {
			const parts = template.split('/');
			return (
				operations[verb] !== undefined &&
				parts.length === asked.length &&
				parts.every((part, i) => part === asked[i] || (part.startsWith('{') && asked[i] !== ''))
			);
		}) ?? [];
	return found?.[verb];
}

/** A path or a method that there is not: an error without any word of ours. */
const NOTHING: Schema = {
	allOf: [
		{ $ref: '#/components/schemas/Error' },
		{ properties: { status: { enum: NO_SUCH_WAY }, data: { maxProperties: 0 } } }
	]
};

const unknown = ({ method, path, status }: Answered): string =>
	`${method} ${path} is in no table of routes (src/domain/api/routes.ts), and answers ${status}`;

function bodyFaults(schema: Schema, { headers, text }: Answered): string[] {
	if (mediaOf(headers) !== 'application/json') return [`it is no JSON but ${mediaOf(headers)}`];
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		return ['its body is no JSON'];
	}
	const validate = validatorOf(schema);
	if (validate(body)) return [];
	return (validate.errors ?? []).map(
		({ instancePath, message, params }) =>
			`${instancePath || 'the body'} ${message ?? ''} ${JSON.stringify(params)}`
	);
}

const mediaOf = (headers: Headers): string =>
	(headers.get('content-type') ?? 'nothing').split(';')[0]?.trim() ?? '';

const validators = new Map<Schema, ValidateFunction>();

function validatorOf(schema: Schema): ValidateFunction {
	const known = validators.get(schema);
	if (known) return known;
	const made = ajv.compile(
		JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${DOCUMENT}#/`)) as Schema
	);
	validators.set(schema, made);
	return made;
}

function dereferenced(response: Schema | undefined): Schema | undefined {
	const name = (response?.['$ref'] as string | undefined)?.split('/').at(-1);
	return name === undefined ? response : document.components.responses[name];
}

/** The schema with no room for fields that it does not name. */
function closed(schema: Schema): Schema {
	const shut: Schema = Object.fromEntries(
		Object.entries(schema).map(([keyword, value]) => [keyword, closedValue(value)])
	);
	const isOpen = schema['type'] === 'object' && schema['additionalProperties'] === undefined;
	return isOpen && schema['properties'] ? { ...shut, additionalProperties: false } : shut;
}

function closedValue(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(closedValue);
	return typeof value === 'object' && value !== null ? closed(value as Schema) : value;
}

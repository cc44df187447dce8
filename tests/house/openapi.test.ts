import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { runInNewContext } from 'node:vm';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { CODES } from '../../src/domain/api/codes.ts';
import { SHAPES } from '../../src/domain/api/named.ts';
import { ROUTES } from '../../src/domain/api/routes.ts';
import { FACTS } from '../../src/domain/shapes/fact.ts';
import { QUARANTINE_CODES, WARNING_CODES } from '../../src/domain/shapes/fact-codes.ts';
import { committed } from '../../tools/openapi/committed.ts';
import { openapi, refusalsOf } from '../../tools/openapi/document.ts';
import { toYaml } from '../../tools/openapi/yaml.ts';
import { built } from '../support/build.ts';

const ROOT = join(import.meta.dirname, '../..');
const document = openapi();

test('what is committed of the specification is what the shapes and routes give: npm run openapi', async () => {
	for (const [file, made] of await committed()) {
		const kept = readFileSync(file, 'utf8');
		expect(kept === made, `${fileURLToPath(file)} is old: run npm run openapi`).toBe(true);
	}
});

test('it is sound OpenAPI 3.1, says another program', async () => {
	const config = await createConfig({
		extends: ['recommended'],
		rules: {
			'no-server-example.com': 'off',
			'operation-4xx-response': 'off',
			'info-license-url': 'off',
			'no-invalid-media-type-examples': 'error',
			'no-unused-components': 'off' // Fact and RefusedFact are named by text alone in places
		}
	});
	const problems = await lintFromString({ source: toYaml(document), config });
	const told = problems.map(({ ruleId, message, location }) => [
		...[ruleId, message, location[0]?.pointer]
	]);
	expect(told).toEqual([]);
	const broken = toYaml({ ...document, paths: { '/x': { get: { responses: 7 } } } });
	expect(await lintFromString({ source: broken, config })).not.toEqual([]);
});

/** Takes every call and has every property: the commands of the file are none of our concern. */
const anything: object = new Proxy(function () {}, {
	get: () => anything,
	apply: () => anything,
	construct: () => anything
});

describe('the routes', () => {
	type Middleware = { readonly auth?: string; readonly limit?: number };
	const served: { way: string; auth: string; limit: number | undefined }[] = [];

	beforeAll(async () => {
		await built('hooks');
		const source = readFileSync(join(ROOT, 'dist/hooks/main.pb.js'), 'utf8');
		const known = {
			routerAdd(method: string, path: string, _: unknown, ...middlewares: Middleware[]) {
				served.push({
					way: `${method} ${path}`,
					auth: middlewares.find(({ auth }) => auth !== undefined)?.auth ?? 'anyone',
					limit: middlewares.find(({ limit }) => limit !== undefined)?.limit
				});
			},
			$apis: {
				requireAuth: (...auth: string[]) => ({ auth: auth.join() }),
				skipSuccessActivityLog: () => ({}),
				gzip: () => ({})
			},
			$exes: {
				body: (limit: number) => ({ limit }),
				soon: (limit: number) => ({ limit }),
				query: () => ({}),
				limitNearest: () => ({}),
				limitCodes: () => ({})
			},
			Command: anything,
			$app: anything,
			onRecordsListRequest: anything,
			cronAdd: anything
		};
		// The file declares its routes and nothing more: here they are only written down.
		runInNewContext(source, known);

		const go = readFileSync(join(ROOT, 'pocketbase/main.go'), 'utf8');
		for (const [, method = '', path = '', auth = '"anyone"'] of go.matchAll(
			/e\.Router\.(GET|POST|PUT|PATCH|DELETE)\("(\/api\/[^"{]+)".*?(?:RequireAuth\((.*?)\))?\)?$/gm
		)) {
			const whose = auth.replace(/[" ]/g, '');
			served.push({ way: `${method} ${path}`, auth: whose, limit: undefined });
		}
	});

	const CALLERS: Record<string, string> = {
		machines: 'machine',
		devices: 'person',
		'machines,devices': 'either'
	};

	test('of the table are those of the server, with who may and how much: none missing, none more', () => {
		const published = ROUTES.map(({ method, path, caller, body }) => ({
			way: `${method} ${path}`,
			...{ auth: caller, limit: body?.limit }
		}));
		const byWay = (a: { way: string }, b: { way: string }) => (a.way < b.way ? -1 : 1);
		expect(
			served.map((one) => ({ ...one, auth: CALLERS[one.auth] ?? one.auth })).sort(byWay)
		).toEqual(published.sort(byWay));
	});
});

describe('the examples are requests and answers as the server knows them', () => {
	const ajv = new Ajv2020({ strict: false, validateSchema: false });
	addFormats.default(ajv);
	ajv.addSchema(document, 'openapi');
	const shapes: Record<string, v.GenericSchema> = {
		...SHAPES,
		DonateRequest: FACTS.donate,
		CollectRequest: FACTS.collect,
		ExpiredRequest: FACTS.expired,
		AlertRequest: FACTS.alert
	};
	const examples = ROUTES.flatMap(({ id, body, replies }) => [
		...(body ? [[`${id} request`, body.shape, body.example] as const] : []),
		...replies.flatMap(({ status, shape, example }) =>
			shape ? [[`${id} ${status}`, shape, example] as const] : []
		)
	]);

	test.each(examples)('%s', (_, name, example) => {
		const shape = shapes[name]!;
		const parsed = v.safeParse(shape, example);
		expect(parsed.issues?.map(({ message, path }) => [message, path?.at(-1)?.key])).toBeUndefined();
		const validate = ajv.getSchema(`openapi#/components/schemas/${name}`)!;
		expect([validate(example), validate.errors ?? []]).toEqual([true, []]);
	});
});

test('every code that can be answered says what it means and what to do, and none is forgotten', () => {
	const answered = new Set([
		...ROUTES.flatMap((route) => Object.values(refusalsOf(route)).flat()),
		...['duplicate', ...WARNING_CODES, ...QUARANTINE_CODES]
	]);
	const named = [...answered].filter((code) => !code.startsWith('invalid_') || code in CODES);
	expect(Object.keys(CODES).sort()).toEqual(named.sort());
});

test('a check that the specification cannot see is found', async () => {
	const { toJsonSchema } = await import('@valibot/to-json-schema');
	const { conversion, finish } = await import('../../tools/openapi/schemas.ts');
	const even = v.check((n: number) => n % 2 === 0, 'Even.');
	const blind = v.object({ n: v.pipe(v.number(), even) });
	const said = v.object({ n: v.pipe(v.number(), even, v.metadata({ multipleOf: 2 })) });
	expect(() => {
		finish({ ...toJsonSchema(blind, conversion) }, 'Blind');
	}).toThrow(/Blind\.n.*Even/);
	expect(toJsonSchema(said, conversion)).toMatchObject({ properties: { n: { multipleOf: 2 } } });
});

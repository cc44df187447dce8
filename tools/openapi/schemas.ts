// The shapes of src/domain as JSON Schema, 2020-12, as OpenAPI 3.1 writes it.
import { toJsonSchema, toJsonSchemaDefs, type ConversionConfig } from '@valibot/to-json-schema';
import { FIELDS } from '../../src/domain/api/fields.ts';
import { SHAPES, type ShapeName } from '../../src/domain/api/named.ts';
import { ROUTES } from '../../src/domain/api/routes.ts';
import { FACT_TYPES, SINGLE_FACT_TYPES } from '../../src/domain/shapes/words.ts';

export type Schema = Record<string, unknown>;

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const upper = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Where a check has been met, and nothing yet says in JSON Schema what it asks for. */
const UNSAID = 'x-unsaid';

export const conversion: ConversionConfig = {
	target: 'draft-2020-12',
	typeMode: 'input',
	overrideRef: ({ referenceId }) => ref(referenceId)['$ref'] as string,
	overrideAction({ valibotAction, jsonSchema }) {
		const action = valibotAction as {
			type: string;
			message?: unknown;
			paths?: string[][];
			requirement?: RegExp;
		};
		const schema = jsonSchema as Schema;
		switch (action.type) {
			case 'to_lower_case':
			case 'trim':
				return jsonSchema; // a text is bounded as it is once trimmed
			case 'check':
				return { ...schema, [UNSAID]: String(action.message) };
			case 'partial_check': {
				const fields = (action.paths ?? []).map((path) => `\`${path.join('.')}\``).join(', ');
				const sentence = `${fields}: ${String(action.message)}`;
				return { ...schema, description: joined(schema['description'], sentence) };
			}
			case 'regex': {
				const pattern = action.requirement?.source;
				if (schema['pattern'] === pattern) return undefined;
				return { ...schema, allOf: [...((schema['allOf'] ?? []) as Schema[]), { pattern }] };
			}
			case 'metadata': {
				const { [UNSAID]: _, ...said } = schema;
				return said;
			}
			default:
				return undefined;
		}
	}
};

const joined = (...sentences: unknown[]): string =>
	sentences.filter((sentence) => typeof sentence === 'string' && sentence !== '').join(' ');

/** Every named shape, by its name. Throws for a check that the specification would not show. */
export function componentSchemas(): Record<string, Schema> {
	const queries = new Set(ROUTES.map(({ query }) => query));
	const bodies = Object.fromEntries(
		Object.entries(SHAPES).filter(([name]) => !queries.has(name as ShapeName))
	);
	// A copy: what stands in a shape's metadata is not ours to write in.
	const schemas = structuredClone(toJsonSchemaDefs(bodies as never, conversion)) as Record<
		string,
		Schema
	>;
	schemas['Fact'] = {
		oneOf: FACT_TYPES.map((type) => ({
			allOf: [
				ref(upper(type)),
				{ type: 'object', required: ['type'], properties: { type: { const: type } } }
			]
		}))
	};
	for (const type of SINGLE_FACT_TYPES) {
		schemas[`${upper(type)}Request`] = { allOf: [ref(upper(type)), ref('Sending')] };
	}
	for (const [name, schema] of Object.entries(schemas)) {
		if (FIELDS[name] !== undefined) schema['description'] = FIELDS[name];
		finish(schema, name);
	}
	return schemas;
}

/** The parameters of a query, in OpenAPI's words. */
export function parametersOf(name: ShapeName): Schema[] {
	const shape = SHAPES[name as keyof typeof SHAPES];
	const { properties, required } = toJsonSchema(shape, conversion) as Schema;
	return Object.entries(properties as Record<string, Schema>).map(([field, schema]) => {
		if (typeof schema['default'] === 'string' && schema['type'] !== 'string') {
			schema['default'] = Number(schema['default']);
		}
		if (schema[UNSAID] !== undefined) throw unsaid(`${name}.${field}`, schema);
		return {
			name: field,
			in: 'query',
			required: (required as string[]).includes(field),
			description: FIELDS[`${name}.${field}`] ?? FIELDS[field],
			...(schema['type'] === 'array' ? { style: 'form', explode: false } : {}),
			schema
		};
	});
}

/** Says what the fields mean, and that no check is left unsaid. */
export function finish(schema: Schema, shape: string, field = ''): void {
	if (schema[UNSAID] !== undefined)
		throw unsaid(field === '' ? shape : `${shape}.${field}`, schema);
	if (Array.isArray(schema['required']) && schema['required'].length === 0) {
		delete schema['required'];
	}
	for (const [name, property] of Object.entries((schema['properties'] ?? {}) as Schema)) {
		const means = FIELDS[`${shape}.${name}`] ?? FIELDS[name];
		const said = property as Schema;
		if (means !== undefined) {
			said['description'] = joined(means, said['description']);
		}
	}
	for (const [keyword, value] of Object.entries(schema)) {
		if (typeof value !== 'object' || value === null) continue;
		for (const [name, inner] of keyword === 'properties'
			? Object.entries(value as Record<string, Schema>)
			: Array.isArray(value)
				? value.map((one) => [field, one as Schema] as const)
				: [[field, value as Schema] as const]) {
			if (typeof inner === 'object' && keyword !== 'examples') finish(inner, shape, name);
		}
	}
}

const unsaid = (where: string, schema: Schema): Error =>
	new Error(
		`The specification cannot see what a check of ${where} asks for ("${String(schema[UNSAID])}"): put v.metadata({...}) with the words of JSON Schema behind it.`
	);

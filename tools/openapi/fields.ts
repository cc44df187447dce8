// The fields of a shape as rows that people read: name, what it takes, what it means.
import { html, prose, type Html } from './html.ts';
import type { Schema } from './schemas.ts';

type Schemas = Readonly<Record<string, Schema>>;

const nameOf = (schema: Schema): string | undefined =>
	(schema['$ref'] as string | undefined)?.split('/').at(-1);
const listed = (words: readonly unknown[]): Html =>
	html`${words.map((word, i) => html`${i > 0 ? ', ' : ''}<code>${String(word)}</code>`)}`;

export const anchorOf = (shape: string): string => `shape-${shape}`;

/** What a value may be, within which bounds. */
export function takes(schema: Schema): Html {
	const name = nameOf(schema);
	if (name !== undefined) return html`<a href="#${anchorOf(name)}">${name}</a>`;
	const options = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined;
	if (options) {
		return html`${options.map((one, i) => html`${i > 0 ? ' or ' : ''}${takes(one)}`)}`;
	}
	if (schema['const'] !== undefined) return html`<code>${JSON.stringify(schema['const'])}</code>`;
	if (schema['enum']) return html`one of ${listed(schema['enum'] as unknown[])}`;
	switch (schema['type']) {
		case 'integer':
			return html`whole number${range(schema)}`;
		case 'number':
			return html`number${range(schema)}`;
		case 'string':
			return html`text${lengths(schema)}`;
		case 'boolean':
			return html`<code>true</code> or <code>false</code>`;
		case 'null':
			return html`<code>null</code>`;
		case 'array': {
			const [min, max] = [schema['minItems'] as number, schema['maxItems'] as number];
			const count = max ? ` of ${min || 0} to ${max}` : min ? ` of at least ${min}` : '';
			const once = schema['uniqueItems'] ? ', each once' : '';
			return html`list${count}${once}: ${takes((schema['items'] ?? {}) as Schema)}`;
		}
		case 'object':
			return schema['additionalProperties'] ? html`object by name` : html`object`;
		default:
			return html`anything`;
	}
}

function range(schema: Schema): string {
	const min = schema['minimum'] as number | undefined;
	const above = schema['exclusiveMinimum'] as number | undefined;
	const max = schema['maximum'] as number | undefined;
	const from = min === undefined || min < -1e15 ? '' : ` from ${figure(min)}`;
	const start = above === undefined ? from : ` above ${figure(above)}`;
	return `${start}${max === undefined || max > 1e15 ? '' : ` to ${figure(max)}`}`;
}

const figure = (n: number): string => n.toLocaleString('en');

function lengths(schema: Schema): Html {
	const [min, max] = [schema['minLength'] as number, schema['maxLength'] as number];
	const length = max ? ` of ${min || 0} to ${figure(max)} characters` : '';
	const pattern = schema['pattern'] as string | undefined;
	if (schema['format'] === 'date-time') return html` such as <code>2026-11-23T18:00:00Z</code>`;
	if (schema['format'] === 'date') return html` such as <code>2026-11-23</code>`;
	return pattern === undefined || pattern === '\\S'
		? html`${length}`
		: html`${length} like <code>${pattern}</code>`;
}

/** Every field of the shape, those of objects without a name of their own by their path. */
export function fields(schema: Schema, schemas: Schemas): Html {
	const rows = rowsOf(schema, schemas, '');
	const notes = noted(schema, schemas);
	return html`${rows.length > 0 && html`<dl class="fields">${rows}</dl>`}${notes.map(
		(note) => html`<p class="small">${prose(note)}</p>`
	)}`;
}

function rowsOf(schema: Schema, schemas: Schemas, path: string): Html[] {
	const name = nameOf(schema);
	if (name !== undefined) return rowsOf(schemas[name] ?? {}, schemas, path);
	if (schema['allOf'] && !schema['properties']) {
		return (schema['allOf'] as Schema[]).flatMap((part) => rowsOf(part, schemas, path));
	}
	const required = (schema['required'] ?? []) as string[];
	return Object.entries((schema['properties'] ?? {}) as Schemas).flatMap(([field, property]) => {
		const here = `${path}${field}`;
		return [
			html`<div>
				<dt>
					<code>${here}</code>
					${!required.includes(field) && html`<span class="maybe">may be left out</span>`}
				</dt>
				<dd>
					<span class="takes">${takes(property)}</span>
					${
						typeof property['description'] === 'string' &&
						html`<span>${prose(property['description'])}</span>`
					}
				</dd>
			</div>`,
			...inside(property, schemas, here)
		];
	});
}

/** The fields of an object, or of the objects of a list, that stand there without a name. */
function inside(property: Schema, schemas: Schemas, path: string): Html[] {
	if (property['type'] === 'array') {
		return inside((property['items'] ?? {}) as Schema, schemas, `${path}[]`);
	}
	const options = (property['anyOf'] ?? []) as Schema[];
	const object = options.find((one) => one['properties']) ?? property;
	return object['properties'] ? rowsOf(object, schemas, `${path}.`) : [];
}

/** What the fields ask of each other. */
function noted(schema: Schema, schemas: Schemas): string[] {
	const parts = (schema['allOf'] ?? []) as Schema[];
	const own = schema['properties'] ? [schema['description'] as string | undefined] : [];
	return [
		...own,
		...parts.flatMap((part) => {
			const name = nameOf(part);
			return name === undefined ? [] : noted(schemas[name] ?? {}, schemas);
		})
	].filter((note) => note !== undefined);
}

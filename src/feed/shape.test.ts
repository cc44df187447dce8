import { toJsonSchema } from '@valibot/to-json-schema';
import { createHash } from 'node:crypto';
import type { GenericSchema } from 'valibot';
import { expect, test } from 'vitest';
import { RECORDS } from '#domain/shapes/sync.ts';
import { SHAPE } from './feed.ts';

/**
 * The form of all records, by the version under which devices keep them. Devices fetch anew what they
 * kept under another version: whoever changes a record raises `SHAPE` and adds a line, and never changes
 * one that has been shipped.
 */
const DIGESTS: Readonly<Record<number, string>> = {
	1: '036bfed45920d4d0',
	2: 'ecaedeeebe9106af'
};

const formOf = (records: Readonly<Record<string, GenericSchema>>): unknown =>
	Object.entries(records)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, shape]) => [name, sorted(toJsonSchema(shape, { errorMode: 'ignore' }))]);

/** In whatever order fields are declared, and whatever is said of them, it is the same form. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(([key]) => key !== 'description');
	return Object.fromEntries(
		entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, of]) => [key, sorted(of)])
	);
}

const digestOf = (form: unknown): string =>
	createHash('sha256').update(JSON.stringify(form)).digest('hex').slice(0, 16);

test('[S10] the form of a record does not change without another SHAPE', () => {
	const changed = 'a record has changed: raise SHAPE in feed.ts, and add its digest here';
	expect(digestOf(formOf(RECORDS)), changed).toBe(DIGESTS[SHAPE]);
});

test('and every version has a form of its own, the newest the one that is in use', () => {
	expect(Math.max(...Object.keys(DIGESTS).map(Number))).toBe(SHAPE);
	expect(new Set(Object.values(DIGESTS)).size).toBe(Object.keys(DIGESTS).length);
});

test.each([
	['a collection that is not there', (all: object) => ({ ...all, lots: undefined })],
	['another form under a name', (all: object) => ({ ...all, lots: RECORDS.areas })]
])('a digest tells %s', (_, change) => {
	const records = Object.entries(change(RECORDS)).filter(([, shape]) => shape !== undefined);
	expect(digestOf(formOf(Object.fromEntries(records) as never))).not.toBe(DIGESTS[SHAPE]);
});

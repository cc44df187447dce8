import { expect, test } from 'vitest';
import { ClientId, Secret } from '#domain/shapes/values.ts';
import * as v from 'valibot';
import { newId, newSecret } from './ids.ts';

test('ids and secrets have the form of the wire, and differ', () => {
	const ids = Array.from({ length: 200 }, newId);
	for (const id of ids) expect(v.is(ClientId, id)).toBe(true);
	expect(new Set(ids).size).toBe(200);
	expect(v.is(Secret, newSecret())).toBe(true);
	expect(newSecret()).not.toBe(newSecret());
});

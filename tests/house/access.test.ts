import { describe, expect, test } from 'vitest';
import { MAY } from '../../src/domain/access-table.ts';
import { ROUTES } from '../../src/domain/api/routes.ts';

// One table of role x route (src/domain/access-table.ts) is what the server asks, and what is written of it.

describe('the table of who may what', () => {
	const forPeople = ROUTES.filter(({ caller }) => caller === 'person' || caller === 'either');

	test('has a row for every route for people, and none for a route that there is not', () => {
		expect(Object.keys(MAY).sort()).toEqual(forPeople.map(({ id }) => id).sort());
	});
});

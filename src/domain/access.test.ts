import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	goesFurther,
	holds,
	LATE,
	levelOf,
	looksAfter,
	mayGive,
	reaches,
	scopeAt,
	standsBehind,
	type Grant
} from './access.ts';
import { MAY, type RouteOfPeople } from './access-table.ts';
import { HOUR, MINUTE } from './calendar.ts';
import { NOON } from './facts.fixture.ts';
import { LEVELS, ROLES } from './shapes/words.ts';

const grant = (more: Partial<Grant> = {}): Grant => ({
	...{ role: 'volunteer', areaId: 'north', startsAt: NOON - HOUR, endsAt: 0, wasEnded: false },
	...more
});

describe('a grant holds from its start on, and at its end no more', () => {
	test.each([
		['before its start', { startsAt: NOON + 1 }, false],
		['at its start', { startsAt: NOON }, true],
		['without an end', {}, true],
		['before its end', { endsAt: NOON + 1 }, true],
		['at its end', { endsAt: NOON }, false],
		['that ended as it began', { startsAt: NOON, endsAt: NOON }, false]
	])('%s', (_, more, expected) => {
		expect(holds(grant(more), NOON)).toBe(expected);
	});
});

describe('the highest role that holds anywhere', () => {
	test.each([
		['nothing was given', [], 'public'],
		['nothing holds any more', [grant({ endsAt: NOON })], 'public'],
		['one', [grant()], 'volunteer'],
		['two, whatever their order', [grant({ role: 'coordinator' }), grant()], 'coordinator'],
		[
			'the higher one is to come',
			[grant(), grant({ role: 'operator', startsAt: NOON + 1 })],
			'volunteer'
		]
	] as const)('%s', (_, grants, expected) => {
		expect(levelOf(grants, NOON)).toBe(expected);
	});
});

describe('how far somebody reaches', () => {
	const north = grant();
	const leadsNorth = grant({ role: 'coordinator' });
	const south = grant({ areaId: 'south' });
	const everywhere = grant({ areaId: '' });
	const operator = grant({ role: 'operator', areaId: '' });
	const none = { reach: 'none' };
	const all = { reach: 'everywhere' };
	const areas = (...areaIds: string[]) => ({ reach: 'areas', areaIds: new Set(areaIds) });
	const table: [RouteOfPeople, Grant[], object][] = [
		['me', [], { reach: 'own' }],
		['alerts', [], none],
		['alerts', [north], areas('north')],
		['alerts', [north, south], areas('north', 'south')],
		['alerts', [north, everywhere], all],
		['alerts', [operator], all],
		['alerts', [grant({ endsAt: NOON })], none],
		['illness', [north, everywhere], none],
		// Each grant counts for its own area alone.
		['illness', [leadsNorth, south], areas('north')],
		['illness', [grant({ role: 'coordinator', areaId: '' })], all],
		['setTexts', [leadsNorth], none],
		['setTexts', [operator], all]
	];
	test.each(table)('%s with %j: %j', (route, grants, expected) => {
		expect(scopeAt(route, grants, NOON)).toEqual(expected);
	});

	test('a machine is reached through any of its areas; one of no area from everywhere alone', () => {
		const scope = scopeAt('alerts', [north], NOON);
		expect(reaches(scope, ['south', 'north'])).toBe(true);
		expect(reaches(scope, ['south'])).toBe(false);
		expect(reaches(scope, [])).toBe(false);
		expect(reaches(scopeAt('alerts', [everywhere], NOON), [])).toBe(true);
		expect(reaches({ reach: 'own' }, ['north'])).toBe(false);
	});
});

describe('who looks after whom', () => {
	const leadsNorth = [grant({ role: 'coordinator' })];
	const leadsAll = [grant({ role: 'coordinator', areaId: '' })];
	const operator = [grant({ role: 'operator', areaId: '' })];
	test.each([
		['a volunteer of the area', [grant()], true],
		['a volunteer who was one', [grant({ endsAt: NOON })], false],
		['somebody without any role', [], false],
		['a volunteer of another area too', [grant(), grant({ areaId: 'south' })], false],
		['a volunteer everywhere', [grant({ areaId: '' })], false],
		['a coordinator of the same area', [grant({ role: 'coordinator' })], false],
		['an operator who volunteers', [grant(), grant({ role: 'operator', areaId: '' })], false],
		['a volunteer of the area from later on', [grant({ startsAt: NOON + 1 })], true],
		[
			'a volunteer of another area too, from later on',
			[grant(), grant({ areaId: 'south', startsAt: NOON + 1 })],
			false
		],
		[
			'a volunteer who will be an operator',
			[grant(), grant({ role: 'operator', areaId: '', startsAt: NOON + HOUR })],
			false
		],
		[
			'a volunteer who was an operator',
			[grant(), grant({ role: 'operator', areaId: '', endsAt: NOON })],
			true
		],
		[
			'a volunteer who was to be an operator',
			[grant(), grant({ role: 'operator', areaId: '', startsAt: NOON + HOUR, endsAt: NOON })],
			true
		]
	])('a coordinator: %s', (_, others, expected) => {
		expect(looksAfter(leadsNorth, others, NOON)).toBe(expected);
		expect(looksAfter(operator, others, NOON)).toBe(true);
		expect(looksAfter([grant()], others, NOON)).toBe(false);
		const left = others.filter(({ endsAt }) => endsAt === 0 || endsAt > NOON);
		const areVolunteers = left.length > 0 && left.every(({ role }) => role === 'volunteer');
		expect(looksAfter(leadsAll, others, NOON)).toBe(areVolunteers);
	});
});

describe('who gives what', () => {
	const wanted = ROLES.flatMap((role) =>
		['north', 'south', ''].map((areaId) => ({ role, areaId }))
	);
	const given = (...by: Grant[]) => wanted.filter((one) => mayGive(by, one, NOON));
	test('a coordinator the role of a volunteer, in an area of their own', () => {
		expect(given(grant({ role: 'coordinator' }))).toEqual([{ role: 'volunteer', areaId: 'north' }]);
	});
	test('a coordinator everywhere that of a volunteer, and no other', () => {
		expect(given(grant({ role: 'coordinator', areaId: '' }))).toEqual(
			wanted.filter(({ role }) => role === 'volunteer')
		);
	});
	test('an operator everything, anybody else nothing', () => {
		expect(given(grant({ role: 'operator', areaId: '' }))).toEqual(wanted);
		expect(given(grant(), grant({ areaId: '' }))).toEqual([]);
		expect(given(grant({ role: 'operator', areaId: '', endsAt: NOON }))).toEqual([]);
	});
});

describe('what goes further', () => {
	const leads = (more: Partial<Grant> = {}) => grant({ role: 'coordinator', ...more });
	const operator = grant({ role: 'operator', areaId: '' });
	test.each([
		['anything, than nothing', grant(), [], true],
		['anything, than what is over', grant(), [grant({ endsAt: NOON })], true],
		['the same', grant(), [grant({ endsAt: NOON + 1 })], false],
		['what is to begin already', leads(), [grant(), leads({ startsAt: NOON + 1 })], false],
		['a higher one', leads(), [grant()], true],
		['a lower one', grant(), [leads()], false],
		['another area', grant({ areaId: 'south' }), [grant(), leads()], true],
		['everywhere', grant({ areaId: '' }), [grant(), leads()], true],
		['an area, than everywhere', grant(), [grant({ areaId: '' })], false],
		['a higher one in an area, than everywhere', leads(), [grant({ areaId: '' })], true],
		['an operator', operator, [leads({ areaId: '' })], true],
		['anything, than an operator', leads({ areaId: '' }), [operator], false]
	])('%s', (_, given, has, expected) => {
		expect(goesFurther(given, has, NOON)).toBe(expected);
	});
});

describe('what stands behind a deed that is heard of later', () => {
	const made = NOON;
	const arrives = NOON + HOUR;
	const table: [string, Partial<Grant>, boolean][] = [
		['held then and now', {}, true],
		['given only afterwards', { startsAt: made + 6 * MINUTE }, false],
		['given just afterwards, by a clock that differs', { startsAt: made + 4 * MINUTE }, true],
		['over before', { endsAt: made - 6 * MINUTE }, false],
		['over just before, by a clock that differs', { endsAt: made - 4 * MINUTE }, true],
		['ran out in between', { endsAt: made + MINUTE }, true],
		['was ended in between', { endsAt: made + MINUTE, wasEnded: true }, false],
		['will be ended', { endsAt: arrives + 1, wasEnded: true }, true]
	];
	test.each(table)('%s', (_, more, expected) => {
		expect(standsBehind(grant(more), made, arrives)).toBe(expected);
	});

	test('what ran out long ago stands behind nothing, whatever the device says of the time', () => {
		const over = grant({ endsAt: made + MINUTE });
		expect(standsBehind(over, made, over.endsAt + LATE - 1)).toBe(true);
		expect(standsBehind(over, made, over.endsAt + LATE)).toBe(false);
	});
});

describe('for every route', () => {
	const level = fc.constantFrom(...LEVELS);
	const grants = fc.array(
		fc.record({
			role: fc.constantFrom(...ROLES),
			areaId: fc.constantFrom('', 'north', 'south'),
			startsAt: fc.integer({ min: 0, max: 9 }),
			endsAt: fc.integer({ min: 0, max: 9 }),
			wasEnded: fc.boolean()
		})
	);
	const routes = fc.constantFrom(...(Object.keys(MAY) as RouteOfPeople[]));
	const area = fc.constantFrom('north', 'south', 'west');

	test('a higher role reaches at least as far as a lower one', () => {
		const order = ['none', 'own', 'area', 'everywhere'];
		fc.assert(
			fc.property(routes, level, level, (route, a, b) => {
				const [low, high] = LEVELS.indexOf(a) <= LEVELS.indexOf(b) ? [a, b] : [b, a];
				const reach = [low, high].map((one) => order.indexOf(MAY[route][one]));
				expect(reach[0]).toBeLessThanOrEqual(reach[1]!);
			})
		);
	});

	test('one more grant never takes anything away', () => {
		fc.assert(
			fc.property(routes, grants, grants, area, (route, some, more, areaId) => {
				const before = reaches(scopeAt(route, some, 5), [areaId]);
				const after = reaches(scopeAt(route, [...more, ...some], 5), [areaId]);
				expect(after || !before).toBe(true);
			})
		);
	});

	test('what does not hold gives nothing, and nobody reaches an area without a grant for it', () => {
		fc.assert(
			fc.property(routes, grants, area, (route, some, areaId) => {
				const held = some.filter((one) => holds(one, 5));
				expect(scopeAt(route, some, 5)).toEqual(scopeAt(route, held, 5));
				const isGiven = held.some(
					(one) => one.areaId === areaId || one.areaId === '' || one.role === 'operator'
				);
				expect(isGiven || !reaches(scopeAt(route, some, 5), [areaId])).toBe(true);
			})
		);
	});

	test('whoever may give a role may look after the one who has it and nothing else', () => {
		fc.assert(
			fc.property(grants, fc.constantFrom(...ROLES), area, (some, role, areaId) => {
				const given = grant({ role, areaId, startsAt: 0 });
				expect(mayGive(some, given, 5)).toBe(looksAfter(some, [given], 5));
			})
		);
	});
});

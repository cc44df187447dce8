import { describe, expect, test } from 'vitest';
import type { Grant, Training } from './access.ts';
import { MAY_TELL } from './access-table.ts';
import { HOUR } from './calendar.ts';
import { refusalOf, THE_MACHINE, type Membership, type Teller } from './fact-access.ts';
import { NOON } from './facts.fixture.ts';
import { FACT_TYPES, ROLES, type FactType } from './shapes/words.ts';

const span = { startsAt: 0, endsAt: 0, wasEnded: false };
const grant = (more: Partial<Grant> = {}): Grant => ({
	...{ ...span, role: 'volunteer', areaId: 'north' },
	...more
});
const training = (more: Partial<Training> = {}): Training => ({
	...span,
	kind: 'service',
	...more
});
const teller = (more: Partial<Teller> = {}): Teller => ({
	...{ grants: [grant()], trainings: [], revokedAt: 0 },
	...more
});
const NORTH: Membership[] = [{ areaId: 'north', startsAt: 0, endsAt: 0 }];
const MADE = NOON - HOUR;

const codeOf = (type: FactType, by: Teller, areas: readonly Membership[] = NORTH) =>
	refusalOf(type, MADE, NOON, by, areas)?.code ?? null;

const told = (by: Teller, areas?: readonly Membership[]) =>
	FACT_TYPES.filter((type) => codeOf(type, by, areas) === null);

const AT_A_DOOR = ['donate', 'collect', 'expired', 'alert', 'moveOut', 'moveIn', 'adjust', 'task'];
const TRAINED = teller({ trainings: [training()] });

describe('who tells what', () => {
	test('a machine everything but what people alone do', () => {
		const refused = FACT_TYPES.filter((type) => THE_MACHINE.refusal(type, NOON) !== null);
		expect(refused).toEqual(['task']);
	});

	test.each(ROLES)('a %s what happens at a door, and not what a machine alone can know', (role) => {
		const grants = [grant({ role })];
		expect(told(teller({ grants })).sort()).toEqual([...AT_A_DOOR, 'gap'].sort());
		expect(told({ ...TRAINED, grants }).sort()).toEqual([...AT_A_DOOR, 'gap', 'service'].sort());
	});

	test('of another area, of none, without a role: that facts of the outbox are lost', () => {
		const south: Membership[] = [{ areaId: 'south', startsAt: 0, endsAt: 0 }];
		for (const areas of [south, []]) expect(told(TRAINED, areas)).toEqual(['gap']);
		expect(told({ ...TRAINED, grants: [] })).toEqual(['gap']);
		expect(told({ ...TRAINED, grants: [grant({ endsAt: 1 })] })).toEqual(['gap']);
	});

	test.each(['', 'north'])('a grant for "%s" suffices at a machine of two areas', (areaId) => {
		const two = [...NORTH, { areaId: 'south', startsAt: 0, endsAt: 0 }];
		expect(codeOf('donate', teller({ grants: [grant({ areaId })] }), two)).toBeNull();
	});

	test('an operator is one everywhere, also at a machine of no area', () => {
		expect(
			codeOf('donate', teller({ grants: [grant({ role: 'operator', areaId: '' })] }), [])
		).toBeNull();
	});

	test('every type has a row of its own', () => {
		expect(Object.keys(MAY_TELL).sort()).toEqual([...FACT_TYPES].sort());
	});
});

describe('a service asks for a training, whatever the role', () => {
	test.each([
		['none', [], 'role_may_not'],
		['a good one', [training()], null],
		['one that ran out before', [training({ endsAt: MADE - HOUR })], 'role_may_not'],
		['one that ran out meanwhile', [training({ endsAt: MADE + 1 })], null],
		[
			'one that was taken away meanwhile',
			[training({ endsAt: MADE + 1, wasEnded: true })],
			'role_may_not'
		],
		['one that was passed only afterwards', [training({ startsAt: NOON - 1 })], 'role_may_not']
	] as const)('%s', (_, trainings, expected) => {
		for (const role of ROLES) {
			const areaId = role === 'operator' ? '' : 'north';
			expect(codeOf('service', teller({ grants: [grant({ role, areaId })], trainings }))).toBe(
				expected
			);
		}
	});
});

describe('the areas of a machine', () => {
	test.each([
		['it belonged there when it was made, and was moved since', { endsAt: MADE + 1 }, null],
		['it came there only afterwards', { startsAt: NOON - 1 }, null],
		['it had left before', { endsAt: MADE - HOUR }, 'role_may_not'],
		['it will come', { startsAt: NOON + HOUR }, 'role_may_not']
	])('%s', (_, more, expected) => {
		expect(codeOf('donate', teller(), [{ ...NORTH[0]!, ...more }])).toBe(expected);
	});
});

describe('[M2] a device that was revoked', () => {
	const revoked = { ...TRAINED, revokedAt: NOON - HOUR / 2 };
	test.each(FACT_TYPES)('is believed in nothing: %s', (type) => {
		expect(codeOf(type, revoked)).toBe('device_revoked');
	});
	test('what was made before can be told from what was made after', () => {
		expect(refusalOf('donate', MADE, NOON, revoked, NORTH)?.reason).toMatch(/before/);
		expect(refusalOf('donate', NOON - 1, NOON, revoked, NORTH)?.reason).toMatch(/after/);
	});
});

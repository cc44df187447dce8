import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrol } from '../tests/support/api.ts';
import { startServer, type Server } from '../tests/support/server.ts';
import { conformance, type Outcome } from './run.ts';
import { RULES, UNSEEN } from './rules/all.ts';
import { lineOf } from './told.ts';

let server: Server;
let outcomes: Outcome[];
beforeAll(async () => {
	server = await startServer({ env: { EXES_LIMITS: '1' } }); // as in production
	const { enrolmentCode } = await enrol(server);
	const place = { lat: 52.52, lon: 13.405 };
	outcomes = await conformance({ url: server.url, code: enrolmentCode, place });
}, 120_000);
afterAll(() => server.stop());

describe('our server keeps the contract', () => {
	test.each(RULES.map((rule, i) => ({ ...rule, i })))('[$rule] $says', ({ i }) => {
		const outcome = outcomes[i];
		expect(outcome && lineOf(outcome)).toMatch(/ \.\.\. ok$/);
	});

	test('what no machine can see is said so, and nothing else is left out', () => {
		const left = outcomes.filter(({ result }) => result === 'notTried');
		expect(left.map(({ rule }) => rule)).toEqual(UNSEEN.map(({ rule }) => rule));
		const named = [...RULES, ...UNSEEN].map(({ rule }) => rule);
		const all = Array.from({ length: 25 }, (_, i) => `M${i + 1}`);
		expect(all.filter((rule) => !named.includes(rule))).toEqual([]);
	});

	test('the kit leaves no food behind', async () => {
		const answer = await fetch(`${server.url}/api/location/nearest?lat=52.52&lon=13.405`);
		const { machines } = (await answer.json()) as { machines: { stock: unknown }[] };
		expect(machines.map(({ stock }) => stock)).toEqual([{ portions: 0, lots: 0, byCategory: {} }]);
	});
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { castOf, fuzz, type Report } from '../fuzz/run.ts';
import { routesOf } from '../fuzz/routes.ts';
import { told } from '../fuzz/tell.ts';
import { median } from '../bench/load.ts';
import { turnOfCommit } from '../support/sample.ts';
import { startServer, type Server } from '../support/server.ts';

/**
 * [M12, M20, M21] Inputs made from the shapes, and their mutations, against every route: no input
 * gives a 500, a hang or a stack trace, harms the fact beside it, or is acknowledged and lost. The
 * seed is the number of commits; `npm run fuzz -- --seed S --only N` brings one input about again.
 */
const seed = String(turnOfCommit());
const count = process.env['TEST_ALL'] === undefined ? 3_000 : 30_000;

/** Above what the server holds once everything is loaded: garbage, and the database's own cache. */
const GROWTH = { share: 0.25, mb: 16 };

let server: Server;
let report: Report;
beforeAll(async () => {
	server = await startServer({ env: { EXES_DASHBOARD: 'off' } });
	report = await fuzz(server, await castOf(server), { seed, count });
	console.log(told(seed, report));
}, 1_800_000);
afterAll(() => server.stop());

test(`${count} inputs hurt nobody`, () => {
	expect(report.findings.length, told(seed, report)).toBe(0);
});

test('nothing takes longer than 1 s', () => {
	expect(report.slowestMs).toBeLessThanOrEqual(1_000);
});

test('memory is flat: the last quarter of the run needs what the second one needed', () => {
	const { residentMb } = report;
	const quarter = Math.floor(residentMb.length / 4);
	const early = median(residentMb.slice(quarter, 2 * quarter));
	const late = median(residentMb.slice(-quarter));
	expect(quarter).toBeGreaterThan(3);
	expect(late, residentMb.map(Math.round).join(' ')).toBeLessThanOrEqual(
		early * (1 + GROWTH.share) + GROWTH.mb
	);
});

describe('the inputs are worth something', () => {
	test('every kind of answer comes, and thousands of facts are acknowledged', () => {
		for (const status of [200, 400, 401, 403, 404, 413, 415, 422]) {
			expect([status, report.statuses[status]]).toEqual([status, expect.any(Number)]);
		}
		expect(report.acknowledged).toBeGreaterThan(count / 2);
	});

	test('every route is known', () => {
		const paths = routesOf().map(({ path }) => path);
		expect(paths).toEqual(expect.arrayContaining(['/api/machine/events', '/api/people/me']));
		expect(paths.length).toBeGreaterThanOrEqual(15);
	});
});

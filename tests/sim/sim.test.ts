import { describe, expect, test } from 'vitest';
import { isWrong, live } from './life.ts';
import { MUTANTS } from './mutants.ts';

// The whole of it: npm run sim -- --seeds 1500. A life takes about a tenth of a second.

const SEEDS = process.env['TEST_ALL'] === undefined ? 60 : 300;

describe('[S3] [S4] [S8] [S12] the outbox and the feed, whatever fails in whatever order', () => {
	test(
		`${SEEDS} lives: nothing is lost, nothing is applied twice, nothing is shown that is not so`,
		async () => {
			let facts = 0;
			for (let seed = 1; seed <= SEEDS; seed++) {
				const life = await live(seed);
				facts += life.facts;
				expect(isWrong(life) ? life : null, `npm run sim -- --from ${seed} --seeds 1`).toBeNull();
			}
			expect(facts, 'people gave and took').toBeGreaterThan(SEEDS * 10);
		},
		SEEDS * 2_000
	);

	test('nothing is lost without a status either, where nothing is restored', async () => {
		for (let seed = 1; seed <= SEEDS / 4; seed++) {
			const { lost, doubled } = await live(seed, { withoutMending: true });
			expect({ seed, lost, doubled }).toEqual({ seed, lost: 0, doubled: 0 });
		}
	}, 30_000);

	test('the same seed is the same life', async () => {
		for (const seed of [1, 2, 3]) expect(await live(seed)).toEqual(await live(seed));
	}, 30_000);
});

test.each(Object.entries(MUTANTS))(
	'the simulation finds one that %s',
	async (_, mutant) => {
		let isFound = false;
		for (let seed = 1; seed <= 60 && !isFound; seed++) isFound = isWrong(await live(seed, mutant));
		expect(isFound, 'something is wrong in one of 60 lives').toBe(true);
	},
	60_000
);

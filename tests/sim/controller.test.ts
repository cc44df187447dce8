import { describe, expect, test } from 'vitest';
import { isWrong, liveController } from './controller-life.ts';
import { CONTROLLER_MUTANTS } from './controller-mutants.ts';

// As long as one likes: npm run controller:soak -- --seed 7 --events 100000.

const EVENTS = process.env['TEST_ALL'] === undefined ? 3_000 : 20_000;
const LIVES = 6;

describe('[P3] [P4] a host and its controller, whatever fails in whatever order', () => {
	test(
		`${EVENTS} events: each is stored once and in order, no lock is released twice for one act, none late`,
		async () => {
			let events = 0;
			for (let seed = 1; seed <= LIVES; seed++) {
				const life = await liveController(seed, EVENTS / LIVES);
				const again = `npm run controller:soak -- --seed ${seed} --events ${EVENTS / LIVES}`;
				expect(isWrong(life) ? life : null, again).toBeNull();
				events += life.events;
			}
			expect(events).toBeGreaterThanOrEqual(EVENTS);
		},
		EVENTS * 40
	);

	test('the same seed is the same life', async () => {
		expect(await liveController(5, 200)).toEqual(await liveController(5, 200));
	}, 30_000);
});

test.each(Object.entries(CONTROLLER_MUTANTS))(
	'the soak finds one that %s',
	async (_, mutant) => {
		let isFound = false;
		for (let seed = 1; seed <= 20 && !isFound; seed++) {
			isFound = isWrong(await liveController(seed, 300, mutant));
		}
		expect(isFound, 'something is wrong in one of 20 lives').toBe(true);
	},
	120_000
);

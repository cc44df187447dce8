import { expect, test } from 'vitest';
import { Opening, type State } from './opening.ts';

const NOVEMBER = Date.UTC(2026, 10, 28, 16);

type World = {
	keeps: boolean;
	network: boolean;
	server: boolean;
	isKiosk: boolean;
	mayOpen: boolean;
	mayCover: boolean;
};
type Pace = { slowMs?: number; startsAt?: number };

/** A kiosk's device in simulated time: what its browser keeps, its network and its server are given. */
function device({ slowMs = 500, startsAt = NOVEMBER, ...as }: Partial<World> & Pace = {}) {
	const world = {
		keeps: false,
		network: true,
		server: true,
		isKiosk: true,
		mayOpen: true,
		mayCover: true,
		isOpen: false,
		isCovered: false,
		loads: 0,
		...as
	};
	const states: State[] = [];
	let time = 0;
	let sleepers: { at: number; done: () => void }[] = [];
	const later = (ms: number, done: () => void) => sleepers.push({ at: time + ms, done });
	const reaches = () => world.network && world.server;
	const opening = new Opening({
		kiosk: {
			load() {
				world.loads += 1;
				world.isOpen = world.mayOpen;
				const comes = world.isKiosk && (world.keeps || reaches());
				if (world.isOpen && comes) {
					later(slowMs, () => {
						if (world.isOpen) opening.heard(true);
					});
				}
				return world.isOpen;
			},
			get isClosed() {
				return !world.isOpen;
			},
			close: () => (world.isOpen = false),
			cover: () => (world.isCovered = world.mayCover),
			reveal: () => (world.isCovered = false)
		},
		answers: () => Promise.resolve(reaches()),
		hasNetwork: () => world.network,
		now: () => startsAt + time,
		uptime: () => time,
		random: () => 0.5,
		sleep: (ms, signal) =>
			new Promise((done) => {
				later(ms, done);
				signal.addEventListener('abort', () => {
					done();
				});
			}),
		onState: (state) => states.push(state)
	});
	void opening.run();
	return {
		...{ world, states, opening },
		last: () => states.at(-1),
		pass: async (ms: number) => {
			const until = time + ms;
			for (;;) {
				for (let i = 0; i < 20; i++) await Promise.resolve();
				const next = Math.min(...sleepers.map(({ at }) => at));
				if (next > until) break;
				time = Math.max(time, next);
				const due = sleepers.filter(({ at }) => at <= time);
				sleepers = sleepers.filter(({ at }) => at > time);
				for (const { done } of due) done();
			}
			time = until;
		}
	};
}

test('with network it is up at once, and nothing is said before it', async () => {
	const { world, states, pass } = device();
	await pass(10_000);
	expect(states).toEqual([{ kind: 'starting' }, { kind: 'here' }]);
	expect(world).toMatchObject({ loads: 1, isCovered: false });
});

test('without network it comes from what the browser keeps, however slow, without a word of trouble', async () => {
	const { world, states, pass } = device({ keeps: true, network: false, slowMs: 14_000 });
	await pass(2_000);
	expect(world.isCovered).toBe(true);
	await pass(60_000);
	expect(states).toEqual([{ kind: 'starting' }, { kind: 'here' }]);
	expect(world).toMatchObject({ loads: 1, isCovered: false });
});

test('a very slow device is told to be in trouble, and not cut short', async () => {
	const { world, pass, last } = device({ keeps: true, network: false, slowMs: 50_000 });
	await pass(30_000);
	expect(last()).toMatchObject({ kind: 'trouble', why: 'noNetwork' });
	await pass(30_000);
	expect(last()).toEqual({ kind: 'here' });
	expect(world.loads).toBe(1);
});

test.each([
	['noNetwork', { network: false }, NOVEMBER],
	['noAnswer', { server: false }, NOVEMBER],
	['clock', { server: false }, 0],
	['clock', { server: false }, Date.UTC(2099, 0, 1)],
	['noNetwork', { network: false }, 0],
	['noKiosk', { isKiosk: false }, NOVEMBER]
])('%s where nothing is kept: %j', async (why, wrong, startsAt) => {
	const { world, pass, last, states } = device({ startsAt, ...wrong });
	await pass(10_000);
	expect(states).toEqual([{ kind: 'starting' }]);
	await pass(20_000);
	expect(last()).toEqual({ kind: 'trouble', why, since: startsAt, tries: 1 });
	expect(world.isCovered).toBe(true);
});

test('it goes on trying by itself, and comes up with the server', async () => {
	const { world, pass, last } = device({ server: false });
	await pass(3_600_000);
	expect(last()).toMatchObject({ why: 'noAnswer', since: NOVEMBER });
	expect(world.loads, 'once in a minute or so').toBeGreaterThan(40);
	expect(world.loads).toBeLessThan(62);
	world.server = true;
	await pass(16_000);
	expect(last()).toEqual({ kind: 'here' });
	expect(world.isCovered).toBe(false);
});

test('the network is back, or somebody taps: it looks and loads at once', async () => {
	const { world, pass, last, opening } = device({ network: false });
	await pass(62_000);
	expect(last()).toMatchObject({ kind: 'trouble' });
	const { loads } = world;
	world.network = true;
	opening.wake();
	await pass(600);
	expect(last()).toEqual({ kind: 'here' });
	expect(world.loads).toBe(loads + 1);
});

test.each(['mayOpen', 'mayCover'] as const)(
	'a browser that refuses (%s) wants a tap',
	async (may) => {
		const { world, pass, last, opening } = device({ [may]: false, server: false });
		await pass(3_000);
		expect(last()).toMatchObject({ kind: 'trouble', why: 'blocked' });
		expect(world.isOpen, 'its words are not behind another window').toBe(false);
		Object.assign(world, { [may]: true, server: true });
		opening.wake();
		await pass(1_000);
		expect(last()).toEqual({ kind: 'here' });
	}
);

test('a kiosk that starts again is waited for; one that does not come back is brought up', async () => {
	const { world, pass, last, opening, states } = device();
	await pass(5_000);
	opening.heard(false);
	await pass(3_000);
	opening.heard(true);
	await pass(100_000);
	expect(world.loads).toBe(1);
	expect(states).toHaveLength(2);
	world.server = false;
	opening.heard(false);
	await pass(40_000);
	expect(last()).toMatchObject({ kind: 'trouble', why: 'noAnswer' });
	world.server = true;
	await pass(20_000);
	expect(last()).toEqual({ kind: 'here' });
});

test('a window that was closed is opened again', async () => {
	const { world, pass, last } = device();
	await pass(5_000);
	world.isOpen = false;
	await pass(12_000);
	expect(world).toMatchObject({ loads: 2, isOpen: true });
	expect(last()).toEqual({ kind: 'here' });
});

import { describe, expect, test } from 'vitest';
import { ApiError } from '#remote/api.ts';
import type { MachineApi } from '#remote/machine.ts';
import { awaitConfirmation } from './await-confirmation.ts';
import { newKiosk } from './testing.ts';

const secret = 'x'.repeat(43);
const identity = { machineId: 7, secret, status: 'pending' as const, slots: [] };
const rejected = () =>
	new ApiError('refused', 'No.', {
		status: 403,
		fields: { request: { code: 'rejected', message: 'No.' } }
	});

type Answer = 'pending' | 'accepted' | Error;

/** Asks through these answers, the last one for ever; what it said and how long it slept. */
async function asked(answers: readonly Answer[], stopAfter = Infinity) {
	const { store, clock } = newKiosk();
	const said: string[] = [];
	const slept: number[] = [];
	const stop = new AbortController();
	const authenticate: MachineApi['authenticate'] = () => {
		const answer = answers[Math.min(slept.length, answers.length - 1)] ?? 'pending';
		if (answer instanceof Error) return Promise.reject(answer);
		const at = new Date(clock.now()).toISOString();
		return Promise.resolve({
			...{ token: 't', expiresAt: at, machineId: 7, serverTime: at },
			status: answer,
			interval: 15
		});
	};
	const settled = await awaitConfirmation(identity, {
		store,
		api: { authenticate },
		random: () => 0.5,
		sleep: (ms) => {
			slept.push(ms);
			if (slept.length >= stopAfter) stop.abort();
			return Promise.resolve();
		},
		signal: stop.signal,
		onPending: ({ kind }) => said.push(kind)
	});
	return { settled, said, slept, stored: await store.recall('identity') };
}

describe('[M6] a pending kiosk', () => {
	test('asks at the interval that the server says, and goes on by itself', async () => {
		const { settled, said, slept, stored } = await asked(['pending', 'pending', 'accepted']);
		expect(settled?.status).toBe('accepted');
		expect(stored).toEqual({ ...identity, status: 'accepted' });
		expect(said).toEqual(['asking', 'waiting', 'waiting']);
		expect(slept).toEqual([15_000, 15_000]);
	});

	test('is told that it was rejected, once and for all', async () => {
		const { settled, said, stored } = await asked(['pending', rejected()]);
		expect([settled, said, stored?.status]).toEqual([
			...[null, ['asking', 'waiting', 'rejected'], 'rejected']
		]);
	});

	test('[M8] takes neither a 401, a busy server nor a dead network for a no', async () => {
		const { settled, said, slept } = await asked([
			new ApiError('offline', 'No.'),
			new ApiError('unauthorized', 'No.', { status: 401 }),
			new ApiError('busy', 'No.', { status: 503, retryAfterMs: 90_000 }),
			new ApiError('refused', 'No.', { status: 403 }), // a proxy's: it names no code
			'accepted'
		]);
		expect(settled?.status).toBe('accepted');
		expect(said).toEqual(['asking', 'noAnswer', 'refused', 'noAnswer', 'noAnswer']);
		expect(slept).toEqual([15_000, 60_000, 90_000, 15_000]);
	});

	test('ends when the page does, and remembers nothing of it', async () => {
		const { settled, stored } = await asked(['pending'], 3);
		expect([settled, stored]).toEqual([null, undefined]);
	});
});

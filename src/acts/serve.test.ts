import { describe, expect, test } from 'vitest';
import { newKiosk, told } from './testing.ts';
import { serve, serviceAt } from './serve.ts';

describe('a volunteer’s work', () => {
	test('behind a door is an act, with the figure that was measured', () => {
		const act = serviceAt(3, { done: ['clean', 'measure'], measuredC: 4.5 }, 1_000);
		expect(act).toEqual({
			...{ kind: 'service', slot: 3, done: ['clean', 'measure'], measuredC: 4.5 },
			...{ requestedAt: 1_000, state: 'requested', actId: expect.any(String) as string }
		});
		expect(serviceAt(3, { done: [], measuredC: null }, 0)).not.toHaveProperty('measuredC');
	});

	test('without a door is one fact at once, of the zone or of the whole machine', async () => {
		const { store } = newKiosk();
		await serve(store, { kind: 'zone', zone: 'c' }, { done: ['measure'], measuredC: -1.5 });
		await serve(store, { kind: 'machine' }, { done: ['clean'], measuredC: null });
		expect(await told(store)).toEqual([
			{ type: 'service', zone: 'c', done: ['measure'], measuredC: -1.5 },
			{ type: 'service', done: ['clean'] }
		]);
		expect(await store.openActs()).toEqual([]);
		store.close();
	});
});

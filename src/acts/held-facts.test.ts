import { expect, test } from 'vitest';
import { QUARANTINE_CODES } from '#domain/shapes/fact-codes.ts';
import { newClock, openStore } from '#outbox/testing.ts';
import { heldFacts } from './held-facts.ts';

test('[S3] what fails alone and what the server holds back is told with its reason; what waits or is done is not', async () => {
	const clock = newClock();
	const store = openStore(undefined, clock);
	for (const type of ['pending', 'done', 'aside', 'dead']) {
		await store.append([{ type }]);
		clock.time += 1_000;
	}
	await store.rows.update([1, 2], { state: 'done', answer: { result: 'accepted', at: 0 } });
	await store.rows.update([1, 3], { state: 'setAside', retry: { tries: 2, until: clock.time } });
	await store.rows.update([1, 4], {
		...{ state: 'deadLetter', answer: { result: 'quarantined', code: 'version_unknown', at: 0 } }
	});
	const held = await heldFacts(store);
	expect(held.map(({ fact, why, nextAt }) => [fact.type, why, nextAt])).toEqual([
		['dead', 'version', null],
		['aside', 'fails', clock.time]
	]);
});

test.each(QUARANTINE_CODES)('%s has a reason in words', async (code) => {
	const store = openStore();
	await store.append([{ type: 'a' }]);
	await store.rows.update([1, 1], {
		...{ state: 'deadLetter', answer: { result: 'quarantined', code, at: 0 } }
	});
	const [held] = await heldFacts(store);
	const isUnreadable = code === 'malformed' || code === 'too_large';
	expect(held?.why === 'unreadable').toBe(isUnreadable);
});

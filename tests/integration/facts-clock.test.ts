import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../support/api.ts';
import { LedgerServer } from '../support/ledger.ts';

let ledger: LedgerServer;
beforeAll(async () => {
	ledger = await LedgerServer.start();
});
afterAll(() => ledger.stop());

const MINUTE = 60_000;
const happened = (eventId: string) => {
	const [row] = ledger.stored(eventId) as { happenedAt: number; clockTrusted: number }[];
	return { at: row?.happenedAt ?? NaN, isTrusted: row?.clockTrusted === 1 };
};
const iso = (at: number) => new Date(at).toISOString();

test('[M3] a fact of an earlier boot whose last status is known has that boot’s time', async () => {
	const of = await ledger.machine();
	const { alert } = ledger.outbox(of);
	const [old, now] = [newId(), newId()];
	await ledger.heartbeat(of, { bootId: old, uptimeMs: 100_000 });
	const before = Date.now();
	await ledger.heartbeat(of, { bootId: now, uptimeMs: 1_000 });
	const fact = alert({ bootId: old, uptimeMs: 40_000, occurredAt: '2031-01-01T00:00:00Z' });
	await ledger.send(of, { events: [fact], bootId: now, sentUptimeMs: 5_000 });
	const { at, isTrusted } = happened(fact.eventId);
	expect(Math.abs(at - (before - 60_000))).toBeLessThan(5_000);
	expect(isTrusted).toBe(false);
});

test('[M3] a fact of a boot that nobody saw is taken at its word, between what is known', async () => {
	const of = await ledger.machine();
	const { alert } = ledger.outbox(of);
	const [unseen, now] = [newId(), newId()];
	const sent = { bootId: now, sentUptimeMs: 10 * MINUTE };
	const first = alert({ bootId: now, uptimeMs: 0 });
	const hidden = { bootId: unseen, uptimeMs: 7 };
	const [early, right, late] = [
		alert({ ...hidden, occurredAt: '2019-01-01T00:00:00Z' }),
		alert({ ...hidden, occurredAt: iso(Date.now() - 30 * MINUTE) }),
		alert({ ...hidden, occurredAt: '2033-01-01T00:00:00Z' })
	];
	// The first of them was told an hour before, by a boot that is known.
	const hourAgo = newId();
	const known = { ...first, bootId: hourAgo, uptimeMs: 0 };
	await ledger.send(of, { events: [known], bootId: hourAgo, sentUptimeMs: 60 * MINUTE });
	const last = alert({ bootId: now, uptimeMs: 9 * MINUTE });
	const { body } = await ledger.send(of, { events: [early, right, late, last], ...sent });
	const recordedAt = Date.parse(body.serverTime);
	expect(happened(early.eventId)).toEqual({ at: happened(known.eventId).at, isTrusted: false });
	expect(happened(right.eventId)).toEqual({
		at: Date.parse(String(right['occurredAt'])),
		isTrusted: true
	});
	expect(happened(late.eventId)).toEqual({ at: recordedAt - 10 * MINUTE, isTrusted: false });
	expect(happened(last.eventId).at).toBe(recordedAt - MINUTE);
});

test('[M3] without any anchor a fact happened when it came, and no clock is a reason to refuse', async () => {
	const of = await ledger.machine();
	const { alert, send } = ledger.outbox(of);
	const fact = alert({ bootId: newId(), occurredAt: '1970-01-01T00:00:00Z' });
	const { body } = await send(fact);
	expect(body.results[0]?.result).toBe('accepted');
	expect(happened(fact.eventId)).toEqual({ at: Date.parse(body.serverTime), isTrusted: false });
});

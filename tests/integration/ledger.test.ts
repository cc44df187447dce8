import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BatchReply } from '../../src/domain/shapes/batch.ts';
import { call, newId, type Machine } from '../support/api.ts';
import { DAY, lotIdOf, LedgerServer, type Answered } from '../support/ledger.ts';

let ledger: LedgerServer;
beforeAll(async () => {
	ledger = await LedgerServer.start();
});
afterAll(() => ledger.stop());

describe('the ledger', () => {
	let of: Machine;
	beforeAll(async () => {
		of = await ledger.machine();
	});

	test('[M23] holds no free text: it stands aside, and the fact is known again without it', async () => {
		const { donate, discard, alert, send } = ledger.outbox(of);
		const gift = donate({}, { donorCode: 'bakery-14' });
		const waste = discard(lotIdOf(gift), 1, { note: 'Ask for Ada on the 3rd floor' });
		const noise = alert({ message: 'Bob slammed it' });
		await send(gift, waste, noise);
		for (const [fact, field, value] of [
			[gift, 'donorCode', 'bakery-14'],
			[waste, 'note', 'Ask for Ada on the 3rd floor'],
			[noise, 'message', 'Bob slammed it']
		] as const) {
			const body = String(ledger.stored(fact.eventId)[0]?.['body']);
			expect(body).not.toContain(value);
			expect(body).not.toContain(field);
			const aside = ledger.rows(
				'SELECT field, value, "keepUntil" FROM "sideTexts" WHERE "eventId" = ?',
				fact.eventId
			);
			expect(aside).toMatchObject([{ field, value }]);
			const days = (Number(aside[0]?.['keepUntil']) - Date.now()) / DAY;
			expect(days).toBeGreaterThan(89.9);
			expect(days).toBeLessThanOrEqual(90);
		}
		const { body } = await send(gift, waste, noise);
		const again = body.results.map(({ result }) => result);
		expect(again).toEqual(['duplicate', 'duplicate', 'duplicate']);
	});

	test.each(['facts', 'movements', 'readings'])(
		'[M23] %s refuse UPDATE and DELETE, for everyone',
		async (table) => {
			const { donate, send } = ledger.outbox(of);
			await send(donate());
			if (table === 'readings') {
				ledger.db
					.prepare(
						'INSERT INTO readings ("eventId", "machineId", sensor, "from", "to", "minC", "maxC", "meanC", samples) VALUES (?, ?, ?, 0, 1, 2, 3, 2.5, 10)'
					)
					.run(newId(), of.machineId, 't1');
			}
			const before = ledger.rows(`SELECT * FROM ${table} WHERE "machineId" = ?`, of.machineId);
			expect(before.length).toBeGreaterThan(0);
			const update = (): void => {
				ledger.db.exec(`UPDATE ${table} SET "machineId" = 0`);
			};
			const remove = (): void => {
				ledger.db.exec(`DELETE FROM ${table}`);
			};
			expect(update).toThrow('append-only');
			expect(remove).toThrow('append-only');
			expect(ledger.rows(`SELECT * FROM ${table} WHERE "machineId" = ?`, of.machineId)).toEqual(
				before
			);
		}
	);

	test('[M3] the monotonic clock tells when it happened, whatever the device believed', async () => {
		const { donate } = ledger.outbox(of);
		const uptimeMs = 60_000;
		const slow = donate({}, { occurredAt: '2019-01-01T00:00:00Z', uptimeMs });
		const right = donate({}, { occurredAt: new Date(Date.now() - 5_000).toISOString(), uptimeMs });
		const body = { events: [slow, right], bootId: slow['bootId'], sentUptimeMs: 65_000 };
		const reply: Answered<BatchReply> = await call(ledger.server, 'POST', '/api/machine/events', {
			token: of.token,
			body
		});
		const serverTime = Date.parse(reply.body.serverTime);
		expect(ledger.stored(slow.eventId)).toMatchObject([
			{ happenedAt: serverTime - 5_000, recordedAt: serverTime, clockTrusted: 0 }
		]);
		expect(ledger.stored(right.eventId)).toMatchObject([
			{ happenedAt: serverTime - 5_000, clockTrusted: 1 }
		]);
	});

	test('[M17] one alert for a kind and place: raised, repeated, cleared', async () => {
		const { alert, send } = ledger.outbox(of);
		const place = { slot: 3, kind: 'temperature' };
		const openAlerts = async () =>
			(await ledger.heartbeat(of)).body.openAlerts.filter(({ kind }) => kind === 'temperature');
		await send(alert(place), alert({ ...place, severity: 'critical' }));
		expect(await openAlerts()).toMatchObject([{ slot: 3, severity: 'critical' }]);
		await send(alert({ ...place, cleared: true }));
		expect(await openAlerts()).toEqual([]);
		expect(
			ledger.rows(
				`SELECT state FROM alerts WHERE "machineId" = ? AND kind = 'temperature'`,
				of.machineId
			)
		).toEqual([{ state: 'resolved' }]);
	});

	test('[M11] an alert is the same whatever order its facts come in, and rings by the same id', async () => {
		const bootId = newId();
		const kindOf = (kind: string) => {
			const { epoch, alert } = ledger.outbox(of);
			const told = [false, true, false, false].map((cleared, i) =>
				alert({ kind, cleared, bootId, uptimeMs: i * 8 * 60_000, value: i })
			);
			return { epoch, told };
		};
		const sentUptimeMs = 3_600_000;
		const send = (...events: unknown[]) => ledger.send(of, { events, bootId, sentUptimeMs });
		const alertOf = (kind: string) =>
			ledger.rows(
				`SELECT "alertId", state, since, "updatedAt", "clearedAt", seq, value FROM alerts WHERE "machineId" = ? AND kind = ?`,
				...[of.machineId, kind]
			)[0];
		const straight = kindOf('lock');
		const twisted = kindOf('power');
		const { serverTime } = (await send(...straight.told)).body;
		const [raise, clear, again, last] = twisted.told;
		await send(again);
		ledger.db
			.exec(`INSERT OR REPLACE INTO notices ("alertId", "machineId", kind, place, severity, state, "seenAt")
			VALUES ('${again?.eventId}', ${of.machineId}, 'power', 'slot:2', 'warning', 'undelivered', 1)`);
		await send(raise);
		await send(last, clear);
		expect(ledger.rows(`SELECT "alertId", state FROM notices WHERE kind = 'power'`)).toEqual([
			{ alertId: raise?.eventId, state: 'undelivered' }
		]);
		const found = alertOf('power');
		expect(found).toMatchObject({ state: 'open', alertId: raise?.eventId, seq: 4, value: 3 });
		const began = Date.parse(serverTime) - sentUptimeMs;
		expect(Math.abs(Number(found?.['since']) - began)).toBeLessThan(60_000);
		expect(alertOf('lock')).toMatchObject({
			...{ state: 'open', alertId: straight.told[0]?.eventId, seq: 4, value: 3, since: began }
		});

		// The clear that comes now ended it so long before the last raise that this was another one.
		const long = kindOf('full');
		const [first, ended, , next] = long.told;
		await send(first, next);
		expect(alertOf('full')).toMatchObject({ alertId: first?.eventId });
		await send(ended);
		expect(alertOf('full')).toMatchObject({ alertId: next?.eventId, clearedAt: 0 });
	});

	test('[M15] the status reply tells what the server has of the newest epoch', async () => {
		const fresh = await ledger.machine();
		const acked = async () => (await ledger.heartbeat(fresh)).body.acked;
		expect(await acked()).toBeNull();
		const old = ledger.outbox(fresh);
		await old.send(old.donate());
		const { epoch, donate, send } = ledger.outbox(fresh);
		const [first, , third] = [donate(), donate(), donate()];
		await send(first, third);
		expect(await acked()).toEqual({ epoch, throughSeq: 1, highestSeq: 3, missingSeqs: [2] });
	});
});

import { describe, expect, test } from 'vitest';
import { RawBench } from '../../../tests/support/board.ts';

/** Within its deadline, whatever the test has let pass. */
const BY = 10_000_000;
const unlock = (c: number, key: string, by = BY) => ({ op: 'unlock', c, key, by });

describe('[P9] a session with the simulated board', () => {
	test('a hello tells who it is and where its journal stands, and is answered by its own number', async () => {
		const bench = new RawBench();
		const hello = await bench.connect('s1');
		expect(hello.id).toBe(1);
		expect(hello.body).toMatchObject({ sid: 's1', v: 1, id: 'simulated', first: 1, next: 3, n: 3 });
		expect(hello.body['jid']).toMatch(/^[0-9a-f]{8}$/);
		expect(bench.told('boot')).toEqual([{ k: 'boot', why: 0 }]);
	});

	test('without one a request and a ping are refused, and nothing is unlocked', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		bench.machine.reset();
		expect(await bench.ask(1, unlock(1, 'a'))).toBe('NOSESSION');
		await bench.say('p', 7);
		expect(bench.heard.at(-1)).toEqual({ type: 'x', id: 7, body: { e: 'NOSESSION' } });
		await bench.clock.pass(5_000);
		await bench.connect('s2');
		expect(bench.told('unlock', 'door')).toEqual([]);
	});

	test('[P6] after ten silent seconds it takes no unlock, and goes on journaling', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		await bench.clock.pass(10_000);
		bench.machine.scan('ean', '4006381333931');
		expect(await bench.ask(1, unlock(1, 'a'))).toBe('NOSESSION');
		await bench.connect('s2');
		expect(bench.told('scan')).toEqual([{ k: 'scan', t: 'ean', v: '4006381333931' }]);
	});

	test('a ping every two seconds keeps it, with its uptime and the next event', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		for (let i = 1; i <= 10; i++) {
			await bench.clock.pass(2_000);
			await bench.say('p', i);
		}
		expect(bench.heard.findLast(({ type }) => type === 'P')).toEqual({
			type: 'P',
			id: 10,
			body: { up: 20_000, next: 3 }
		});
	});

	test.each([
		[{}, 'BADREQ'],
		[{ op: 'state', more: { deep: 1 } }, 'BADREQ'],
		[{ op: 'explode' }, 'NOOP'],
		[{ op: 'unlock', c: 1, key: '', by: BY }, 'BADARG'],
		[{ op: 'unlock', c: 1, key: 'k'.repeat(37), by: BY }, 'BADARG'],
		[{ op: 'unlock', c: 1, key: 'Ünï', by: BY }, 'BADARG'],
		[{ op: 'unlock', c: 1, key: 'a' }, 'BADARG'],
		[{ op: 'unlock', c: 4, key: 'a', by: BY }, 'BADARG'],
		[{ op: 'beep', n: 6 }, 'BADARG'],
		[{ op: 'light', c: 9, on: 1 }, 'FAULT'],
		[{ op: 'temp', p: 2 }, 'FAULT'],
		[{ op: 'weigh', c: 9 }, 'FAULT'],
		[{ op: 'state' }, { door: 'LLL' }],
		[{ op: 'temp', p: 1 }, { dC: 40 }],
		[{ op: 'light', c: 0, on: 1 }, { ok: 1 }],
		[{ op: 'selftest' }, { ok: 1 }]
	])('asked %j it answers %j', async (asked, answer) => {
		const bench = new RawBench();
		await bench.connect('s1');
		expect(await bench.ask(1, asked)).toEqual(answer);
		await bench.clock.pass(9_000);
		expect(bench.told('unlock', 'door')).toEqual([]);
	});

	test('[P4] a request that comes again is answered again and not done again', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		for (let i = 0; i < 3; i++) expect(await bench.ask(5, { op: 'beep', n: 2 })).toEqual({ ok: 1 });
		expect(bench.machine.beeps).toBe(2);
		expect(await bench.ask(6, { op: 'beep', n: 2 })).toEqual({ ok: 1 });
		expect(bench.machine.beeps).toBe(4);
	});

	test('a new session asks from one again, and is not answered from the last', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		await bench.ask(1, { op: 'state' });
		await bench.connect('s2');
		expect(await bench.ask(1, { op: 'beep', n: 1 })).toEqual({ ok: 1 });
		expect(bench.machine.beeps).toBe(1);
	});
});

describe('[P4] an unlock', () => {
	test('is journaled before the door can be opened, and its key never unlocks twice', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		expect(await bench.ask(1, unlock(2, 'a'))).toEqual({ ok: 1 });
		expect(await bench.ask(2, { op: 'state' })).toEqual({ door: 'LUL' });
		await bench.clock.pass(900);
		expect(await bench.ask(3, { op: 'state' })).toEqual({ door: 'LOL' });
		expect(await bench.ask(4, unlock(2, 'a'))).toEqual({ dup: 1 });
		await bench.clock.pass(8_000);
		expect(await bench.ask(5, unlock(2, 'a', 0))).toEqual({ dup: 1 });
		await bench.clock.pass(1_000);
		expect(bench.told('unlock', 'door', 'relock', 'forced')).toEqual([
			{ k: 'unlock', c: 2, key: 'a' },
			{ k: 'door', c: 2, open: 1, g: 0 },
			// What was put in as it closed has not come to rest.
			{ k: 'door', c: 2, open: 0 }
		]);
	});

	test.each(['reset', 'cutPower'] as const)('its key outlives %s', async (how) => {
		const bench = new RawBench();
		await bench.connect('s1');
		await bench.ask(1, unlock(2, 'a'));
		bench.machine[how]();
		bench.machine.restorePower();
		await bench.connect('s2');
		expect(await bench.ask(1, unlock(2, 'a'))).toEqual({ dup: 1 });
		await bench.clock.pass(5_000);
		expect(bench.told('door'), 'whoever pulled then found it locked').toEqual([]);
	});

	test('whose deadline is over opens nothing, and its key may be used later', async () => {
		const bench = new RawBench();
		await bench.clock.pass(5_000);
		await bench.connect('s1');
		expect(await bench.ask(1, unlock(2, 'a', 4_999))).toBe('LATE');
		expect(await bench.ask(2, unlock(2, 'a', 5_000))).toEqual({ ok: 1 });
	});

	test('while two locks are being pulsed is busy; half a second later it is not', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		await bench.ask(1, unlock(1, 'a'));
		await bench.ask(2, unlock(2, 'b'));
		expect(await bench.ask(3, unlock(3, 'c'))).toBe('BUSY');
		await bench.clock.pass(500);
		expect(await bench.ask(4, unlock(3, 'c'))).toEqual({ ok: 1 });
	});

	test('of a jammed lock is a fault, told once; of an open door no pulse, but remembered', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		bench.machine.change(1, { isJammed: true });
		bench.machine.move(2, true);
		expect(await bench.ask(1, unlock(1, 'a'))).toBe('FAULT');
		expect(await bench.ask(2, unlock(2, 'b'))).toEqual({ open: 1 });
		expect(await bench.ask(3, unlock(2, 'b'))).toEqual({ dup: 1 });
		expect(await bench.ask(4, { op: 'state' })).toEqual({ door: 'FOL' });
		expect(bench.told('fault', 'unlock')).toEqual([
			{ k: 'fault', dev: 'lock', c: 1, code: 1 },
			{ k: 'unlock', c: 2, key: 'b' }
		]);
	});

	test('that nobody uses is locked again after eight seconds', async () => {
		const bench = new RawBench({ habit: { opensAfterMs: 9_000, closesAfterMs: 1_000 } });
		await bench.connect('s1');
		await bench.ask(1, unlock(2, 'a'));
		await bench.clock.pass(7_999);
		expect(bench.told('relock')).toEqual([]);
		await bench.clock.pass(5_000);
		expect(bench.told('relock', 'door')).toEqual([{ k: 'relock', c: 2 }]);
	});
});

describe('[P6] what the board watches by itself', () => {
	test('a door that is broken open is told as forced; one left open as ajar, once', async () => {
		const bench = new RawBench({ habit: { opensAfterMs: 1, closesAfterMs: null } });
		bench.machine.move(3, true);
		await bench.clock.pass(200_000);
		await bench.connect('s1');
		expect(bench.told('door', 'forced', 'ajar')).toEqual([
			{ k: 'door', c: 3, open: 1, g: 0 },
			{ k: 'forced', c: 3 },
			{ k: 'ajar', c: 3, s: 60 }
		]);
	});

	test('a door that swings back before it has latched is forced by nobody', async () => {
		const bench = new RawBench({ habit: { opensAfterMs: 1, closesAfterMs: null } });
		await bench.connect('s1');
		await bench.ask(1, unlock(2, 'a'));
		await bench.clock.pass(1_000);
		for (const after of [60, 400, 1_900]) {
			bench.machine.move(2, false);
			await bench.clock.pass(after);
			bench.machine.move(2, true);
			await bench.clock.pass(100);
		}
		expect(bench.told('forced')).toEqual([]);
		bench.machine.move(2, false);
		await bench.clock.pass(2_000);
		bench.machine.move(2, true);
		await bench.clock.pass(100);
		expect(bench.told('forced')).toEqual([{ k: 'forced', c: 2 }]);
		// Of what was closed before the start nobody knows since when.
		bench.machine.cutPower();
		bench.machine.move(2, false);
		bench.machine.restorePower();
		bench.machine.move(2, true);
		await bench.connect('s2');
		await bench.clock.pass(100);
		expect(bench.told('forced').length).toBeGreaterThan(1);
	});

	test('a door says what rests behind it, and only then', async () => {
		const bench = new RawBench({ habit: { opensAfterMs: 1, closesAfterMs: null } });
		bench.machine.move(1, true);
		bench.machine.change(1, { grams: 600 });
		await bench.clock.pass(3_000);
		// The second pot has not come to rest.
		bench.machine.change(1, { grams: 2_400 });
		await bench.clock.pass(1_000);
		bench.machine.change(1, { isOpen: false });
		await bench.clock.pass(3_000);
		bench.machine.move(1, true);
		bench.machine.change(1, { isOpen: false });
		await bench.connect('s1');
		await bench.clock.pass(1_000);
		expect(bench.told('door').map(({ open, g }) => [open, g])).toEqual([
			[1, 0],
			[0, undefined],
			[1, 2_400],
			[0, 2_400]
		]);
	});

	test('what a full journal has lost is told at the start, as it is found', async () => {
		const bench = new RawBench({ habit: { opensAfterMs: 1, closesAfterMs: null } });
		bench.machine.changeWorld({ hasMains: false, celsius: 30, ambient: 30 });
		bench.machine.move(2, true);
		await bench.clock.pass(11 * 60_000);
		for (let i = 0; i < 256; i++) bench.machine.tamper();
		bench.machine.cutPower();
		bench.machine.changeWorld({ hasMains: true, celsius: 4 });
		bench.machine.move(2, false);
		bench.machine.restorePower();
		await bench.connect('s1');
		for (let i = 0; i < 90; i++) {
			await bench.clock.pass(500);
			await bench.say('p', i);
		}
		// At the start, and once more as what no host had had went from the ring since.
		expect(bench.told('power').map(({ src }) => src)).toEqual([0, 0]);
		expect(new Set(bench.told('talarm').map(({ on }) => on))).toEqual(new Set([0]));
		expect(bench.told('door').map(({ c, open }) => [c, open])).toEqual([
			[1, 0],
			[2, 0],
			[3, 0]
		]);
	});

	test('what went from a full journal before a host had it is told again, once', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		bench.machine.changeWorld({ hasMains: false });
		await bench.clock.pass(1_000);
		bench.machine.plug(false);
		bench.machine.changeWorld({ hasMains: true });
		for (let i = 0; i < 256; i++) bench.machine.tamper();
		await bench.clock.pass(1_000);
		bench.machine.plug(true);
		await bench.connect('s2');
		for (let i = 0; i < 90; i++) {
			await bench.clock.pass(500);
			await bench.say('p', i);
		}
		expect(bench.told('power').map(({ src }) => src)).toEqual([1, 0]);
		expect(bench.told('talarm')).toMatchObject([{ on: 0 }]);
	});

	test('a fridge with an open door becomes too warm, and says when it is cold again', async () => {
		const bench = new RawBench({ habit: { opensAfterMs: 1, closesAfterMs: null } });
		bench.machine.move(3, true);
		await bench.clock.pass(20 * 60_000);
		bench.machine.move(3, false);
		await bench.clock.pass(60 * 60_000);
		await bench.connect('s1');
		expect(bench.told('talarm').map(({ on }) => on)).toEqual([1, 0]);
		const warmest = Math.max(...bench.told('temp').map(({ dC }) => dC as number));
		expect(warmest).toBeGreaterThan(120);
		expect(warmest).toBeLessThan(220);
	});

	test('what is put in is weighed once it lies still; a scale that drifts tells it slowly', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		bench.machine.change(1, { grams: 500 });
		await bench.clock.pass(1_000);
		bench.machine.change(1, { grams: 740 });
		await bench.clock.pass(1_500);
		expect(bench.told('wt')).toEqual([]);
		await bench.clock.pass(1_000);
		expect(bench.told('wt')).toEqual([{ k: 'wt', c: 1, g: 740 }]);
		expect(await bench.ask(1, { op: 'tare', c: 1 })).toEqual({ ok: 1 });
		bench.machine.change(1, { driftPerHour: 100 });
		for (let i = 0; i < 400; i++) {
			await bench.clock.pass(2_000);
			await bench.say('p', i);
		}
		const weights = bench.told('wt').map(({ g }) => g);
		expect(weights).toEqual([740, expect.closeTo(760, -1)]);
		expect(await bench.ask(2, { op: 'weigh', c: 1 })).toEqual({ g: 22 });
	});

	test('a weight that changed without power is told', async () => {
		const bench = new RawBench();
		bench.machine.change(1, { grams: 740 });
		await bench.clock.pass(3_000);
		for (const grams of [745, 1_200]) {
			bench.machine.cutPower();
			bench.machine.change(1, { grams });
			bench.machine.change(2, { grams });
			bench.machine.restorePower();
			await bench.clock.pass(3_000);
		}
		await bench.connect('s1');
		await bench.clock.pass(1_000);
		expect(bench.told('wt').filter(({ c }) => c === 1)).toEqual([
			{ k: 'wt', c: 1, g: 740 },
			{ k: 'wt', c: 1, g: 1_200 }
		]);
		// Of that scale nothing was told before.
		expect(bench.told('wt').filter(({ c }) => c === 2)).toEqual([]);
	});

	test('the mains, the probe, a scan and a hand in the housing', async () => {
		const bench = new RawBench();
		bench.machine.changeWorld({ hasMains: false, isProbeDead: true });
		bench.machine.tamper();
		bench.machine.scan('qr', 'Ünï ✓');
		await bench.clock.pass(30_000);
		await bench.connect('s1');
		expect(await bench.ask(1, { op: 'temp', p: 1 })).toBe('FAULT');
		expect(await bench.ask(2, { op: 'selftest' })).toBe('FAULT');
		expect(bench.told('power', 'fault', 'tamper', 'scan')).toEqual([
			{ k: 'power', src: 1, mV: 11_800 },
			{ k: 'tamper' },
			{ k: 'scan', t: 'qr', v: 'Ünï ✓' },
			{ k: 'fault', dev: 'probe', c: 1, code: 1 }
		]);
	});
});

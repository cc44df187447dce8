import { describe, expect, test } from 'vitest';
import { RawBench } from '../../../tests/support/board.ts';
import { PowerCut, passingMemory, type Memory } from './memory.ts';

const unlock = (c: number, key: string) => ({ op: 'unlock', c, key, by: 10_000_000 });
const HOUR_MS = 3_600_000;
const NEVER_CLOSES = { opensAfterMs: 800, closesAfterMs: null };

describe('[P9] a machine that lives on its own', () => {
	test('a reload finds it as it was: the door open, no boot, the same journal', async () => {
		const bench = new RawBench({ habit: NEVER_CLOSES });
		const before = await bench.connect('s1');
		await bench.ask(1, unlock(2, 'a'));
		await bench.clock.pass(2_000);
		bench.reload(300);
		const after = await bench.connect('s2', { jid: before.body['jid'], last: 4 });
		expect(after.body).toMatchObject({ jid: before.body['jid'], next: 5, up: 2_300 });
		expect(await bench.ask(1, { op: 'state' })).toEqual({ door: 'LOL' });
		expect(await bench.ask(2, unlock(2, 'a'))).toEqual({ dup: 1 });
		expect(bench.told('boot')).toHaveLength(1);
	});

	test('what came due while no page was there has happened at its time', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		await bench.ask(1, unlock(2, 'a'));
		bench.reload(60_000);
		await bench.connect('s2');
		expect(
			bench.events
				.filter(({ body }) => body['k'] === 'door')
				.map(({ body }) => [body['open'], body['ms']])
		).toEqual([
			[1, 800],
			[0, 5_800]
		]);
	});

	test.each([
		[
			'an absence of more than ten minutes',
			(bench: RawBench) => {
				bench.reload(600_001);
			}
		],
		[
			'a power cut',
			(bench: RawBench) => {
				bench.machine.cutPower();
				bench.machine.restorePower();
			}
		]
	])(
		'%s is a boot: it starts from nothing but its journal and the doors as they stand',
		async (_, cut) => {
			const bench = new RawBench({ habit: NEVER_CLOSES });
			const before = await bench.connect('s1');
			await bench.ask(1, unlock(2, 'a'));
			await bench.clock.pass(2_000);
			cut(bench);
			const after = await bench.connect('s2', { jid: before.body['jid'], last: 4 });
			expect(after.body).toMatchObject({ jid: before.body['jid'], up: 0 });
			expect(bench.told('boot')).toHaveLength(2);
			expect(bench.told('door'), 'the open door is no news').toHaveLength(1);
			expect(await bench.ask(1, { op: 'state' })).toEqual({ door: 'LOL' });
		}
	);

	test('without mains it runs on its battery until that is flat, and starts with them again', async () => {
		const bench = new RawBench();
		const { machine, clock } = bench;
		machine.changeWorld({ hasMains: false });
		await clock.pass(3 * HOUR_MS);
		expect(machine.view.isOn).toBe(true);
		await clock.pass(2 * HOUR_MS);
		expect(machine.view.isOn).toBe(false);
		expect(await machine.ports.open(), 'without power there is no port').toBeNull();
		machine.restorePower();
		expect(machine.view.isOn, 'a switch gives no power').toBe(false);
		machine.changeWorld({ hasMains: true });
		await bench.connect('s1');
		expect(bench.told('boot', 'power')).toEqual([
			{ k: 'boot', why: 0 },
			{ k: 'power', src: 1, mV: 11_800 },
			{ k: 'boot', why: 0 },
			{ k: 'power', src: 0, mV: 12_400 }
		]);
	});

	test('a battery that runs flat while no page is there has run flat', () => {
		const bench = new RawBench();
		bench.machine.changeWorld({ hasMains: false });
		bench.reload(5 * HOUR_MS);
		expect(bench.machine.view.isOn).toBe(false);
		bench.reload(HOUR_MS);
		bench.machine.changeWorld({ hasMains: true });
		expect(bench.machine.view.isOn).toBe(true);
		bench.machine.changeWorld({ charge: 0 });
		expect(bench.machine.view.isOn).toBe(true);
		bench.machine.changeWorld({ hasMains: false });
		expect(bench.machine.view.isOn).toBe(false);
	});

	test('a door that was closed while the power was off is told at the next start', async () => {
		const bench = new RawBench({ habit: NEVER_CLOSES });
		await bench.connect('s1');
		await bench.ask(1, unlock(2, 'a'));
		await bench.clock.pass(2_000);
		bench.machine.cutPower();
		bench.machine.move(2, false);
		expect(await bench.machine.ports.open(), 'without power there is no port').toBeNull();
		bench.machine.restorePower();
		await bench.connect('s2');
		expect(bench.told('door').at(-1)).toEqual({ k: 'door', c: 2, open: 0 });
	});

	test('an alarm that is over when the power comes back is told to be over', async () => {
		const bench = new RawBench();
		bench.machine.changeWorld({ celsius: 30, hasMains: false });
		await bench.clock.pass(11 * 60_000);
		bench.machine.cutPower();
		bench.machine.changeWorld({ celsius: 4, hasMains: true });
		bench.machine.restorePower();
		await bench.connect('s1');
		expect(bench.told('talarm').map(({ on }) => on)).toEqual([1, 0]);
		expect(bench.told('power').map(({ src }) => src)).toEqual([1, 0]);
	});

	test('a lost journal is another journal, and keys are forgotten with it', async () => {
		const bench = new RawBench({ habit: { opensAfterMs: null, closesAfterMs: null } });
		const before = await bench.connect('s1');
		await bench.ask(1, unlock(2, 'a'));
		bench.machine.loseJournal();
		const after = await bench.connect('s2', { jid: before.body['jid'], last: 3 });
		expect(after.body['jid']).not.toBe(before.body['jid']);
		expect(after.body).toMatchObject({ first: 1, next: 3 });
		expect(bench.events.at(-2)?.id).toBe(1);
		expect(await bench.ask(1, unlock(2, 'a'))).toEqual({ ok: 1 });
	});

	test.each([
		['a text that is no journal', 'scrambled eggs'],
		[
			'a journal with more events than it ever wrote',
			'{"jid":"00000001","next":1,"events":["{}"],"keys":[],"open":[],"isTooWarm":false,"hasMains":true}'
		]
	])('%s is a lost journal', async (_, text) => {
		const memory = passingMemory();
		memory.save('journal', text);
		memory.save('machine', text);
		const bench = new RawBench({ memory });
		expect((await bench.connect('s1')).body).toMatchObject({ first: 1, next: 3 });
	});

	test('[P3] a power cut in the middle of any write leaves the event stored, or not there', async () => {
		for (const isStored of [true, false]) {
			for (let nth = 1; nth <= 6; nth++) {
				const { memory, arm } = fragile();
				const bench = new RawBench({ memory });
				await bench.connect('s1');
				arm(nth, isStored);
				await bench.ask(1, unlock(2, 'a'));
				await bench.clock.pass(9_000);
				const last = bench.events.at(-1)!.id;
				const hello = await bench.connect('s2', { jid: jidOf(bench), last });
				await bench.ask(1, { op: 'state' });
				const ids = bench.events.map(({ id }) => id);
				expect(ids, `write ${nth}`).toEqual(ids.map((_, i) => i + 1));
				expect(hello.body['next']).toBeLessThanOrEqual(ids.length + 1);
				expect(bench.told('unlock').length).toBeLessThanOrEqual(1);
			}
		}
	});
});

describe('[P3] its journal', () => {
	test('at most eight events are under way, and all of them come again until they are acknowledged', async () => {
		const bench = new RawBench();
		for (let i = 0; i < 20; i++) bench.machine.scan('code', String(i));
		bench.acks = false;
		await bench.connect('s1');
		const eight = [1, 2, 3, 4, 5, 6, 7, 8];
		expect(bench.events.map(({ id }) => id)).toEqual(eight);
		await bench.clock.pass(300);
		expect(bench.events.map(({ id }) => id)).toEqual([...eight, ...eight]);
		await bench.clock.pass(599);
		expect(bench.events).toHaveLength(16);
		await bench.clock.pass(1);
		expect(bench.events).toHaveLength(24);
		await bench.say('a', 5);
		expect(bench.events.slice(24).map(({ id }) => id)).toEqual([9, 10, 11, 12, 13]);
	});

	test('an acknowledgement of what was never sent, or long ago, moves nothing', async () => {
		const bench = new RawBench();
		bench.acks = false;
		await bench.connect('s1');
		await bench.say('a', 99);
		await bench.say('a', 0);
		await bench.clock.pass(300);
		expect(bench.events.map(({ id }) => id)).toEqual([1, 2, 1, 2]);
	});

	test('a hello continues after what the host has, and from the first where the host knows more', async () => {
		const bench = new RawBench();
		for (let i = 0; i < 3; i++) bench.machine.scan('code', String(i));
		const jid = (await bench.connect('s1')).body['jid'];
		const from = async (sid: string, hello: object): Promise<number | undefined> => {
			const before = bench.events.length;
			await bench.connect(sid, { ...hello });
			return bench.events[before]?.id;
		};
		expect(await from('s2', { jid, last: 3 })).toBe(4);
		expect(await from('s3', { jid, last: 5 })).toBeUndefined();
		expect(await from('s4', { jid, last: 6 })).toBe(1);
		expect(await from('s5', { jid: '00000000', last: 3 })).toBe(1);
	});

	test('that overflowed lets the oldest go, and ends a session that waits for it', async () => {
		const bench = new RawBench({ journalSize: 10 });
		bench.acks = false;
		await bench.connect('s1');
		await bench.ask(1, unlock(1, 'a'));
		for (let i = 0; i < 30; i++) bench.machine.scan('code', String(i));
		expect(await bench.ask(2, { op: 'state' })).toBe('NOSESSION');
		const { first, next } = (await bench.connect('s2')).body as { first: number; next: number };
		expect(next - first).toBe(10);
		expect(await bench.ask(1, unlock(1, 'a')), 'its key outlives its event').toEqual({ dup: 1 });
	});
});

describe('its line', () => {
	test('unplugged it is no port; plugged in again it wakes who waits', async () => {
		const bench = new RawBench();
		const hints: string[] = [];
		const stop = bench.machine.ports.onHint(() => hints.push('hint'));
		await bench.connect('s1');
		expect(bench.machine.view.hasHost).toBe(true);
		bench.machine.plug(false);
		expect(bench.machine.view.hasHost).toBe(false);
		expect(await bench.machine.ports.open()).toBeNull();
		expect(hints).toEqual([]);
		bench.machine.plug(true);
		expect(hints).toEqual(['hint']);
		stop();
		bench.machine.plug(true);
		expect(hints).toHaveLength(1);
		await expect(bench.connect('s2')).resolves.toMatchObject({ type: 'H' });
	});

	test('silent it answers nothing and journals on; noisy it spoils bytes and nothing is believed', async () => {
		const bench = new RawBench();
		await bench.connect('s1');
		bench.machine.silence(true);
		expect(await bench.ask(1, { op: 'state' })).toBeUndefined();
		bench.machine.scan('code', 'x');
		bench.machine.silence(false);
		bench.machine.makeNoise(0.5);
		expect(await bench.ask(2, unlock(1, 'a'))).toBeUndefined();
		bench.machine.makeNoise(0);
		expect(await bench.ask(3, { op: 'state' })).toEqual({ door: 'LLL' });
		await bench.clock.pass(3_000);
		expect(bench.told('scan')).toHaveLength(1);
	});
});

const jidOf = (bench: RawBench) =>
	bench.heard.find(({ type }) => type === 'H')!.body['jid'] as string;

/** A memory whose power goes in the middle of the nth write from when it is armed. */
function fragile(): { memory: Memory; arm: (nth: number, isStored: boolean) => void } {
	const inner = passingMemory();
	let left = Infinity;
	let keeps = false;
	return {
		memory: {
			load: (name) => inner.load(name),
			save: (name, text) => {
				left -= 1;
				if (left !== 0) {
					inner.save(name, text);
					return;
				}
				if (keeps) inner.save(name, text);
				throw new PowerCut();
			}
		},
		arm: (nth, isStored) => {
			left = nth;
			keeps = isStored;
		}
	};
}

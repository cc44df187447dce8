import { describe, expect, test } from 'vitest';
import type { Command } from '#domain/shapes/machine.ts';
import type { KioskStore } from './kiosk-store.ts';
import { Obeyer } from './obey-commands.ts';
import { newKiosk } from './testing.ts';

const NOW = Date.UTC(2026, 10, 23, 18);
const MINUTE = 60_000;
const asked = (op: string, commandId = 'command00000001', life = 10 * MINUTE): Command => ({
	...{ commandId, op, args: {} },
	expiresAt: new Date(NOW + life).toISOString()
});

/** A page of the kiosk: what waits for an idle moment, and how often it was told to reload. */
function page(store: KioskStore) {
	const tasks: (() => Promise<void>)[] = [];
	const told = { reloads: 0 };
	const obeyer = new Obeyer(store, {
		onceIdle: (task) => void tasks.push(task),
		reload: () => (told.reloads += 1)
	});
	const idle = async () => {
		for (const task of tasks.splice(0)) await task();
	};
	return { obeyer, told, idle };
}

const answers = async (store: KioskStore) =>
	(await store.outbox.kept()).map(({ fact }) => {
		const { type, commandId, result, code } = fact as unknown as Record<string, unknown>;
		return { type, commandId, result, code };
	});
const answer = (result: string, code?: string, commandId = 'command00000001') => ({
	...{ type: 'outcome', commandId, result, code }
});

describe('[M15] what a kiosk is asked', () => {
	test.each([
		['sendLog', 'no_log'],
		['restart', 'not_able'],
		['selfDestruct', 'unknown_op'],
		['constructor', 'unknown_op']
	])('%s is refused as %s, once though it repeats', async (op, code) => {
		const { store } = newKiosk();
		const { obeyer, told, idle } = page(store);
		for (let i = 0; i < 3; i++) await obeyer.take([asked(op)], NOW + i * MINUTE);
		await idle();
		expect(await answers(store)).toEqual([answer('refused', code)]);
		expect(told.reloads).toBe(0);
	});

	test('a reload waits for an idle moment, and its answer is stored before it', async () => {
		const { store } = newKiosk();
		const { obeyer, told, idle } = page(store);
		await obeyer.take([asked('reload')], NOW);
		await obeyer.take([asked('reload')], NOW + MINUTE);
		expect([await answers(store), told.reloads]).toEqual([[], 0]);
		await idle();
		expect([await answers(store), told.reloads]).toEqual([[answer('done')], 1]);
	});

	test('the page after the reload does not reload again, though the command repeats', async () => {
		const { store } = newKiosk();
		const before = page(store);
		await before.obeyer.take([asked('reload')], NOW);
		await before.idle();
		const after = page(store);
		await after.obeyer.take([asked('reload')], NOW + MINUTE);
		await after.idle();
		expect([await answers(store), after.told.reloads]).toEqual([[answer('done')], 0]);
	});

	test('a page that ended while it waited does it after its next start', async () => {
		const { store } = newKiosk();
		await page(store).obeyer.take([asked('reload')], NOW);
		const after = page(store);
		await after.obeyer.take([asked('reload')], NOW + MINUTE);
		await after.idle();
		expect(after.told.reloads).toBe(1);
	});

	test('what waited too long is expired, not done, though the server repeats it no more', async () => {
		const { store } = newKiosk();
		const { obeyer, told, idle } = page(store);
		await obeyer.take([asked('reload')], NOW);
		await obeyer.take([], NOW + 10 * MINUTE);
		await idle();
		expect([await answers(store), told.reloads]).toEqual([[answer('expired')], 0]);
	});

	test('what comes too late is expired', async () => {
		const { store } = newKiosk();
		const { obeyer } = page(store);
		await obeyer.take([asked('sendLog', 'command00000001', -1)], NOW);
		expect(await answers(store)).toEqual([answer('expired')]);
	});

	test('several are each answered; long after, none is remembered', async () => {
		const { store } = newKiosk();
		const { obeyer } = page(store);
		const both = [asked('sendLog'), asked('restart', 'command00000002')];
		await obeyer.take(both, NOW);
		expect(await answers(store)).toEqual([
			answer('refused', 'no_log'),
			answer('refused', 'not_able', 'command00000002')
		]);
		await obeyer.take([], NOW + 24 * 60 * MINUTE);
		expect(await store.recall('commands')).toEqual([]);
		expect(await answers(store)).toHaveLength(2);
	});
});

import { check, same } from '../../expect.ts';
import { rule } from '../../rule.ts';
import type { Host } from '../host.ts';
import { newKey } from './session.ts';

/** Unlocked and not pulled open it locks again after 8 s. */
const RELOCK_MS = 12_000;

/** A lock that is still being released is busy. */
const PULSE_MS = 700;

async function unlock(host: Host, slot: number, key: string): Promise<unknown> {
	const { up } = await host.ping();
	const { type, body } = await host.request({ op: 'unlock', c: slot, key, by: up + 5_000 });
	return { type, body };
}

const ok = { type: 'r', body: { ok: 1 } };
const dup = { type: 'r', body: { dup: 1 } };

/** Locks and doors: a lock is heard, and somebody may have to pull a door. */
export const doors = [
	rule<Host>(
		'P4',
		'an unlock is journaled with its key, and the slot is unlocked',
		async (host) => {
			const { slot } = host;
			await host.beginQuiet();
			const key = newKey();
			same(await unlock(host, slot, key), ok, 'the answer to an unlock');
			same((await host.event('unlock', slot, 3_000))['key'], key, 'the key in the journal');
			const letter = String((await host.request({ op: 'state' })).body['door'])[slot - 1];
			check(letter === 'U' || letter === 'O', 'the slot to be U or O', letter);
		}
	),

	rule<Host>(
		'P4',
		'the same key is dup, also in a new session, and pulses nothing',
		async (host) => {
			const { slot } = host;
			await host.beginQuiet();
			await host.pause(RELOCK_MS); // what the rule before has unlocked is locked again
			await host.beginQuiet();
			const key = newKey();
			same(await unlock(host, slot, key), ok, 'the answer to an unlock');
			same(await unlock(host, slot, key), dup, 'the answer to the same key');
			await host.beginQuiet();
			const { next } = await host.ping();
			same(await unlock(host, slot, key), dup, 'the answer to the same key in a new session');
			same((await host.ping()).next, next, 'the next event');
		}
	),

	rule<Host>('P6', 'a door that nobody pulls is locked again after 8 s', async (host) => {
		const { slot } = host;
		await host.pause(PULSE_MS);
		await host.beginQuiet();
		const event = host.event('relock', slot, RELOCK_MS);
		const pings = setInterval(() => {
			host.send('p', 3, {});
		}, 2_000);
		try {
			same(await unlock(host, slot, newKey()), ok, 'the answer to an unlock');
			await event;
		} finally {
			clearInterval(pings);
		}
		const letter = String((await host.request({ op: 'state' })).body['door'])[slot - 1];
		same(letter, 'L', 'the slot');
	}),

	rule<Host>('P3', 'a door that opens and closes is told, once each', async (host) => {
		const { slot, ask } = host;
		await host.pause(PULSE_MS);
		await host.beginQuiet();
		ask(`Open the door of slot ${slot} now, and close it again.`);
		const pings = setInterval(() => {
			host.send('p', 3, {});
		}, 2_000);
		try {
			same(await unlock(host, slot, newKey()), ok, 'the answer to an unlock');
			same((await host.event('door', slot))['open'], 1, 'open in the first event');
			same((await host.event('door', slot))['open'], 0, 'open in the second');
		} finally {
			clearInterval(pings);
		}
	}),

	rule<Host>('P4', 'after a loss of power it has its journal, and knows the key', async (host) => {
		const { slot, ask } = host;
		await host.pause(PULSE_MS);
		const { jid, next } = await host.beginQuiet();
		const key = newKey();
		same(await unlock(host, slot, key), ok, 'the answer to an unlock');
		ask('Take the power from the board now, and give it back. The cable to this computer stays.');
		await restarted(host);
		const hello = await host.begin({ jid, last: next - 1 });
		same(hello.jid, jid, 'jid');
		same((await host.event('unlock', slot, 3_000))['key'], key, 'the key in the journal');
		const boot = await host.until((at) => at.type === 'e' && at.body['k'] === 'boot', 3_000);
		check(boot !== null, 'an event boot', undefined);
		same(await unlock(host, slot, key), dup, 'the answer to the key of before');
	})
];

/** Waits until the board says that it knows no session. */
async function restarted(host: Host): Promise<void> {
	const end = performance.now() + 60_000;
	host.forget();
	while (performance.now() < end) {
		host.send('p', 3, {});
		const answer = await host.until(({ type, id }) => type === 'x' && id === 3, 1_000);
		if (answer) return;
	}
	check(false, 'a new start within 60 s', undefined);
}

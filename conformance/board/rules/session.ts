import { check, same } from '../../expect.ts';
import { rule } from '../../rule.ts';
import type { Host } from '../host.ts';

/** With the host silent for so long the session is over, and a little more. */
const SILENT_MS = 10_600;

const noSession = { type: 'x', body: { e: 'NOSESSION' } };

/** Hello, ping, silence. */
export const session = [
	rule<Host>('P3', 'a hello is answered with its sid and what the board is', async (host) => {
		await host.begin();
	}),

	rule<Host>('P3', 'two hellos tell the same id and journal, and time goes on', async (host) => {
		const first = await host.begin();
		await host.pause(30);
		const second = await host.begin();
		same([second.id, second.jid], [first.id, first.jid], 'id and jid');
		check(second.up > first.up, 'up to have grown', [first.up, second.up]);
	}),

	rule<Host>('P5', 'a ping is answered with uptime and next event', async (host) => {
		await host.beginQuiet();
		const first = await host.ping();
		await host.pause(30);
		const second = await host.ping();
		check(second.up > first.up, 'up to have grown', [first.up, second.up]);
	}),

	rule<Host>('P6', 'after 10 s of silence questions are answered NOSESSION', async (host) => {
		const { jid, next } = await host.beginQuiet();
		await host.pause(SILENT_MS);
		host.forget();
		host.send('p', 5, {});
		const pong = await host.until(({ id, type }) => id === 5 && /^[Px]$/.test(type));
		same(pong && { type: pong.type, body: pong.body }, noSession, 'the answer to a ping');
		const { type, body } = await host.request({ op: 'state' });
		same({ type, body }, noSession, 'the answer to a request');
		await host.begin({ jid, last: next - 1 });
		await host.ping();
	}),

	rule<Host>('P6', 'an unlock without a session opens nothing', async (host) => {
		const { slot } = host;
		const { up } = await host.beginQuiet();
		await host.pause(SILENT_MS);
		const by = up + SILENT_MS + 5_000;
		const { type, body } = await host.request({ op: 'unlock', c: slot, key: newKey(), by });
		same({ type, body }, noSession, 'the answer to the unlock');
		const again = await host.beginQuiet();
		const doors = String((await host.request({ op: 'state' })).body['door']);
		check(doors[slot - 1] !== 'U', 'the slot not to be unlocked', doors);
		check(again.n >= slot, 'the slot to exist', again.n);
	})
];

let keys = 0;

/** A key that no run has used. */
export function newKey(): string {
	keys += 1;
	return `conf${Date.now().toString(36)}${String(keys).padStart(3, '0')}`;
}

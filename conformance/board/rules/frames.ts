import { check, same } from '../../expect.ts';
import { rule } from '../../rule.ts';
import { encode } from '../frame.ts';
import type { Host } from '../host.ts';

const MAX_BYTES = 512;

/** Sends what is no frame, then a good ping: the ping is answered, and nothing else. */
async function onlyThePing(host: Host, before: Uint8Array): Promise<void> {
	await host.beginQuiet();
	host.forget();
	host.sendBytes(before);
	await host.ping();
	const answers = host.heard.filter(({ type }) => /^[rxH]$/.test(type));
	same(answers, [], 'what is answered beside the ping');
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const state = encode('q', 9, '{"op":"state"}');

/** What is a frame and what is not. */
export const frames = [
	rule<Host>('P1', 'junk before a frame, such as the log of a boot, is passed over', (host) =>
		onlyThePing(host, text('\r\nets Jun 8 2016\r\nrst:0x1\0\xff'))
	),

	rule<Host>('P1', 'half a frame does not swallow the next one', (host) =>
		onlyThePing(host, text('\x1eq7 {"op":"unl'))
	),

	rule<Host>('P1', 'a frame that is too long is dropped, and the next one read', (host) =>
		onlyThePing(host, text(`\x1e${'x'.repeat(3 * MAX_BYTES)}\n`))
	),

	rule<Host>('P1', 'a frame with a wrong check is not answered', (host) => {
		const bad = Uint8Array.from(state);
		bad[bad.length - 2] = bad.at(-2) === 0x30 ? 0x31 : 0x30;
		return onlyThePing(host, bad);
	}),

	rule<Host>('P1', 'a frame with one bit changed is not answered', (host) => {
		const bad = Uint8Array.from(state);
		bad[8] = (bad[8] ?? 0) ^ 1;
		return onlyThePing(host, bad);
	}),

	rule<Host>('P1', 'the check is in upper-case digits', (host) => {
		const lower = new TextDecoder().decode(encode('q', 9, '{"op":"state","x":"ab"}'));
		const star = lower.lastIndexOf('*');
		return onlyThePing(host, text(lower.slice(0, star) + lower.slice(star).toLowerCase()));
	}),

	rule<Host>('P1', 'a frame of the greatest length is read', async (host) => {
		await host.beginQuiet();
		const room = MAX_BYTES - 'q1 {"op":"state","x":""}*0000'.length;
		const answer = await host.request({ op: 'state', x: 'x'.repeat(room) }, 1);
		check(answer.type === 'r', 'a result', answer);
	}),

	rule<Host>('P1', 'a frame that comes byte by byte is read', async (host) => {
		await host.beginQuiet();
		host.forget();
		for (const byte of encode('p', 77, '{}')) {
			host.sendBytes(Uint8Array.of(byte));
			await host.pause(2);
		}
		const pong = await host.until(({ type, id }) => type === 'P' && id === 77);
		check(pong !== null, 'an answer to the ping', undefined);
	})
];

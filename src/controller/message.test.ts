import { describe, expect, test } from 'vitest';
import { decodeFrame, encodeFrame, type Frame } from './frame.ts';
import { frameOf, parseControllerMessage, parseHostMessage, type HostMessage } from './message.ts';

const hello = {
	sid: 'a1b2c3d4',
	v: 1,
	id: 'FM-1',
	hw: 'posix',
	jid: '5eed0001',
	first: 3,
	next: 9,
	up: 12_345,
	max: 512,
	fw: '1.0.0',
	caps: ['lock', 'door'],
	n: 4
};
const { v: _, ...read } = hello;

describe('[P2] what a controller sends', () => {
	test.each([
		['a hello', 'H', 1, hello, { kind: 'hello', hello: read }],
		[
			'a hello of newer firmware, with what is not known here',
			'H',
			1,
			{ ...hello, caps: ['lock', 'teleport'], extra: true },
			{ kind: 'hello', hello: { ...read, caps: ['lock', 'teleport'] } }
		],
		[
			'a hello that says the least',
			'H',
			1,
			{ sid: 's', v: 1, id: 'i', jid: 'j', first: 1, next: 1, up: 0, n: 1 },
			{
				kind: 'hello',
				hello: {
					sid: 's',
					id: 'i',
					jid: 'j',
					first: 1,
					next: 1,
					up: 0,
					n: 1,
					hw: '',
					fw: '',
					caps: []
				}
			}
		],
		[
			'a hello in another version',
			'H',
			1,
			{ sid: 's', v: 2, what: 'else' },
			{ kind: 'otherVersion', sid: 's', version: 2 }
		],
		['a hello without a journal', 'H', 1, { ...hello, jid: undefined }, null],
		['a hello without a version', 'H', 1, { ...hello, v: undefined }, null],
		['a journal that begins before 1', 'H', 1, { ...hello, first: 0 }, null],
		['a clock below 0', 'H', 1, { ...hello, up: -1 }, null],
		['a result', 'r', 7, { ok: 1 }, { kind: 'result', id: 7, body: { ok: 1 } }],
		['a refusal', 'x', 8, { e: 'LATE' }, { kind: 'refusal', id: 8, code: 'LATE' }],
		[
			'a refusal that is not known here',
			'x',
			8,
			{ e: 'NEW' },
			{ kind: 'refusal', id: 8, code: 'NEW' }
		],
		['a refusal without a code', 'x', 8, {}, null],
		['an event', 'e', 42, { k: 'new' }, { kind: 'event', seq: 42, body: { k: 'new' } }],
		['a pong', 'P', 9, { up: 1, next: 2 }, { kind: 'pong', id: 9, up: 1, next: 2 }],
		['a pong without a clock', 'P', 9, { next: 2 }, null],
		['telemetry', 't', 0, { c: 1, g: 5 }, { kind: 'telemetry', body: { c: 1, g: 5 } }],
		['a line of its log', 'l', 0, { m: 'hi' }, { kind: 'log', text: 'hi' }],
		['a type that is not known here', 'Z', 1, {}, null],
		['what only a host sends', 'q', 1, { op: 'state' }, null]
	])('%s', (_name, type, id, body, expected) => {
		expect(parseControllerMessage({ type, id, body })).toEqual(expected);
	});
});

describe('[P2] what a host sends', () => {
	const messages: HostMessage[] = [
		{ kind: 'hello', number: 2, sid: 'a1b2c3d4' },
		{ kind: 'hello', number: 1, sid: 'a1b2c3d4', jid: '5eed0001', last: 41 },
		{ kind: 'request', id: 7, body: { op: 'unlock', c: 3, key: '01JD8Z5R9N3T', by: 123_456 } },
		{ kind: 'request', id: 8, body: {} },
		{ kind: 'ack', seq: 42 },
		{ kind: 'ping', id: 9 }
	];

	test.each(messages)('$kind is read as it was sent', (message) => {
		const bytes = encodeFrame(frameOf(message));
		const frame = decodeFrame(bytes.subarray(1, -1));
		expect(frame && parseHostMessage(frame)).toEqual(message);
	});

	test.each<Frame>([
		{ type: 'h', id: 1, body: {} },
		{ type: 'h', id: 1, body: { sid: 's', last: -1 } },
		{ type: 'H', id: 1, body: hello },
		{ type: 'z', id: 1, body: {} }
	])('$type $body is nothing that is known', (frame) => {
		expect(parseHostMessage(frame)).toBeNull();
	});
});

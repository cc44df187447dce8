import * as v from 'valibot';
import { integer, MAX_INTEGER } from '#domain/shapes/values.ts';
import type { Frame, FrameBody } from './frame.ts';

/** The version of the protocol that this code speaks. */
export const PROTOCOL_VERSION = 1;

const Count = integer(0, MAX_INTEGER);
const Word = v.pipe(v.string(), v.maxLength(64));

const HelloBody = v.object({
	sid: Word,
	id: Word,
	hw: v.optional(Word, ''),
	jid: Word,
	first: integer(1, MAX_INTEGER),
	next: integer(1, MAX_INTEGER),
	up: Count,
	max: v.optional(Count),
	fw: v.optional(Word, ''),
	caps: v.optional(v.array(Word), []),
	n: Count,
	/** The event with which it last started: those before it have another clock. */
	boot: v.optional(Count)
});

/** What a controller says of itself and its journal: events `first` to `next - 1` are there. */
export type Hello = Readonly<v.InferOutput<typeof HelloBody>>;

const AnyHello = v.object({ sid: Word, v: Count });
const Pong = v.object({ up: Count, next: Count });
const Refusal = v.object({ e: Word });
const LogLine = v.object({ m: v.string() });

/** What a controller sends; `up` is its clock, in milliseconds since it started. */
export type ControllerMessage =
	| { readonly kind: 'hello'; readonly hello: Hello }
	/** It speaks another version, in which nothing but this can be read. */
	| { readonly kind: 'otherVersion'; readonly sid: string; readonly version: number }
	| { readonly kind: 'result'; readonly id: number; readonly body: FrameBody }
	| { readonly kind: 'refusal'; readonly id: number; readonly code: string }
	| { readonly kind: 'event'; readonly seq: number; readonly body: FrameBody }
	| { readonly kind: 'pong'; readonly id: number; readonly up: number; readonly next: number }
	| { readonly kind: 'telemetry'; readonly body: FrameBody }
	| { readonly kind: 'log'; readonly text: string };

/** Reads what came from a controller; null for a type or a form that this code does not know. */
export function parseControllerMessage({ type, id, body }: Frame): ControllerMessage | null {
	switch (type) {
		case 'H':
			return parseHello(body);
		case 'r':
			return { kind: 'result', id, body };
		case 'x': {
			const refusal = read(Refusal, body);
			return refusal && { kind: 'refusal', id, code: refusal.e };
		}
		case 'e':
			return { kind: 'event', seq: id, body };
		case 'P': {
			const pong = read(Pong, body);
			return pong && { kind: 'pong', id, ...pong };
		}
		case 't':
			return { kind: 'telemetry', body };
		case 'l': {
			const line = read(LogLine, body);
			return line && { kind: 'log', text: line.m };
		}
		default:
			return null;
	}
}

function parseHello(body: FrameBody): ControllerMessage | null {
	const any = read(AnyHello, body);
	if (any && any.v !== PROTOCOL_VERSION) {
		return { kind: 'otherVersion', sid: any.sid, version: any.v };
	}
	const hello = any && read(HelloBody, body);
	return hello && { kind: 'hello', hello };
}

const HostHello = v.object({ sid: Word, jid: v.optional(Word), last: v.optional(Count) });

/** What a host sends. */
export type HostMessage =
	/** `number` counts the hellos of one session; `last` is the last event of `jid` that is stored. */
	| {
			readonly kind: 'hello';
			readonly number: number;
			readonly sid: string;
			readonly jid?: string | undefined;
			readonly last?: number | undefined;
	  }
	/** Its body may be anything: what it asks is for the controller to judge. */
	| { readonly kind: 'request'; readonly id: number; readonly body: FrameBody }
	/** Everything to `seq` is stored. */
	| { readonly kind: 'ack'; readonly seq: number }
	| { readonly kind: 'ping'; readonly id: number };

/** Reads what came from a host; null for a type or a form that this code does not know. */
export function parseHostMessage({ type, id, body }: Frame): HostMessage | null {
	switch (type) {
		case 'h': {
			const hello = read(HostHello, body);
			return hello && { kind: 'hello', number: id, ...hello };
		}
		case 'q':
			return { kind: 'request', id, body };
		case 'a':
			return { kind: 'ack', seq: id };
		case 'p':
			return { kind: 'ping', id };
		default:
			return null;
	}
}

/** A host's message as a frame. */
export function frameOf(message: HostMessage): Frame {
	switch (message.kind) {
		case 'hello': {
			const { sid, jid, last } = message;
			return { type: 'h', id: message.number, body: { sid, jid, last } };
		}
		case 'request':
			return { type: 'q', id: message.id, body: message.body };
		case 'ack':
			return { type: 'a', id: message.seq, body: {} };
		case 'ping':
			return { type: 'p', id: message.id, body: {} };
	}
}

function read<T>(schema: v.GenericSchema<unknown, T>, body: FrameBody): T | null {
	const parsed = v.safeParse(schema, body);
	return parsed.success ? parsed.output : null;
}

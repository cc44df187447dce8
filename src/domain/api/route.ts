import type { ShapeName } from './named.ts';

/** Whose token a request carries. */
export type Caller = 'anyone' | 'machine' | 'person' | 'either';

/** An answer that is no error. */
export type Reply = {
	readonly status: 200 | 201 | 202 | 304;
	readonly says: string;
	/** Nothing where the answer has no body, a media type where it is no JSON of ours. */
	readonly shape?: ShapeName;
	readonly media?: string;
	readonly headers?: readonly HeaderName[];
	readonly example?: unknown;
};

export type HeaderName = 'ETag' | 'Cache-Control' | 'Retry-After';

/** One way into the server: what is published of it, and what a test holds the server against. */
export type Route = {
	readonly id: string;
	readonly method: 'GET' | 'POST' | 'PUT';
	/** A part in braces, such as `{deviceId}`, is an id. */
	readonly path: string;
	readonly group: Group;
	readonly caller: Caller;
	/** What it is for, in a few words. */
	readonly summary: string;
	readonly says: string;
	/** The rules of docs/ that it follows, such as `M5`. */
	readonly rules: readonly string[];
	readonly body?: {
		readonly shape: ShapeName;
		/** Bytes; more is a 413. */
		readonly limit: number;
		readonly example: unknown;
	};
	readonly query?: ShapeName;
	/** The query of an example request. */
	readonly asks?: string;
	readonly replies: readonly Reply[];
	/** The codes of its errors by status, besides those that every route has. */
	readonly refuses?: Readonly<Record<number, readonly string[]>>;
	/** Statuses at which a fact that came alone is acknowledged as refused. */
	readonly refusesFact?: boolean;
	/** Whether a person's device that was revoked is let in. */
	readonly revokedToo?: boolean;
	/** Answered by the Go part, which waits for no JavaScript runtime. */
	readonly native?: boolean;
};

export const GROUPS = {
	machine: 'What a machine asks and tells about itself.',
	facts: 'What happened at a machine: each fact is applied exactly once, whatever is repeated.',
	public: 'What everybody may see, without an account.',
	sync: 'What a client keeps of what the server has, and learns of its changes.',
	people: 'For those who look after the machines.',
	server: 'About the server itself.'
} as const;
export type Group = keyof typeof GROUPS;

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import * as v from 'valibot';
import {
	ChangesReply,
	SyncSnapshotReply,
	type SyncCollection
} from '../../src/domain/shapes/sync.ts';
import { ask } from './api.ts';
import type { Server } from './server.ts';

type At = Pick<Server, 'url'>;

/** All of a collection, as of a place in the feed. */
export async function whole(server: At, token: string, collection: SyncCollection) {
	const path = `/api/sync/snapshot?collection=${collection}`;
	return v.parse(SyncSnapshotReply, (await ask(server, 'GET', path, { token })).body);
}

export type Place = { readonly feed: string; readonly since: number };

/** One page of what came after a place. */
export async function changesAfter(
	server: At,
	token: string,
	asked: Place & { readonly collection: SyncCollection; readonly limit?: number }
) {
	const { collection, feed, since, limit = 500 } = asked;
	const query = new URLSearchParams({ collection, feed, since: `${since}`, limit: `${limit}` });
	const path = `/api/sync/changes?${query.toString()}`;
	return v.parse(ChangesReply, (await ask(server, 'GET', path, { token })).body);
}

/** A copy of a collection as a client keeps it: a snapshot, then page after page. */
export class Copy {
	readonly records = new Map<string, unknown>();
	/** Every seq that was told, in the order in which it was. */
	readonly seqs: number[] = [];
	readonly #server: At;
	readonly #token: string;
	readonly #collection: SyncCollection;
	readonly #limit: number;
	#place: Place = { feed: '', since: 0 };

	private constructor(server: At, token: string, collection: SyncCollection, limit: number) {
		[this.#server, this.#token] = [server, token];
		[this.#collection, this.#limit] = [collection, limit];
	}

	static async of(server: At, token: string, collection: SyncCollection, limit = 500) {
		const copy = new Copy(server, token, collection, limit);
		const { feed, seq, records } = await whole(server, token, collection);
		for (const { id, record } of records) copy.records.set(id, record);
		copy.#place = { feed, since: seq };
		return copy;
	}

	/** Reads on to the head; a feed that starts over is an error here. */
	async catchUp(): Promise<void> {
		for (let more = true; more;) {
			const asked = { ...this.#place, collection: this.#collection, limit: this.#limit };
			const page = await changesAfter(this.#server, this.#token, asked);
			if (page.reset) throw new Error('The feed starts over.');
			for (const { seq, id, op, record } of page.changes) {
				this.seqs.push(seq);
				if (op === 'put') this.records.set(id, record);
				else this.records.delete(id);
			}
			this.#place = { feed: page.feed, since: page.next };
			more = page.more;
		}
	}
}

/** Somebody who reads hints: every head as it comes. */
export class Listener {
	readonly #stop: AbortController;
	readonly #heads: AsyncIterator<number>;

	private constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>, stop: AbortController) {
		this.#stop = stop;
		this.#heads = headsIn(body);
	}

	static async of(server: At, token: string): Promise<Listener> {
		const stop = new AbortController();
		const headers = { authorization: token };
		const answer = await fetch(`${server.url}/api/sync/hints`, { headers, signal: stop.signal });
		if (!answer.ok || answer.body === null) throw new Error(`No hints: ${answer.status}`);
		return new Listener(answer.body, stop);
	}

	/** The next head; nothing once the stream has ended. */
	async next(): Promise<number | undefined> {
		const { done, value } = await this.#heads.next();
		return done === true ? undefined : value;
	}

	/** Waits for a head of at least so much. */
	async upTo(head: number): Promise<void> {
		for (let heard = 0; heard < head;) {
			const next = await this.next();
			if (next === undefined) throw new Error('The stream has ended.');
			heard = next;
		}
	}

	close(): void {
		this.#stop.abort();
	}
}

async function* headsIn(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<number> {
	let text = '';
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		const events = (text + value).split('\n\n');
		text = events.pop() ?? '';
		for (const event of events) {
			const head = /^event: hint\ndata: (\d+)$/.exec(event)?.[1];
			if (head !== undefined) yield Number(head);
		}
	}
}

/** Somebody who asks for hints, and never reads on after the first bytes of the answer. */
export async function stalledReader(server: At, token: string): Promise<Socket> {
	const { hostname, port } = new URL(server.url);
	const socket = connect(Number(port), hostname);
	socket.on('error', () => undefined); // that it is cut off is what happens to it
	socket.write(
		`GET /api/sync/hints HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: ${token}\r\n\r\n`
	);
	const [first] = (await once(socket, 'data')) as [Buffer];
	socket.pause();
	if (!first.toString().startsWith('HTTP/1.1 200')) throw new Error(first.toString());
	return socket;
}

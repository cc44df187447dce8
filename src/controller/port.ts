import type { LostReason } from './controller.ts';

/**
 * One open way of bytes to a controller: Web Serial, WebUSB, a pair in memory, a terminal device. The
 * link sees no more of it [P2, P8].
 */
export interface BytePort {
	/** Ends (`done`) or throws when the port is lost; after a line error (a break) it goes on. */
	readonly incoming: AsyncIterable<Uint8Array>;
	/** Resolves once the port took them; rejects when it is lost. */
	write(bytes: Uint8Array): Promise<void>;
	/** Ends `incoming`; never rejects, and may be called twice. */
	close(): Promise<void>;
	/** A controller answered the hello: of ports that look alike it is this one. */
	greeted?(): void;
}

/** Ports that may be opened without asking anybody. */
export interface PortSource {
	/**
	 * Opens a port that has a controller behind it, or is null where there is none now.
	 *
	 * @throws PortError where one is there and does not open
	 */
	open(): Promise<BytePort | null>;
	/** Calls when a port may have come; only a hint that ends a pause. Returns how to stop [P5]. */
	onHint(wake: () => void): () => void;
}

/** A port is there, and cannot be used now. */
export class PortError extends Error {
	readonly reason: LostReason;

	constructor(reason: LostReason, cause?: unknown) {
		super(`The port cannot be used: ${reason}.`, { cause });
		this.name = 'PortError';
		this.reason = reason;
	}
}

import { PortError, type BytePort, type PortSource } from './port.ts';

/**
 * Several ways to a port, the preferred first. Which one is used is decided by what they find: on
 * Android Web Serial is there and has no ports, however often it is asked.
 */
export function anyPort(...sources: readonly PortSource[]): PortSource {
	return {
		async open(): Promise<BytePort | null> {
			let failure: unknown = null;
			for (const source of sources) {
				try {
					const port = await source.open();
					if (port) return port;
				} catch (error) {
					failure ??= error;
				}
			}
			if (failure === null) return null;
			throw failure instanceof PortError ? failure : new PortError('busy', failure);
		},
		onHint(wake: () => void): () => void {
			const stops = sources.map((source) => source.onHint(wake));
			return () => {
				for (const stop of stops) stop();
			};
		}
	};
}

import { newId } from './ids.ts';

/** Made at each start of the page [M3]. */
export const bootId = newId();

/** Milliseconds since 1970 by the device's clock, which a person may have set wrong. */
export function now(): number {
	return Date.now();
}

/** An instant as it travels: RFC 3339 in UTC [M4]. */
export function instant(at: number): string {
	return new Date(at).toISOString();
}

/** Milliseconds since the page started, on a clock that nobody can set [M3]. */
export function uptime(): number {
	return performance.now();
}

/** Runs a task after so many milliseconds; returns how to call it off. */
export function after(ms: number, task: () => void): () => void {
	const timer = setTimeout(task, ms);
	return () => {
		clearTimeout(timer);
	};
}

/** Resolves after so many milliseconds, or as soon as the signal fires. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((done) => {
		if (signal?.aborted) {
			done();
			return;
		}
		const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
		signal?.addEventListener(
			'abort',
			() => {
				clearTimeout(timer);
				done();
			},
			{ once: true }
		);
	});
}

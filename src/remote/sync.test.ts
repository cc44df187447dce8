import { afterEach, expect, test, vi } from 'vitest';
import { listenForHints } from './sync.ts';

afterEach(() => {
	vi.restoreAllMocks();
});

/** A line that a test writes to. */
function line(status = 200) {
	const body = new TransformStream<string, string>();
	const writer = body.writable.getWriter();
	const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation((_, init) => {
		init?.signal?.addEventListener('abort', () => {
			void writer.abort(new DOMException('', 'AbortError')).catch(() => undefined);
		});
		const bytes = body.readable.pipeThrough(new TextEncoderStream());
		return Promise.resolve(new Response(bytes, { status }));
	});
	return { writer, fetched };
}

test('[S9] that a hint comes is all that counts; what keeps the line alive is none', async () => {
	const { writer, fetched } = line();
	const stop = new AbortController();
	const heard = vi.fn();
	const end = listenForHints('the token', heard, stop.signal);
	await vi.waitFor(() => {
		expect(heard).toHaveBeenCalledTimes(1); // the line stands: something may have been missed
	});
	await writer.write(': still here\n\n');
	await writer.write('data: {"collection":"lots","trust":"me"}\n\n');
	await vi.waitFor(() => {
		expect(heard).toHaveBeenCalledTimes(2);
	});
	expect(heard).toHaveBeenCalledWith();
	const [path, init] = fetched.mock.calls[0] ?? [];
	expect(path).toBe('/api/sync/hints');
	expect(init?.headers).toMatchObject({ authorization: 'the token' });
	stop.abort();
	await end;
});

test('a line that breaks, is refused or never stood ends, and is no fault', async () => {
	const heard = vi.fn();
	const { signal } = new AbortController();
	const broken = line();
	const end = listenForHints('token', heard, signal);
	await vi.waitFor(() => {
		expect(heard).toHaveBeenCalledTimes(1);
	});
	await broken.writer.close();
	await end;
	line(401);
	await listenForHints('token', heard, signal);
	vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'));
	await listenForHints('token', heard, signal);
	expect(heard).toHaveBeenCalledTimes(1);
});

test('a line on which nothing comes for long is left', async () => {
	vi.useFakeTimers();
	try {
		line();
		const end = listenForHints('token', () => undefined, new AbortController().signal);
		await vi.advanceTimersByTimeAsync(91_000);
		await end;
		expect(vi.getTimerCount()).toBe(0);
	} finally {
		vi.useRealTimers();
	}
});

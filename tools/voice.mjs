import { spawn } from 'node:child_process';

/** What may wait for a terminal that takes nothing (Ctrl-S); beyond it, output is dropped. */
const BACKLOG = 1_000_000;

/**
 * The only way to the terminal. Node resets SIGTTOU to its default when it starts, so under
 * `stty tostop` a Node in the background would be stopped by its first line. A `cat` that ignores
 * the signal writes in its stead; this process and its children write into pipes. [O2]
 *
 * A reader that goes away (`npm start | head -1`) silences the output, and ends nothing.
 */
export function voice() {
	const out = writer('exec cat');
	const err = writer('exec cat >&2');
	return {
		/** @param {string} line */
		say(line) {
			out.write(`${line}\n`);
		},
		/** @param {string} line */
		complain(line) {
			err.write(`${line}\n`);
		},
		/**
		 * Joins a child's output with ours, whole lines only.
		 *
		 * @param {import('node:child_process').ChildProcess} child
		 * @param {(line: string) => string | undefined} [edit] what becomes of a line; nothing drops it
		 */
		listen(child, edit = (line) => line) {
			for (const [stream, to] of /** @type {const} */ ([
				[child.stdout, out],
				[child.stderr, err]
			])) {
				lines(stream, (line) => {
					const edited = edit(line);
					if (edited !== undefined) to.write(`${edited}\n`);
				});
			}
		},
		/** Resolves once everything said has been written. */
		async close() {
			await Promise.all([out.close(), err.close()]);
		}
	};
}

/**
 * @param {import('node:stream').Readable | null} stream
 * @param {(line: string) => void} take
 */
export function lines(stream, take) {
	let rest = '';
	stream?.setEncoding('utf8');
	stream?.on('data', (/** @type {string} */ text) => {
		const whole = (rest + text).split('\n');
		rest = whole.pop() ?? '';
		whole.forEach(take);
	});
	stream?.on('end', () => {
		if (rest !== '') take(rest);
	});
}

/** @param {string} command */
function writer(command) {
	const child = spawn('sh', ['-c', `trap '' TTOU TTIN INT TERM HUP QUIT TSTP; ${command}`], {
		stdio: ['pipe', 'inherit', 'inherit']
	});
	const ended = new Promise((done) => child.on('close', done));
	let open = true;
	child.stdin.on('error', () => {
		open = false;
	});
	return {
		/** @param {string} text */
		write(text) {
			if (open && child.stdin.writableLength < BACKLOG) child.stdin.write(text);
		},
		async close() {
			child.stdin.end();
			await ended;
		}
	};
}

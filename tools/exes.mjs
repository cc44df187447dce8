// npm run exes -- COMMAND: the server's command line, beside a running server or without one. [O7]
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, build } from './build.mjs';

// Standard output belongs to the command: it may be JSON that a program reads.
await build(['migrations', 'hooks', 'server'], {
	started: (step) => {
		console.error(`building ${step.title}`);
	}
}).catch((error) => {
	console.error(error instanceof Error ? error.message : String(error));
	process.exit(1);
});

const child = spawn(join(ROOT, 'dist/exes'), process.argv.slice(2), {
	cwd: ROOT,
	stdio: 'inherit'
});
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP'])) {
	process.on(signal, () => child.kill(signal));
}
child.on('error', (error) => {
	console.error(error.message);
	process.exit(1);
});
child.on('close', (code) => {
	process.exit(code ?? 1);
});

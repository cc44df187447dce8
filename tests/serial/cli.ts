// npm run serial [-- file]: the machine over a serial port in Chromium, in a network of its own, so that
// no other browser of this computer sees the ports that are made here; it needs no root either.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { built } from '../support/build.ts';
import { missingTools } from './missing.ts';
import { virtualPort } from './udev.ts';

const ROOT = join(import.meta.dirname, '../..');
const PATH = [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(':');

const needs = missingTools();
if (needs.length > 0) {
	console.error(needs.join('\n'));
	process.exit(1);
}
await built(); // may need the network that the tests do not have
const vitest = ['vitest', 'run', '--project', 'serial', ...process.argv.slice(2)];
const child = spawn(virtualPort(), ['within', ...vitest], {
	cwd: ROOT,
	stdio: 'inherit',
	env: { ...process.env, PATH }
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => child.kill(signal));
}
child.on('close', (code) => {
	process.exitCode = code ?? 1;
});

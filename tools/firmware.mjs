// npm run firmware: the tests of the controller board's firmware, which need a C compiler.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './build.mjs';

const compiler = process.env['CC'] ?? 'gcc';
/** Packages of Debian. */
const packages = { make: 'make', [compiler]: 'gcc libc6-dev' };
const needs = Object.entries(packages)
	.filter(([program]) => spawnSync(program, ['--version']).status !== 0)
	.map(([program, name]) => `${program} is missing: \`apt-get install -y ${name}\`.`);

if (needs.length > 0) {
	for (const need of needs) console.error(need);
	console.log(`0 passed, ${needs.length} failed`);
	process.exit(1);
}
// A sample of the fuzzers at other seeds, or more of them, by hand: make -C firmware fuzz.
const all = process.env['TEST_ALL'] === '1' ? ['COUNT=3000000', 'LIVES=3000'] : [];
const targets = ['test', 'mutants'];
const args = ['--no-print-directory', '-s', '-k', '-C', join(ROOT, 'firmware'), `CC=${compiler}`];
const child = spawn('make', [...args, ...all, ...targets], { stdio: 'inherit' });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
	process.on(signal, () => child.kill(signal));
}
child.on('close', (code) => {
	process.exitCode = code ?? 1;
});

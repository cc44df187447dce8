import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { serialDeviceNumber, tellUdev, udevMessage } from './udev.ts';

/** Tools that this machine lacks for a serial port in a real browser: a sentence each, with how to get it. */
export function missingTools(): string[] {
	const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
	const needs: string[] = [];
	if (process.platform !== 'linux') {
		return [
			'The serial port of these tests is made with Linux: run them there, or in a container.'
		];
	}
	if (!existsSync(chromium)) {
		needs.push(
			`${chromium} is missing: \`apt-get install -y chromium\`, or name another browser in CHROMIUM.`
		);
	}
	if (!existsSync('/proc/tty/drivers') || !serialDeviceNumber()) {
		needs.push(
			'This kernel has no serial driver (no line of type "serial" in /proc/tty/drivers): `modprobe 8250`, or another kernel.'
		);
	}
	if (spawnSync('gcc', ['--version']).status !== 0) {
		needs.push('gcc is missing: `apt-get install -y gcc libc6-dev`.');
	}
	return needs;
}

/** The same, and what this process may not do. */
export function missing(): string[] {
	const needs = missingTools();
	if (needs.length > 0) return needs;
	try {
		tellUdev(udevMessage('remove', '/devices/exes/none', {}));
	} catch (error) {
		needs.push(
			`${error instanceof Error ? error.message : String(error)}. Run \`npm run serial\`, which takes a network of its own for it; where it may not, run it as root, or allow user namespaces: \`sysctl kernel.unprivileged_userns_clone=1\` (Ubuntu: \`kernel.apparmor_restrict_unprivileged_userns=0\`).`
		);
	}
	return needs;
}

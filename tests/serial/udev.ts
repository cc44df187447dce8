import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiled } from './compiled.ts';

/** The helper of this folder, for what Node cannot ask the kernel for. */
export const virtualPort = (): string =>
	compiled('virtual-port', [join(import.meta.dirname, 'virtual-port.c')]);

const HEADER_BYTES = 40;
const MAGIC = 0xfeedcafe;

let sequence = Date.now() % 1e9;

/** One message of udev about a terminal, as libudev reads it. */
export function udevMessage(
	action: 'add' | 'remove',
	path: string,
	properties: Readonly<Record<string, string>>
): Buffer {
	sequence += 1;
	const all = { ACTION: action, DEVPATH: path, SUBSYSTEM: 'tty', SEQNUM: sequence, ...properties };
	const body = Buffer.concat(Object.entries(all).map(([k, v]) => Buffer.from(`${k}=${v}\0`)));
	const header = Buffer.alloc(HEADER_BYTES);
	header.write('libudev\0', 'latin1');
	header.writeUInt32BE(MAGIC, 8);
	header.writeUInt32LE(HEADER_BYTES, 12);
	header.writeUInt32LE(HEADER_BYTES, 16);
	header.writeUInt32LE(body.length, 20);
	header.writeUInt32BE(murmur2(Buffer.from('tty')), 24);
	return Buffer.concat([header, body]);
}

/** Sends it to whoever listens for devices in this network namespace. @throws where it may not */
export function tellUdev(message: Buffer): void {
	const { status, stderr } = spawnSync(virtualPort(), ['announce'], { input: message });
	if (status !== 0) throw new Error(`No message of udev can be sent: ${stderr.toString().trim()}`);
}

/**
 * A device number of a real serial driver: Chromium takes no other terminal for a serial port.
 *
 * @returns null where this kernel has no such driver
 */
export function serialDeviceNumber(): { MAJOR: string; MINOR: string } | null {
	for (const line of readFileSync('/proc/tty/drivers', 'utf8').split('\n')) {
		const [, , major, minors, type] = line.trim().split(/\s+/);
		if (type === 'serial' && major !== undefined && minors !== undefined)
			return { MAJOR: major, MINOR: minors.split('-')[0] ?? minors };
	}
	return null;
}

/** The hash of a subsystem by which libudev filters; MurmurHash2 with seed 0. */
function murmur2(bytes: Buffer): number {
	const m = 0x5bd1e995;
	let hash = bytes.length;
	let at = 0;
	for (; bytes.length - at >= 4; at += 4) {
		let word = Math.imul(bytes.readUInt32LE(at), m);
		word = Math.imul(word ^ (word >>> 24), m);
		hash = Math.imul(hash, m) ^ word;
	}
	const rest = bytes.subarray(at);
	if (rest.length > 0) {
		for (const [i, byte] of rest.entries()) hash ^= byte << (8 * i);
		hash = Math.imul(hash, m);
	}
	hash = Math.imul(hash ^ (hash >>> 13), m);
	return (hash ^ (hash >>> 15)) >>> 0;
}

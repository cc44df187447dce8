import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compiled } from './compiled.ts';

const FIRMWARE = join(import.meta.dirname, '../../firmware');
const ROOMS = ['core', 'posix'];

/** The controller of C as a program for this computer; `firmware/posix` says what it takes. */
export function controllerProgram(): string {
	const sources = ROOMS.flatMap((room) =>
		readdirSync(join(FIRMWARE, room))
			.filter((file) => file.endsWith('.c'))
			.map((file) => join(FIRMWARE, room, file))
	);
	return compiled(
		'controller',
		sources,
		ROOMS.map((room) => `-I${join(FIRMWARE, room)}`)
	);
}

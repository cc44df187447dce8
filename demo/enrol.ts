import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { ApiError } from '#remote/api.ts';
import { Chance } from './chance.ts';
import { Journal } from './journal.ts';
import type { Server } from './line.ts';
import type { MachineState } from './machine.ts';
import { hardwareOf, placeOf, type Place } from './places.ts';

/** 15 characters of `[a-z0-9]` that nobody else makes: ids are no part of the seeded chance. */
export function newId(): string {
	return Array.from(randomBytes(15), (byte) => (byte % 36).toString(36)).join('');
}

/** A machine as it leaves the factory: a secret of its own, and nobody knows it. */
export function newMachine(index: number, seed: number): MachineState {
	return {
		index,
		secret: randomBytes(32).toString('base64url'),
		enrolmentCode: null,
		machineId: null,
		chance: new Chance(`${seed}/life/${index}`).state,
		journal: Journal.begin(newId()),
		life: null
	};
}

/**
 * Makes the machine known, each step once: its code at the command line, then its registration.
 * After a crash it goes on where it was; the same code with the same secret costs nothing [M5].
 */
export async function enrol(
	machine: MachineState,
	seed: number,
	server: Server,
	exes: string,
	save: () => Promise<void>
): Promise<void> {
	const place = placeOf(machine.index, seed);
	machine.enrolmentCode ??= await codeFor(place, exes);
	await save();
	const { enrolmentCode, secret, index } = machine;
	const hardware = hardwareOf(place, `demo-${index + 1}`);
	try {
		const { machineId } = await server.api.register({ enrolmentCode, secret, hardware });
		machine.machineId = machineId;
	} catch (error) {
		// A code that has run out, or is of another server: the next try asks for a new one.
		if (error instanceof ApiError && error.code === 'refused') machine.enrolmentCode = null;
		throw error;
	}
	machine.enrolmentCode = null;
	await save();
}

function codeFor(place: Place, exes: string): Promise<string> {
	const { name, address, lat, lon, openingHours } = place;
	const args = [
		...['machine', 'enrol', `--name=${name}`, `--address=${address}`],
		...[`--lat=${lat}`, `--lon=${lon}`, '--time-zone=America/New_York', '--demo', '--json'],
		...(openingHours === undefined ? [] : [`--opening-hours=${openingHours}`])
	];
	return new Promise((settle, fail) => {
		execFile(exes, args, { timeout: 60_000 }, (error, stdout, stderr) => {
			try {
				if (error) throw new Error(stderr.trim() || error.message);
				settle((JSON.parse(stdout) as { enrolmentCode: string }).enrolmentCode);
			} catch (cause) {
				fail(cause instanceof Error ? cause : new Error(String(cause)));
			}
		});
	});
}

// node demo/fleet.ts --url URL --exes FILE [--data DIR] [--machines 12] [--speed 1] [--seed 1]
// [--for SECONDS]: machines that live, so that a map has something to show and a server something
// to do. Honest clients: they know the API and nothing else.
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Chance } from './chance.ts';
import { enrol, newId, newMachine } from './enrol.ts';
import { Line, serverAt } from './line.ts';
import { DemoMachine, type MachineState } from './machine.ts';
import { placeOf } from './places.ts';
import { SavedFleet } from './saved.ts';
import { Tally } from './tally.ts';

const { values } = parseArgs({
	options: {
		url: { type: 'string', default: 'http://127.0.0.1:8090' },
		exes: { type: 'string', default: 'dist/exes' },
		data: { type: 'string', default: process.env['EXES_DATA_DIR'] ?? 'exes_data' },
		machines: { type: 'string', default: '12' },
		speed: { type: 'string', default: '1' },
		seed: { type: 'string', default: '1' },
		for: { type: 'string' }
	}
});
const count = number('machines', values.machines, 0, 10_000);
const speed = number('speed', values.speed, 0.01, 10_000);
const seed = number('seed', values.seed, 0, 2 ** 32 - 1);
const seconds = values.for === undefined ? null : number('for', values.for, 1, 1e6);
const exes = resolve(values.exes);

const ending = new AbortController();
const end = (): void => {
	ending.abort();
};
process.on('SIGTERM', end);
process.on('SIGINT', end);
// Whoever started the fleet and is gone would leave it behind.
const parent = process.ppid;
setInterval(() => {
	if (process.ppid !== parent) end();
}, 500).unref();
if (seconds !== null) setTimeout(end, seconds * 1_000).unref();

const tally = new Tally();
const server = serverAt(values.url);
const saved = await SavedFleet.open(values.data, seed);
const save = (): Promise<void> => saved.save();
while (saved.machines.length < count) {
	saved.machines.push(newMachine(saved.machines.length, seed));
}

const running: DemoMachine[] = [];
const lives: Promise<void>[] = [];
for (const state of saved.machines.slice(0, count)) {
	const machineId = await known(state);
	if (machineId === null) break;
	const machine = new DemoMachine(state, {
		place: placeOf(state.index, seed),
		line: new Line(server, { machineId, secret: state.secret }),
		speed,
		tally,
		newId,
		save,
		now: () => Date.now(),
		sleep,
		luck: new Chance(`${seed}/luck/${state.index}`)
	});
	running.push(machine);
	lives.push(machine.run());
}
if (!ending.signal.aborted) {
	console.log(`${running.length} machines of the demonstration are in the streets.`);
}
await Promise.race([aborted(), Promise.all(lives)]);

for (const machine of running) machine.stop();
if (seconds !== null) {
	await Promise.all(lives);
	await Promise.all(running.map((machine) => machine.drain()));
}
await save();
if (seconds !== null) {
	const unsent = running.reduce((sum, machine) => sum + machine.unsent, 0);
	console.log(JSON.stringify(tally.summary(unsent)));
}
process.exit(0);

/** Its number; null when the end came first. A server that is away is asked again. */
async function known(state: MachineState): Promise<number | null> {
	for (let wait = 500; !ending.signal.aborted; wait = Math.min(30_000, wait * 2)) {
		if (state.machineId !== null) return state.machineId;
		try {
			await enrol(state, seed, server, exes, save);
		} catch (error) {
			console.error(error instanceof Error ? error.message : String(error));
			await sleep(wait);
		}
	}
	return null;
}

/** Ends early when the fleet ends. */
async function sleep(ms: number): Promise<void> {
	await pause(ms, undefined, { signal: ending.signal }).catch(() => undefined);
}

function aborted(): Promise<void> {
	return new Promise((settle) => {
		if (ending.signal.aborted) settle();
		ending.signal.addEventListener('abort', () => {
			settle();
		});
	});
}

function number(name: string, text: string, min: number, max: number): number {
	const value = Number(text);
	if (text !== '' && value >= min && value <= max) return value;
	console.error(`--${name} takes a number from ${min} to ${max}, not ${JSON.stringify(text)}.`);
	process.exit(2);
}

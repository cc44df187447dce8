import type { Area } from '#domain/shapes/access.ts';
import {
	areaNamed,
	areasSeenIn,
	changeArea,
	createArea as create,
	type AreaOutcome
} from './areas.ts';
import { atCommandLine } from './audit.ts';
import { command, textOf, UsageError, type Call, type Saying } from './console.ts';
import { inTransaction } from './pocketbase.ts';

/** `area create NAME [MACHINE ...]`: a named set of machines. */
export const createArea = command((_, { args }) => {
	const [typed = '', ...machines] = args;
	const name = nameOf(typed);
	const wanted = { name, machineIds: numbersOf(machines) };
	return inTransaction((tx) => saying(tx, create(tx, atCommandLine(), wanted, Date.now()), name));
});

/** `area set AREA [MACHINE ...]`: these machines lie in it from now on; `--name` renames it. */
export const setArea = command((_, call) => {
	const [typed = '', ...machines] = call.args;
	if (typed === '') throw new UsageError('Say which area, by its name or its id.');
	const name = call.flag('name');
	if (machines.length === 0 && name === '' && !call.on('empty')) {
		throw new UsageError('Say which machines lie in it, or --empty for none, or --name.');
	}
	if (machines.length > 0 && call.on('empty')) throw new UsageError('--empty takes no machines.');
	const isSet = machines.length > 0 || call.on('empty');
	const wanted = {
		...(name === '' ? {} : { name: nameOf(name) }),
		...(isSet ? { machineIds: numbersOf(machines) } : {})
	};
	return inTransaction((tx) => {
		const { areaId } = areaFor(tx, typed);
		const outcome = changeArea(tx, atCommandLine(), areaId, wanted, Date.now());
		return saying(tx, outcome, name || typed);
	});
});

/** `area list`: every area with its machines. */
export const listAreas = command((app) => {
	const areas = areasSeenIn(app, { reach: 'everywhere' });
	return { json: { areas }, text: areas.map(lineOf).join('\n') || 'There is no area yet.' };
});

/** The area of a name or an id. */
export function areaFor(app: core.App, typed: string): Area {
	const all = areasSeenIn(app, { reach: 'everywhere' });
	const area = all.find(({ areaId, name }) => areaId === typed || name === typed);
	if (area) return area;
	throw new Error(`There is no area ${typed}: area list shows them.`);
}

const lineOf = ({ areaId, name, machineIds }: Area): string =>
	`${areaId}  ${name}  ${machineIds.join(' ') || 'no machine'}`;

function nameOf(typed: string): string {
	const name = textOf(typed.trim(), 'name', 80);
	if (name === '') throw new UsageError('Say what it is called: area create NAME [MACHINE ...]');
	return name;
}

function numbersOf(typed: Call['args']): number[] {
	return typed.map((one) => {
		if (/^[1-9]\d{0,15}$/.test(one)) return Number(one);
		throw new UsageError(`A machine is named by its number, not "${one}".`);
	});
}

function saying(tx: core.App, outcome: AreaOutcome, name: string): Saying {
	switch (outcome.kind) {
		case 'unknown_area':
			throw new Error(`There is no area ${name}.`);
		case 'unknown_machine':
			throw new Error(`There is no machine ${outcome.machineId}. Nothing is changed.`);
		case 'area_exists':
			throw new Error(`Another area is called ${name}. Nothing is changed.`);
		case 'done': {
			const area = areaNamed(tx, outcome.areaId);
			if (!area) throw new Error('An area that was just written is there.');
			return { json: area, text: lineOf(area) };
		}
	}
}

import { getContext, setContext } from 'svelte';
import { Journey } from './journey.svelte.ts';
import { Machine } from './machine.svelte.ts';

export type Here = { readonly machine: Machine; readonly journey: Journey };

/** The name of the context in which the screens find them. */
export const HERE = Symbol('kiosk');

/** Makes the machine and the journey that the screens below share. */
export function newHere(): Here {
	const machine = new Machine();
	return setContext<Here>(HERE, { machine, journey: new Journey(machine) });
}

export function here(): Here {
	return getContext<Here>(HERE);
}

import { getContext, setContext } from 'svelte';
import { Journey } from './journey.svelte.ts';
import { Machine } from './machine.svelte.ts';

type Here = { readonly machine: Machine; readonly journey: Journey };

const KEY = Symbol('kiosk');

/** Makes the machine and the journey that the screens below share. */
export function newHere(): Here {
	const machine = new Machine();
	return setContext<Here>(KEY, { machine, journey: new Journey(machine) });
}

export function here(): Here {
	return getContext<Here>(KEY);
}

import type { Refusal } from './journey.svelte.ts';

/**
 * What a person can do with food that no machine of these rules takes: `ask` a kitchen or a food bank
 * that takes it, `cook` it and bring the meal, write a `label`, use it at `home`, or `bin` it.
 */
export type Instead = 'ask' | 'cook' | 'label' | 'home' | 'bin';

const INSTEAD: Readonly<Record<Refusal, Instead>> = {
	'raw-milk': 'home',
	'minced-meat': 'cook',
	'raw-meat': 'cook',
	'raw-fish': 'cook',
	'raw-egg': 'home',
	'cooked-rice': 'home',
	'home-canned': 'home',
	'wild-mushrooms': 'home',
	thawed: 'cook',
	opened: 'home',
	buffet: 'bin',
	alcohol: 'home',
	noLabel: 'label',
	food: 'ask'
};

export const insteadOf = (what: Refusal): Instead => INSTEAD[what];

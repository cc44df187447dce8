import { catalogue } from '#lib/messages/messages.svelte.ts';
import { en } from './en.ts';

/** The words of a volunteer's visit at the machine. */
export const say = catalogue(en, {
	de: () => import('./de.ts'),
	ar: () => import('./ar.ts')
});

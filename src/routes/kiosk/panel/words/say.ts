import { catalogue } from '#lib/messages/messages.svelte.ts';
import { en } from './en.ts';

/** The words of the panel of the simulated machine. */
export const say = catalogue(en, {
	de: () => import('./de.ts'),
	ar: () => import('./ar.ts')
});

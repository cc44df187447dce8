import { catalogue } from '../messages.svelte.ts';
import { en } from './en.ts';

/** What is said of a lot. */
export const say = catalogue(en, {
	de: () => import('./de.ts'),
	ar: () => import('./ar.ts')
});

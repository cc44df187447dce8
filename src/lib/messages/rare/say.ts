import { catalogue } from '../messages.svelte.ts';
import { en } from './en.ts';

/** What any page may have to say, and rarely does. */
export const say = catalogue(en, {
	de: () => import('./de.ts'),
	ar: () => import('./ar.ts')
});

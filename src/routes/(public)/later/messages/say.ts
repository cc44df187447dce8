import { catalogue } from '#lib/messages/messages.svelte.ts';
import { en } from './en.ts';

/** The words of what comes after the first view. */
export const say = catalogue(en, {
	de: () => import('./de.ts'),
	ar: () => import('./ar.ts')
});

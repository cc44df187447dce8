import { catalogue } from '#lib/messages/messages.svelte.ts';
import { en } from './en.ts';

/** The words about the link to the doors, for everybody, and of the service screens. */
export const say = catalogue(en, {
	de: () => import('./de.ts'),
	ar: () => import('./ar.ts')
});

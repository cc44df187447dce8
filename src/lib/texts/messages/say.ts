import { catalogue } from '#lib/messages/messages.svelte.ts';
import { en } from './en.ts';

/** The names of the texts that the law asks for. */
export const say = catalogue(en, {
	de: () => import('./de.ts'),
	ar: () => import('./ar.ts')
});

import { catalogue } from '#lib/messages/messages.svelte.ts';
import { en } from './en.ts';

/** Words for somebody whom food made ill. */
export const say = catalogue(en, {
	de: () => import('./de.ts'),
	ar: () => import('./ar.ts')
});

import { catalogue } from '#lib/messages/messages.svelte.ts';
import { en } from './en.ts';

/** Words of those who lead, and of everybody's own devices. */
export const say = catalogue(en, {
	de: () => import('./de.ts'),
	ar: () => import('./ar.ts')
});

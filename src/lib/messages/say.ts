import { en } from './en.ts';
import { catalogue } from './messages.svelte.ts';

/** The words that every section shares. */
export const say = catalogue(en, {
	de: () => import('./de.ts'),
	ar: () => import('./ar.ts')
});

import { resolve } from '$app/paths';

/** The way in, and back to where somebody is. */
export const signInPath = (): string =>
	`${resolve('/sign-in')}?to=${encodeURIComponent(location.pathname + location.search)}`;

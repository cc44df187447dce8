import * as v from 'valibot';
import { ApiError } from './error.ts';

/** `403 role_may_not`: what a signed-in person may not do, and whom they can ask. */
export const MayNot = v.object({
	...ApiError.entries,
	/** Names of those who may: coordinators of the person's areas first. */
	ask: v.array(v.string())
});
export type MayNot = v.InferOutput<typeof MayNot>;

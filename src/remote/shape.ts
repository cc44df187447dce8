import * as v from 'valibot';
import { ApiError } from './api.ts';

/** Checks an answer's form, so that what is not our server's acknowledges nothing. */
export function expectShape<S extends v.GenericSchema>(shape: S, body: unknown): v.InferOutput<S> {
	const parsed = v.safeParse(shape, body);
	if (parsed.success) return parsed.output;
	throw new ApiError('unexpected', `An answer of another form: ${v.summarize(parsed.issues)}`);
}

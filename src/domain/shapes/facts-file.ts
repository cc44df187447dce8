import * as v from 'valibot';
import { Instant, integer, MAX_INTEGER } from './values.ts';

/**
 * The outbox of a machine as a file, for `exes import facts` [M8]. Its facts are judged one by one
 * when they are imported, like those of a batch, so they are not checked here.
 */
export const FactsFile = v.object({
	/** The version of this form. */
	exesFacts: v.literal(1, 'Not a file of facts that this version knows.'),
	machineId: integer(1, MAX_INTEGER),
	savedAt: Instant,
	events: v.array(v.unknown(), 'A list of facts.')
});
export type FactsFile = v.InferOutput<typeof FactsFile>;

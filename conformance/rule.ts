import type { Machine } from './machine.ts';

/** One sentence of the contract that a machine can see kept or broken. */
export type Rule = {
	/** Where the contract says so: `M9`. */
	readonly rule: string;
	readonly says: string;
	/** Returns where it is so; throws a `Mismatch` or `NotTried`. */
	readonly run: (machine: Machine) => Promise<void>;
};

export const rule = (name: string, says: string, run: Rule['run']): Rule => ({
	rule: name,
	says,
	run
});

import type { Machine } from './machine.ts';

/** One sentence of a contract that can be seen kept or broken, by whoever plays the other side. */
export type Rule<Player = Machine> = {
	/** Where the contract says so: `M9`. */
	readonly rule: string;
	readonly says: string;
	/** Returns where it is so; throws a `Mismatch` or `NotTried`. */
	readonly run: (player: Player) => Promise<void>;
};

export const rule = <Player = Machine>(
	name: string,
	says: string,
	run: Rule<Player>['run']
): Rule<Player> => ({
	rule: name,
	says,
	run
});

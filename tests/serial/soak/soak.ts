import { live } from './life.ts';
import type { Verdict } from './verdict.ts';

type Options = {
	readonly seed: number;
	/** Over all machines, at least. */
	readonly events: number;
	readonly machines: number;
	readonly onLife?: (seed: string, verdict: Verdict) => void;
};

/** Machines that live at once, each with its own board, cable and page; the sum over all of them. */
export async function soak({ seed, events, machines, onLife }: Options): Promise<Verdict> {
	const each = Math.ceil(events / machines);
	const verdicts = await Promise.all(
		Array.from({ length: machines }, async (_, i) => {
			const name = `${seed}/${i + 1}`;
			const verdict = await live(name, each);
			onLife?.(name, verdict);
			return verdict;
		})
	);
	return verdicts.reduce(added);
}

function added(a: Verdict, b: Verdict): Verdict {
	return {
		events: a.events + b.events,
		unlocked: a.unlocked + b.unlocked,
		faults: a.faults + b.faults,
		disturbances: a.disturbances + b.disturbances,
		lost: a.lost + b.lost,
		missing: [...a.missing, ...b.missing],
		doubled: a.doubled + b.doubled,
		unlockedTwice: a.unlockedTwice + b.unlockedTwice,
		stale: a.stale + b.stale
	};
}

export const sumIn = ({ events, lost, doubled, unlockedTwice, stale }: Verdict): string =>
	`${events} events, ${lost} lost, ${doubled} doubled, ${unlockedTwice} unlocked twice, ${stale} stale`;

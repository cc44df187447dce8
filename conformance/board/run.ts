import { outcomeOf, type Outcome } from '../run.ts';
import type { Rule } from '../rule.ts';
import type { Device } from './device.ts';
import { Host, type Options } from './host.ts';
import { doors } from './rules/doors.ts';
import { events } from './rules/events.ts';
import { frames } from './rules/frames.ts';
import { requests } from './rules/requests.ts';
import { session } from './rules/session.ts';

/** Every rule that a board is held to; the first is whether it answers at all. */
export const RULES = [...session, ...frames, ...events, ...requests, ...doors];

/** Goes through every rule, whatever the board does. */
export async function boardConformance(
	device: Device,
	options: Options & { readonly onOutcome?: (outcome: Outcome) => void },
	rules: readonly Rule<Host>[] = RULES
): Promise<Outcome[]> {
	const host = new Host(device, options);
	const outcomes: Outcome[] = [];
	for (const rule of rules) {
		const outcome = await outcomeOf(rule, host);
		outcomes.push(outcome);
		options.onOutcome?.(outcome);
		if (outcomes.length === 1 && outcome.result === 'failed') break; // nobody is there
	}
	return outcomes;
}

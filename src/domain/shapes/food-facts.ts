import * as v from 'valibot';
import { envelope } from './envelope.ts';
import { Lot } from './lot.ts';
import { ClientId, Grams, integer, Portions, SlotNumber, text } from './values.ts';
import * as words from './words.ts';

// Facts that move food: each is a line of the ledger [M11].

const evidence = v.picklist(words.EVIDENCE, 'One of door, weight, none.');

export const Donate = v.object({
	...envelope,
	lot: Lot,
	evidence: v.optional(evidence),
	unconfirmed: v.optional(v.literal(true, 'true, or left out.')),
	donorCode: v.optional(text(1, 40)),
	weighedGrams: v.optional(Grams)
});

export const Collect = v.object({
	...envelope,
	lotId: ClientId,
	portions: Portions,
	grams: v.optional(Grams),
	evidence
});

export const Expired = v.object({
	...envelope,
	lotId: ClientId,
	portions: Portions,
	reason: v.picklist(words.DISCARD_REASONS, 'A known reason.'),
	final: v.optional(v.literal(true, 'true, or left out.')),
	grams: v.optional(Grams),
	note: v.optional(text(0, 500))
});

const move = {
	...envelope,
	/** One id for both halves. */
	moveId: ClientId,
	lotId: ClientId,
	portions: Portions,
	slot: v.optional(SlotNumber),
	/** How long it was above its limit on the way, which counts against its policy's hours [F5]. */
	minutesWarm: v.optional(integer(0, 100_000))
};

/** Food that left a machine for another one; `slot` is where it stood. */
export const MoveOut = v.object(move);
/** The same food, arrived; `slot` is where it stands now. */
export const MoveIn = v.object(move);

/** Somebody looked, and the ledger was wrong: the difference, not the new number. */
export const Adjust = v.pipe(
	v.object({
		...envelope,
		lotId: ClientId,
		portions: integer(-999, 999),
		reason: v.picklist(words.ADJUST_REASONS, 'One of counted, corrected, returned.')
	}),
	v.forward(
		v.partialCheck(
			[['portions'], ['reason']],
			({ portions, reason }) => portions !== 0 || reason === 'counted',
			'Not 0, unless somebody counted.'
		),
		['portions']
	),
	v.metadata({
		if: { properties: { portions: { const: 0 } } },
		then: { properties: { reason: { const: 'counted' } } }
	})
);

import * as v from 'valibot';
import {
	ClientId,
	decimal,
	Grams,
	Instant,
	integer,
	MachineId,
	PlainDateText,
	Portions,
	Seq,
	ShortText,
	SlotNumber,
	text,
	Uptime
} from './values.ts';
import * as words from './words.ts';

/** The newest form of a fact that this code knows [O13]. */
export const FACT_VERSION = 1;
/** One fact, as UTF-8 [contract, "Bodies"]. */
export const MAX_FACT_BYTES = 8_192;

const envelope = {
	eventId: ClientId,
	epoch: ClientId,
	seq: Seq,
	occurredAt: Instant,
	bootId: ClientId,
	uptimeMs: Uptime,
	v: v.optional(integer(1, 999)),
	machineId: v.optional(MachineId)
};

const allergenList = v.array(v.picklist(words.ALLERGENS, 'One of the 14 allergens.'), 'A list.');

export const Allergens = v.object(
	{ contains: allergenList, mayContain: allergenList, freeOf: allergenList },
	'Lists contains, mayContain and freeOf, or null for not known.'
);
export type Allergens = v.InferOutput<typeof Allergens>;

/** What a donor says of a lot; the wire form. */
export const Lot = v.pipe(
	v.object(
		{
			lotId: ClientId,
			slot: SlotNumber,
			name: text(1, 120),
			category: v.picklist(words.CATEGORIES, 'A known category.'),
			storage: v.picklist(words.STORAGES, 'One of ambient, chilled, frozen.'),
			dateKind: v.picklist(words.DATE_KINDS, 'One of useBy, bestBefore, preparedAt.'),
			date: v.optional(PlainDateText),
			preparedAt: v.optional(Instant),
			portions: Portions,
			grams: v.optional(Grams),
			allergens: v.nullable(Allergens),
			diets: v.optional(v.array(v.picklist(words.DIETS, 'A known diet.'), 'A list.')),
			gtin: v.optional(
				v.pipe(v.string(), v.regex(/^(\d{8}|\d{12,14})$/, '8, 12, 13 or 14 digits.'))
			),
			ingredients: v.optional(text(0, 2_000)),
			brand: v.optional(text(0, 80)),
			batch: v.optional(text(0, 80))
		},
		'The lot that was put in.'
	),
	v.forward(
		v.check(
			(lot) => lot.dateKind === 'preparedAt' || lot.date !== undefined,
			'A date such as 2026-11-23, because of the dateKind.'
		),
		['date']
	),
	v.forward(
		v.check(
			(lot) => lot.dateKind !== 'preparedAt' || lot.preparedAt !== undefined,
			'An instant in UTC, because of the dateKind.'
		),
		['preparedAt']
	)
);
export type Lot = v.InferOutput<typeof Lot>;

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

export const Alert = v.object({
	...envelope,
	kind: v.picklist(words.ALERT_KINDS, 'A known kind of alert.'),
	severity: v.picklist(words.SEVERITIES, 'One of info, warning, critical.'),
	cleared: v.boolean('true or false.'),
	value: v.optional(decimal(-1e9, 1e9)),
	threshold: v.optional(decimal(-1e9, 1e9)),
	unit: v.optional(ShortText),
	slot: v.optional(SlotNumber),
	sensor: v.optional(ShortText),
	message: v.optional(text(0, 500))
});

/** The body of every type of fact, without `type`: what its own endpoint takes. */
export const FACTS = { donate: Donate, collect: Collect, expired: Expired, alert: Alert } as const;

export type DonateFact = v.InferOutput<typeof Donate> & { type: 'donate' };
export type CollectFact = v.InferOutput<typeof Collect> & { type: 'collect' };
export type ExpiredFact = v.InferOutput<typeof Expired> & { type: 'expired' };
export type AlertFact = v.InferOutput<typeof Alert> & { type: 'alert' };
/** A fact as it travels, parsed. */
export type Fact = DonateFact | CollectFact | ExpiredFact | AlertFact;

/** The free texts that the ledger does not hold; they stand in a side table [M23]. */
export const SIDE_FIELDS = ['note', 'message', 'donorCode'] as const;

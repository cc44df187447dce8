import * as v from 'valibot';
import { openingHoursFault } from '../opening-hours-form.ts';
import { HardwareSlot, Zone } from './machine.ts';
import { PolicyDocument } from './policy.ts';
import { ClientId, Gtin, Instant, integer, MAX_INTEGER, ShortText, text } from './values.ts';
import { CATEGORIES, LANGUAGES, SLOT_KINDS } from './words.ts';

/**
 * A recall: a stored query over present and future lots [F7]. A lot is meant when everything that is
 * said here is true of it; `from` and `to` are of its donation, `from` included. At least one thing
 * is said, since a query that says nothing would mean every lot there is.
 */
export const Recall = v.object({
	recallId: ClientId,
	since: Instant,
	/** Shown to people, at the door as well. */
	reason: text(1, 500),
	match: v.pipe(
		v.object({
			gtin: v.optional(Gtin),
			name: v.optional(text(1, 120)),
			brand: v.optional(text(1, 80)),
			batch: v.optional(text(1, 80)),
			donorCode: v.optional(text(1, 40)),
			category: v.optional(v.picklist(CATEGORIES, 'A known category.')),
			machineId: v.optional(integer(1, MAX_INTEGER)),
			from: v.optional(Instant),
			to: v.optional(Instant)
		}),
		v.check(
			(match) => Object.values(match).some((said) => said !== undefined),
			'At least one of gtin, name, brand, batch, donorCode, category, machineId, from, to.'
		),
		v.metadata({ minProperties: 1 })
	)
});
export type Recall = v.InferOutput<typeof Recall>;

/** A slot as the configuration has it: its kind is always said. */
const ConfigSlot = v.object({ ...HardwareSlot.entries, kind: v.picklist(SLOT_KINDS) });
export type ConfigSlot = v.InferOutput<typeof ConfigSlot>;

const PolicyInForce = v.pipe(
	v.object({ profile: ShortText, version: ShortText, document: PolicyDocument }),
	v.check(
		({ profile, version, document }) =>
			document.profile === profile && document.version === version,
		'The profile and version of its document.'
	),
	v.metadata({ description: 'Its profile and version are those of its document.' })
);

/** What of a time zone's name can be told without a zone database: neither a path nor a system's own file. */
const ZoneName = v.pipe(
	text(1, 64),
	v.regex(/^(?!Factory$)[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/, 'An IANA time zone.')
);

const OpeningHours = v.pipe(
	text(1, 250),
	v.check((hours) => openingHoursFault(hours) === null, 'OSM opening_hours.'),
	v.metadata({ description: 'OSM opening_hours.' })
);

/** What is said of a key: its type with its range, and the same in words. */
type Declared<S extends v.GenericSchema> = {
	readonly schema: S;
	/** As errors, help and docs say it, after "takes". */
	readonly takes: string;
	/** Empty where it counts nothing. */
	readonly unit: string;
	readonly means: string;
	/** Never printed, logged or audited in plain. */
	readonly secret?: true;
};

/** A key that is the same for every new machine. */
type Fixed<S extends v.GenericSchema> = Declared<S> & {
	readonly preset: { readonly is: v.InferOutput<S> };
};
/** A key whose first value comes from somewhere, told in words. */
type Derived<S extends v.GenericSchema> = Declared<S> & {
	readonly preset: { readonly from: string };
};

const fixed = <S extends v.GenericSchema>(declared: Fixed<S>) => declared;
const derived = <S extends v.GenericSchema>(declared: Derived<S>) => declared;

const whole = (min: number, max: number) => ({
	schema: integer(min, max),
	takes: `a whole number from ${min} to ${max}`
});
const orNull = <S extends v.GenericSchema>({ schema, takes }: { schema: S; takes: string }) => ({
	schema: v.nullable(schema),
	takes: `${takes}, or null`
});
const listOf = <S extends v.GenericSchema>(item: S, max: number, of: string) => ({
	schema: v.pipe(
		v.array(item, 'A list.'),
		v.check((list) => list.length <= max, `At most ${max}.`),
		v.metadata({ maxItems: max })
	),
	takes: `a list of at most ${max} ${of}`
});

/**
 * Every key of a machine's configuration [M16], declared once: this makes the schema, the sentences
 * of `exes config`, its help, and the table in docs/operations.md. What keys must be to each other
 * and to the hardware is in config-check.ts.
 */
export const CONFIG_KEYS = {
	interval: fixed({
		...whole(10, 3_600),
		unit: 's',
		preset: { is: 60 },
		means: 'Between two statuses, unless the answer to a status says otherwise.'
	}),
	timeZone: derived({
		schema: ZoneName,
		takes: 'an IANA time zone that the server knows, such as Europe/Berlin',
		unit: '',
		preset: { from: 'the zone of its place' },
		means: 'Where its days begin: dates on food are judged by it.'
	}),
	policy: derived({
		schema: PolicyInForce,
		takes: '{profile, version, document}, the document being a policy within its bounds',
		unit: '',
		preset: { from: 'the rules that the server has' },
		means: 'The numbers by which food may be offered.'
	}),
	zones: derived({
		...listOf(Zone, 100, '{zone, storage, slots, sensors}'),
		unit: '',
		preset: { from: 'its hardware' },
		means:
			'What is kept cold together and measured together. A slot stands in at most one zone, of its own storage class; every chilled or frozen slot stands in one.'
	}),
	slots: derived({
		...listOf(ConfigSlot, 500, '{slot, storage, kind, litres?, lock?}'),
		unit: '',
		preset: { from: 'its hardware' },
		means:
			'Its compartments: none that the hardware lacks, none colder than it is there. One that is left out is out of use.'
	}),
	recalls: fixed({
		...listOf(Recall, 200, '{recallId, since, reason, match}'),
		unit: '',
		preset: { is: [] },
		means:
			'Food that must not be given out: `match` says of which product, batch, donor, category, machine or time.'
	}),
	languages: fixed({
		schema: v.pipe(
			v.array(v.picklist(LANGUAGES), 'A list.'),
			v.check(
				(list) => list.length >= 1 && new Set(list).size === list.length,
				'At least one, each once.'
			),
			v.metadata({ minItems: 1, uniqueItems: true })
		),
		takes: `a list of ${LANGUAGES.join(', ')}: at least one, each once`,
		unit: '',
		preset: { is: [...LANGUAGES] },
		means: 'What the kiosk offers, in this order; it speaks the first until somebody chooses.'
	}),
	donationPaused: fixed({
		schema: v.boolean(),
		takes: 'true or false',
		unit: '',
		preset: { is: false },
		means: 'Whether it takes no food at the moment. What is inside may still be taken.'
	}),
	notice: fixed({
		...orNull({ schema: text(1, 500), takes: 'a text of 1 to 500 characters' }),
		unit: '',
		preset: { is: null },
		means: 'A sentence for everybody who looks at the machine.'
	}),
	sessionSeconds: fixed({
		...whole(10, 600),
		unit: 's',
		preset: { is: 60 },
		means: 'Without a touch, after which the kiosk asks whether somebody is there.'
	}),
	fairUsePortions: fixed({
		...orNull(whole(1, 999)),
		unit: 'portions',
		preset: { is: null },
		means: 'What one person may take in one visit; null is no limit.'
	}),
	servicePin: fixed({
		...orNull({
			schema: v.pipe(v.string(), v.regex(/^\d{4,12}$/, '4 to 12 digits.')),
			takes: '4 to 12 digits'
		}),
		unit: '',
		preset: { is: null },
		means:
			'Volunteers type it at the kiosk to work at the machine, to try doors and to change what is plugged in; without one none of it is done there.',
		secret: true
	}),
	openingHours: derived({
		...orNull({
			schema: OpeningHours,
			takes: 'OSM opening_hours of at most 250 characters, such as Mo-Fr 08:00-18:00'
		}),
		unit: '',
		preset: { from: '`--opening-hours` of `machine enrol`, else null' },
		means: 'When people can get to it; null where nobody knows.'
	})
} as const;

export type ConfigKey = keyof typeof CONFIG_KEYS;
export const CONFIG_KEY_NAMES = Object.keys(CONFIG_KEYS) as ConfigKey[];

export function isConfigKey(name: string): name is ConfigKey {
	return Object.hasOwn(CONFIG_KEYS, name);
}

type Schemas = { readonly [K in ConfigKey]: (typeof CONFIG_KEYS)[K]['schema'] };

/** The machine's configuration document, as the server keeps and sends it; each key by itself. */
export const MachineConfig = v.object(
	Object.fromEntries(CONFIG_KEY_NAMES.map((name) => [name, CONFIG_KEYS[name].schema])) as Schemas
);
export type MachineConfig = v.InferOutput<typeof MachineConfig>;

/** `GET /api/machine/config` [M16]. */
export const ConfigReply = v.object({
	machineId: integer(1, MAX_INTEGER),
	version: integer(0, MAX_INTEGER),
	config: MachineConfig
});
export type ConfigReply = v.InferOutput<typeof ConfigReply>;

/**
 * How a client reads that answer: whatever the document holds, so that one key out of its range
 * costs that key alone (config-accept.ts).
 */
export const AnyConfigReply = v.object({ ...ConfigReply.entries, config: v.unknown() });

import { isPlainDate, parseInstant } from './calendar.ts';
import { MEAN_TOLERANCE } from './shapes/care-facts.ts';
import { MAX_INTEGER } from './shapes/values.ts';
import * as words from './shapes/words.ts';

// The schemas of shapes/fact.ts are what a fact must be. For the types that come often, they cost the server's runtime 0.2 ms a
// fact; this says yes to a fact that is plainly right in a fifth of that, and says nothing of any
// other, which then goes through its schema. A test holds the two against each other.

type Check = (value: unknown) => boolean;
type Field = readonly [name: string, check: Check, optional?: 'optional'];
type Fields = readonly {
	readonly name: string;
	readonly check: Check;
	readonly isOptional: boolean;
}[];

const fields = (...list: readonly Field[]): Fields =>
	list.map(([name, check, optional]) => ({ name, check, isOptional: optional !== undefined }));

const isString = (value: unknown): value is string => typeof value === 'string';
const ID = /^[a-z0-9]{15}$/;
export const isClientId = (value: unknown): value is string => isString(value) && ID.test(value);

export const integer =
	(min: number, max: number) =>
	(value: unknown): value is number =>
		typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;

const decimal =
	(min: number, max: number): Check =>
	(value) =>
		typeof value === 'number' && value >= min && value <= max;

/** Already trimmed: what has to be trimmed first is the schema's. */
const text =
	(min: number, max: number): Check =>
	(value) =>
		isString(value) &&
		value.length >= min &&
		value.length <= max &&
		value.trim() === value &&
		!value.includes('\0');

const oneOf = (list: readonly string[]): Check => {
	const known = new Set<unknown>(list);
	return (value) => known.has(value);
};

const listOf = (list: readonly string[]): Check => {
	const known = oneOf(list);
	return (value) => Array.isArray(value) && value.every(known);
};

/** Days up to the 28th exist in every month; the calendar knows the rest. */
const INSTANT =
	/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;
const isInstant: Check = (value) =>
	isString(value) && (INSTANT.test(value) || parseInstant(value) !== null);

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/;
const isDay: Check = (value) => isString(value) && (DAY.test(value) || isPlainDate(value));

const isTrue: Check = (value) => value === true;
const isCelsius = decimal(-100, 200);
const isBoolean: Check = (value) => typeof value === 'boolean';
export const isSeq = integer(1, MAX_INTEGER);
const isSlot = integer(1, 9_999);
const isPortions = integer(1, 999);
const isGrams = integer(1, 200_000);
const isGtin: Check = (value) => isString(value) && /^(?:\d{8}|\d{12,14})$/.test(value);
const evidence = oneOf(words.EVIDENCE);

const ENVELOPE: readonly Field[] = [
	['eventId', isClientId],
	['epoch', isClientId],
	['seq', isSeq],
	['occurredAt', isInstant],
	['bootId', isClientId],
	['uptimeMs', integer(0, MAX_INTEGER)],
	['v', integer(1, 999), 'optional'],
	['machineId', integer(1, MAX_INTEGER), 'optional']
];

const LOT = fields(
	['lotId', isClientId],
	['slot', isSlot],
	['name', text(1, 120)],
	['category', oneOf(words.CATEGORIES)],
	['storage', oneOf(words.STORAGES)],
	['dateKind', oneOf(words.DATE_KINDS)],
	['date', isDay, 'optional'],
	['preparedAt', isInstant, 'optional'],
	['portions', isPortions],
	['grams', isGrams, 'optional'],
	['diets', listOf(words.DIETS), 'optional'],
	['gtin', isGtin, 'optional'],
	['ingredients', text(0, 2_000), 'optional'],
	['labelled', isTrue, 'optional'],
	['productKind', oneOf(words.PRODUCT_KINDS), 'optional'],
	['brand', text(0, 80), 'optional'],
	['batch', text(0, 80), 'optional']
);

const allergens = listOf(words.ALLERGENS);
const ALLERGENS = fields(['contains', allergens], ['mayContain', allergens], ['freeOf', allergens]);

/** Types that come often enough to be worth it. */
const FREQUENT = ['donate', 'collect', 'expired', 'alert', 'reading'] as const;
export type FrequentType = (typeof FREQUENT)[number];
const frequent = new Set<unknown>(FREQUENT);
export const isFrequent = (type: unknown): type is FrequentType => frequent.has(type);

const FIELDS: Record<FrequentType, Fields> = {
	donate: fields(
		...ENVELOPE,
		['evidence', evidence, 'optional'],
		['unconfirmed', isTrue, 'optional'],
		['donorCode', text(1, 40), 'optional'],
		['weighedGrams', isGrams, 'optional']
	),
	collect: fields(
		...ENVELOPE,
		['lotId', isClientId],
		['portions', isPortions],
		['grams', isGrams, 'optional'],
		['evidence', evidence]
	),
	expired: fields(
		...ENVELOPE,
		['lotId', isClientId],
		['portions', isPortions],
		['reason', oneOf(words.DISCARD_REASONS)],
		['final', isTrue, 'optional'],
		['grams', isGrams, 'optional'],
		['note', text(0, 500), 'optional']
	),
	alert: fields(
		...ENVELOPE,
		['kind', oneOf(words.ALERT_KINDS)],
		['severity', oneOf(words.SEVERITIES)],
		['cleared', isBoolean],
		['value', decimal(-1e9, 1e9), 'optional'],
		['threshold', decimal(-1e9, 1e9), 'optional'],
		['unit', text(1, 80), 'optional'],
		['slot', isSlot, 'optional'],
		['sensor', text(1, 80), 'optional'],
		['message', text(0, 500), 'optional']
	),
	reading: fields(
		...ENVELOPE,
		['sensor', text(1, 80)],
		['from', isInstant],
		['to', isInstant],
		['minC', isCelsius],
		['maxC', isCelsius],
		['meanC', isCelsius],
		['samples', integer(1, 1_000_000)]
	)
};

/** What its schema asks of a reading's fields together. */
function agrees(fact: Record<string, unknown>): boolean {
	const { from, to, minC, meanC, maxC } = fact as {
		from: string;
		to: string;
		minC: number;
		meanC: number;
		maxC: number;
	};
	return (
		minC <= maxC &&
		meanC >= minC - MEAN_TOLERANCE &&
		meanC <= maxC + MEAN_TOLERANCE &&
		(parseInstant(from) ?? 0) <= (parseInstant(to) ?? 0)
	);
}

/** A fact that is plainly right. */
export type QuickFact = {
	/** What the schema of its type would give. */
	readonly fact: Record<string, unknown>;
	/** Whether it was sent with fields that nobody knows, which are content too [M9]. */
	readonly hasMore: boolean;
};

/** What the schema of the type would give, or null where only the schema can say. */
export function quickFact(type: FrequentType, received: Record<string, unknown>): QuickFact | null {
	const fact = pick(FIELDS[type], received);
	if (!fact) return null;
	const known = size(fact) + ('type' in received ? 1 : 0);
	if (type === 'reading' && !agrees(fact)) return null;
	if (type !== 'donate') return { fact, hasMore: size(received) > known };
	const lot = quickLot(received['lot']);
	if (!lot) return null;
	fact['lot'] = lot.fact;
	return { fact, hasMore: lot.hasMore || size(received) > known + 1 };
}

function quickLot(received: unknown): QuickFact | null {
	if (!isObject(received)) return null;
	const lot = pick(LOT, received);
	if (!lot) return null;
	if (lot[lot['dateKind'] === 'preparedAt' ? 'preparedAt' : 'date'] === undefined) return null;
	let hasMore = size(received) > size(lot) + 1;
	const said = received['allergens'];
	if (said === null) lot['allergens'] = null;
	else if (isObject(said)) {
		const lists = pick(ALLERGENS, said);
		if (!lists) return null;
		lot['allergens'] = lists;
		hasMore ||= size(said) > size(lists);
	} else return null;
	return { fact: lot, hasMore };
}

const size = (record: Record<string, unknown>): number => Object.keys(record).length;

const namesOf = (list: Fields): string[] => list.map(({ name }) => name);

/** Every name that the content of a fact of the type may have, sorted: all but its place [M9]. */
const CONTENT_NAMES = Object.fromEntries(
	Object.entries(FIELDS).map(([type, own]) => {
		const names = ['type', ...namesOf(own).filter((name) => name !== 'epoch' && name !== 'seq')];
		const inner =
			type === 'donate' ? ['lot', 'allergens', ...namesOf(LOT), ...namesOf(ALLERGENS)] : [];
		return [type, Array.from(new Set([...names, ...inner])).sort()];
	})
) as Record<FrequentType, string[]>;

/**
 * The canonical JSON of a fact's content, for one without unknown fields: the same text as
 * `canonicalJson` gives, without looking for its names.
 */
export function quickContent(type: FrequentType, fact: Record<string, unknown>): string {
	return JSON.stringify(fact, CONTENT_NAMES[type]);
}

/** The known fields, each as it should be; null where one is not. */
function pick(fields: Fields, received: Record<string, unknown>): Record<string, unknown> | null {
	const picked: Record<string, unknown> = {};
	// By index: the server's runtime is slow with iterators and callbacks, and this is its hottest loop.
	for (let i = 0; i < fields.length; i++) {
		const field = fields[i] as Fields[number];
		const value = received[field.name];
		if (value === undefined) {
			if (!field.isOptional) return null;
		} else if (field.check(value)) picked[field.name] = value;
		else return null;
	}
	return picked;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

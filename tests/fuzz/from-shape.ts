import * as v from 'valibot';
import type { Chance } from './chance.ts';

/** What we read of a valibot schema: its declaration is plain data. */
type Declared = {
	readonly type: string;
	readonly entries?: Record<string, Declared>;
	readonly item?: Declared;
	readonly wrapped?: Declared;
	readonly options?: readonly unknown[];
	readonly literal?: unknown;
	readonly value?: Declared;
	readonly pipe?: readonly unknown[];
};

const TRIES = 200;

/**
 * A value that the schema takes, made by walking its declaration. What a declaration cannot tell
 * (a pattern, a bound in a function) is found by trying: the schema itself says whether it fits.
 *
 * @throws where nothing that we know how to make fits: teach `texts` or `numbers` then
 */
export function valid(schema: v.GenericSchema, chance: Chance): unknown {
	for (let i = 0; i < TRIES; i++) {
		const value = attempt(schema, chance);
		if (v.safeParse(schema, value).success) return value;
	}
	throw new Error(`Nothing fits a ${schema.type}.`);
}

function attempt(declared: Declared, chance: Chance): unknown {
	switch (declared.type) {
		case 'object':
		case 'loose_object':
		case 'strict_object':
			return objectOf(declared, chance);
		case 'array':
			return Array.from({ length: chance.integer(0, 4) }, () => fitting(declared.item, chance));
		case 'optional':
		case 'exact_optional':
		case 'nullish':
			return fitting(declared.wrapped, chance);
		case 'nullable':
			return chance.happens(0.3) ? null : fitting(declared.wrapped, chance);
		case 'picklist':
		case 'enum':
			return chance.one(declared.options ?? []);
		case 'literal':
			return declared.literal;
		case 'union':
		case 'variant':
			return fitting(chance.one(declared.options ?? []) as Declared, chance);
		case 'record':
			return { [chance.id()]: fitting(declared.value, chance) };
		case 'string':
			return chance.one(texts)(chance);
		case 'number':
			return chance.one(numbers)(chance);
		case 'boolean':
			return chance.happens(0.5);
		case 'null':
			return null;
		case 'unknown':
		case 'any':
			return chance.one([null, 1, 'x', {}, []]);
		default:
			throw new Error(`A shape of type ${declared.type} is new here.`);
	}
}

function fitting(declared: Declared | undefined, chance: Chance): unknown {
	if (!declared) throw new Error('A shape without what it holds.');
	return declared.pipe || declared.type === 'string' || declared.type === 'number'
		? valid(declared as unknown as v.GenericSchema, chance)
		: attempt(declared, chance);
}

function objectOf({ entries = {} }: Declared, chance: Chance): Record<string, unknown> {
	const made: Record<string, unknown> = {};
	for (const [name, entry] of Object.entries(entries)) {
		const isOptional = ['optional', 'exact_optional', 'nullish'].includes(entry.type);
		if (isOptional && chance.happens(0.4)) continue;
		made[name] = fitting(entry, chance);
	}
	return made;
}

/** Texts of every form that the contract knows. */
const texts: readonly ((chance: Chance) => string)[] = [
	(chance) => chance.id(),
	(chance) => `boot${chance.text('0123456789', 11)}`,
	(chance) => new Date(1_795_000_000_000 - chance.integer(0, 1e10)).toISOString(),
	() => '2026-11-23T18:00:00Z',
	(chance) => `20${chance.integer(24, 31)}-0${chance.integer(1, 9)}-1${chance.integer(0, 9)}`,
	(chance) => chance.one(['Bread', 'خبز', 'Käsebrötchen', '🍎🍏', '<b>Soup</b>', "O'Brien; --"]),
	(chance) => chance.text('0123456789', chance.one([8, 12, 13, 14])),
	(chance) => chance.text('0123456789', 6),
	(chance) => `${chance.id()}@${chance.one(['x.example', 'X.Example'])}`,
	(chance) => chance.text('abcXYZ019_-', 43),
	(chance) => chance.text('23456789ABCDEFGHJKLM', 20),
	(chance) => chance.one(['t1', 't2', 'chilled', '1.4.2'])
];

const numbers: readonly ((chance: Chance) => number)[] = [
	(chance) => chance.integer(1, 4),
	(chance) => chance.integer(1, 999),
	(chance) => chance.integer(1, 200_000),
	(chance) => chance.integer(-50, 0),
	(chance) => chance.integer(-400, 900) / 10
];

import type { Locale } from './locales.ts';

/** The forms of a sentence with a number: `{n}` picks one by the language's plural rules. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;
export type Message = string | Plural;
export type Catalogue = Readonly<Record<string, Message>>;

/** What another language must say where English says `E`: the same keys, plurals where English has them. */
export type Messages<E extends Catalogue> = {
	readonly [K in keyof E]: E[K] extends string ? string : Plural;
};

/** The names in braces: of `{name} at {place}`, `name` and `place`. */
type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
	? Name | Names<Rest>
	: never;

type Slots<M extends Message> = M extends string
	? Names<M>
	: M extends { other: infer S extends string }
		? Names<S> | 'n'
		: never;

/** The values that a message needs: none, or an object with one for each name in braces. */
export type Values<M extends Message> = [Slots<M>] extends [never]
	? []
	: [values: { readonly [Name in Slots<M>]: Name extends 'n' ? number : string | number }];

/** The message with its values in it. Numbers are written with the digits of `tag`. */
export function fill(
	message: Message,
	locale: Locale,
	tag: string,
	values: Readonly<Record<string, string | number>>
): string {
	const text = typeof message === 'string' ? message : pick(message, locale, Number(values['n']));
	return text.replace(/\{(\w+)\}/g, (_, name: string) => {
		const value = values[name] ?? '';
		return typeof value === 'number' ? numbers(tag).format(value) : value;
	});
}

function pick(forms: Plural, locale: Locale, n: number): string {
	return forms[rules(locale).select(n)] ?? forms.other;
}

const rules = remembered((locale) => new Intl.PluralRules(locale));
const numbers = remembered((tag) => new Intl.NumberFormat(tag));

/** `Intl` objects are slow to make: one for each language. */
function remembered<T>(make: (tag: string) => T): (tag: string) => T {
	const made = new Map<string, T>();
	return (tag) => {
		const known = made.get(tag) ?? make(tag);
		made.set(tag, known);
		return known;
	};
}

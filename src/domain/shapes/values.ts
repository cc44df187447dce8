import * as v from 'valibot';
import { isPlainDate, parseInstant } from '../calendar.ts';

/** The largest integer that a JSON number carries exactly through every part of the system. */
export const MAX_INTEGER = Number.MAX_SAFE_INTEGER;

/** An id that a client makes: 15 characters of `[a-z0-9]`, so that it is a PocketBase id as well. */
export const ClientId = v.pipe(
	v.string('A text of 15 characters, a to z and 0 to 9.'),
	v.regex(/^[a-z0-9]{15}$/, 'Exactly 15 characters, a to z and 0 to 9.')
);

// What a check asks for is told beside it, in the words of JSON Schema, so that docs/openapi.yaml
// holds every bound. A unit test finds a check that is not.

/** An integer within bounds, both included. */
export const integer = (min: number, max: number) =>
	v.pipe(
		v.number('A whole number.'),
		v.check(
			(n) => Number.isInteger(n) && n >= min && n <= max,
			`A whole number from ${min} to ${max}.`
		),
		v.metadata({ type: 'integer', minimum: min, maximum: max })
	);

/** A whole number as a query parameter carries it. */
export const numeral = (min: number, max: number) =>
	v.pipe(
		v.string(),
		v.check(
			(typed) => /^\d{1,16}$/.test(typed) && Number(typed) >= min && Number(typed) <= max,
			`A whole number from ${min} to ${max}.`
		),
		v.metadata({ type: 'integer', minimum: min, maximum: max }),
		v.transform(Number)
	);

/** A finite number within bounds, both included. */
export const decimal = (min: number, max: number) =>
	v.pipe(
		v.number('A number.'),
		v.check((n) => n >= min && n <= max, `A number from ${min} to ${max}.`),
		v.metadata({ minimum: min, maximum: max })
	);

/**
 * A trimmed text that may be empty (`min` 0) or not (1), of at most `max` characters as Unicode and
 * JSON Schema count them: an emoji is one. U+0000 is refused because no database column takes it
 * everywhere.
 */
export const text = (min: 0 | 1, max: number) =>
	v.pipe(
		v.string('A text.'),
		v.trim(),
		v.check(
			(s) =>
				s.length >= min && (s.length <= max || Array.from(s).length <= max) && !s.includes('\0'),
			`A text of ${min} to ${max} characters, without U+0000.`
		),
		v.metadata({
			minLength: min,
			maxLength: max,
			...(min === 0 ? {} : { pattern: '\\S' }),
			not: { pattern: '\\u0000' }
		})
	);

/** A short free text: `sensor`, `model`, `firmware` and every other one without a bound of its own. */
export const ShortText = text(1, 80);

/** `machineId` as requests may carry it, `7` or `"7"`; always an integer once parsed [M1]. */
export const MachineId = v.pipe(
	v.union([v.number(), v.string()], 'A positive whole number.'),
	v.check(
		(id) =>
			typeof id === 'number'
				? Number.isInteger(id) && id >= 1 && id <= MAX_INTEGER
				: /^[1-9]\d{0,15}$/.test(id) && Number(id) <= MAX_INTEGER,
		'A positive whole number in digits, without sign, space or leading zero.'
	),
	v.metadata({
		anyOf: [
			{ type: 'integer', minimum: 1, maximum: MAX_INTEGER },
			{ type: 'string', pattern: '^[1-9]\\d{0,14}$' }
		]
	}),
	v.transform(Number)
);

/** An RFC 3339 instant in UTC, kept as text [M4]. */
export const Instant = v.pipe(
	v.string('An instant such as 2026-11-23T18:00:00Z.'),
	v.check((s) => parseInstant(s) !== null, 'An instant in UTC such as 2026-11-23T18:00:00Z.'),
	v.metadata({
		format: 'date-time',
		pattern: '^.{11}([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?(Z|\\+00:00)$'
	})
);

/** `YYYY-MM-DD`, a day that exists [M4]. */
export const PlainDateText = v.pipe(
	v.string('A date such as 2026-11-23.'),
	v.check(isPlainDate, 'A date that exists, such as 2026-11-23.'),
	v.metadata({ format: 'date' })
);

/** 32 bytes in base64url. */
export const Secret = v.pipe(
	v.string('A text of 43 characters.'),
	v.regex(/^[A-Za-z0-9_-]{43}$/, '32 bytes in base64url: 43 characters.')
);

/** The number under a product's bar code. */
export const Gtin = v.pipe(v.string(), v.regex(/^(\d{8}|\d{12,14})$/, '8, 12, 13 or 14 digits.'));

export const Seq = integer(1, MAX_INTEGER);
export const SlotNumber = integer(1, 9_999);
export const Portions = integer(1, 999);
export const Grams = integer(1, 200_000);
export const Uptime = integer(0, MAX_INTEGER);
export const Latitude = decimal(-90, 90);
export const Longitude = decimal(-180, 180);
export const Celsius = decimal(-100, 200);

import * as v from 'valibot';
import { Instant } from './shapes/values.ts';
import { ALLERGENS, DIETS, STORAGES } from './shapes/words.ts';

/** A number as a query parameter carries it, within bounds. */
function numeral(
	min: number,
	max: number,
	isInside: (n: number) => boolean,
	says: string,
	bounds: object = { type: 'number', minimum: min, maximum: max }
) {
	return v.pipe(
		v.string(says),
		v.check(
			(typed) =>
				/^-?\d{1,20}(\.\d{1,30})?$/.test(typed) &&
				Number(typed) >= min &&
				Number(typed) <= max &&
				isInside(Number(typed)),
			says
		),
		v.metadata({ ...bounds }),
		v.transform(Number)
	);
}

/** A comma-separated list of known words, each at most once. */
const listOf = <const W extends readonly string[]>(words: W) =>
	v.pipe(
		v.string(),
		v.check(
			(typed) => typed.split(',').every((word) => words.includes(word.trim())),
			`A comma-separated list of: ${words.join(', ')}.`
		),
		v.metadata({ type: 'array', items: { type: 'string', enum: words }, minItems: 1 }),
		v.transform((typed): W[number][] => [...new Set(typed.split(',').map((word) => word.trim()))])
	);

const anyNumber = (): boolean => true;

/** The parameters of `GET /api/location/nearest` [M18]. */
export const NearestQuery = v.object({
	lat: numeral(-90, 90, anyNumber, 'A number from -90 to 90.'),
	lon: numeral(-180, 180, anyNumber, 'A number from -180 to 180.'),
	limit: v.optional(
		numeral(1, 200, Number.isInteger, 'A whole number from 1 to 200.', {
			type: 'integer',
			minimum: 1,
			maximum: 200
		}),
		'20'
	),
	radiusKm: v.optional(
		numeral(0, 20_100, (n) => n > 0, 'A number above 0, at most 20100.', {
			type: 'number',
			exclusiveMinimum: 0,
			maximum: 20_100
		}),
		'25'
	),
	has: v.optional(listOf(['food', 'space'])),
	storage: v.optional(listOf(STORAGES)),
	diet: v.optional(listOf(DIETS)),
	excludeAllergens: v.optional(listOf(ALLERGENS)),
	openAt: v.optional(Instant)
});
export type NearestQuery = v.InferOutput<typeof NearestQuery>;

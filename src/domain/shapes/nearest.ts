import * as v from 'valibot';
import { Instant, integer, Latitude, Longitude, MAX_INTEGER } from './values.ts';
import * as words from './words.ts';

const count = integer(0, MAX_INTEGER);

/** One machine in the answer of `GET /api/location/nearest` [M18]. */
export const NearMachine = v.object({
	machineId: integer(1, MAX_INTEGER),
	hardware: v.picklist(words.HARDWARE),
	name: v.string(),
	address: v.nullable(v.string()),
	lat: Latitude,
	lon: Longitude,
	/** Great-circle metres. */
	distanceM: v.pipe(v.number(), v.minValue(0)),
	canCollect: v.boolean(),
	canDonate: v.boolean(),
	reasons: v.array(v.picklist(words.REASONS)),
	/** null where the hours are not known. */
	openNow: v.nullable(v.boolean()),
	stock: v.object({
		portions: count,
		lots: count,
		byCategory: v.object(v.entriesFromList(words.CATEGORIES, v.exactOptional(count)))
	}),
	freshness: v.picklist(words.FRESHNESS),
	lastSeenAt: v.nullable(Instant)
});
export type NearMachine = v.InferOutput<typeof NearMachine>;

export const NearestReply = v.object({
	machines: v.array(NearMachine),
	/** How many match, counted up to 1,000. */
	total: integer(0, 1_000),
	serverTime: Instant
});
export type NearestReply = v.InferOutput<typeof NearestReply>;

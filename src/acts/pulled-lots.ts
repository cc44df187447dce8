import * as v from 'valibot';
import type { Millis } from '#domain/calendar.ts';
import { LotRecord } from '#domain/shapes/sync.ts';
import type { Entry } from '#feed/feed.ts';
import type { PulledLots } from './stock.ts';

/** What is kept of a machine's lots, as far as this version of the app can read it. */
export function lotsFrom(entries: readonly Entry[], at: Millis | null): PulledLots {
	const records = entries.flatMap(({ record }) => {
		const parsed = v.safeParse(LotRecord, record);
		return parsed.success ? [parsed.output] : [];
	});
	return { records, at };
}

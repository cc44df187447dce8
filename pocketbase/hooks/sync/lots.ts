import { DAY } from '#domain/calendar.ts';
import type { LotRecord } from '#domain/shapes/sync.ts';
import type { Category, DateKind, Diet, ProductKind, Storage } from '#domain/shapes/words.ts';
import type { within } from '../areas.ts';
import type { Only } from '../only.ts';
import { rows } from '../pocketbase.ts';

/**
 * An empty lot is told of so long after it was given, so that what is done to it meanwhile finds it;
 * the nightly job in pocketbase/feed.go, which knows the number too, says then that it is gone.
 */
const EMPTY_TOLD = 7 * DAY;

const ROW = {
	...{ machineId: 0, lotId: '', slot: 0, portions: 0, closed: 0, unconfirmed: 0, donatedAt: 0 },
	...{ described: 0, name: '', category: '', storage: '', dateKind: '', date: '', preparedAt: 0 },
	...{ allergens: '', diets: '', labelled: 0, productKind: '' }
};
const COLUMNS = Object.keys(ROW)
	.map((name) => `"${name}"`)
	.join(', ');

/** Lots at these machines, offered or not, without what of the reader's facts is in them. */
export function lotsOf(
	app: core.App,
	{ sql, bind }: ReturnType<typeof within>,
	now: number,
	only: Only
): Omit<LotRecord, 'appliedEpoch' | 'appliedSeq' | 'missingSeqs'>[] {
	return rows(
		app,
		`SELECT ${COLUMNS} FROM "lots" WHERE ("portions" <> 0 OR "donatedAt" > {:since})
			AND ${sql('"machineId"')} AND ${only.sql(`"machineId" || ':' || "lotId"`)}
		ORDER BY "machineId", "lotId"`,
		{ ...bind, ...only.bind, since: now - EMPTY_TOLD },
		ROW
	).map((row) => ({
		...{ machineId: row.machineId, lotId: row.lotId, slot: row.slot, portions: row.portions },
		...{ closed: row.closed === 1, unconfirmed: row.unconfirmed === 1, donatedAt: row.donatedAt },
		described: row.described === 1 ? descriptionOf(row) : null
	}));
}

const descriptionOf = (row: typeof ROW): NonNullable<LotRecord['described']> => ({
	name: row.name,
	category: row.category as Category,
	storage: row.storage as Storage,
	dateKind: row.dateKind as DateKind,
	...(row.date === '' ? {} : { date: row.date }),
	...(row.preparedAt === 0 ? {} : { preparedAt: new Date(row.preparedAt).toISOString() }),
	allergens:
		row.allergens === ''
			? null
			: (JSON.parse(row.allergens) as NonNullable<LotRecord['described']>['allergens']),
	diets: JSON.parse(row.diets) as Diet[],
	...(row.labelled === 1 ? { labelled: true as const } : {}),
	...(row.productKind === '' ? {} : { productKind: row.productKind as ProductKind })
});

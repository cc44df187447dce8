import type { DatedLot } from '#domain/offering.ts';
import type { Category, DateKind, ProductKind, Storage } from '#domain/shapes/words.ts';

/** The columns of a lot's row that decide whether it may be offered [F1 to F4]. */
export const DATED_COLUMNS = {
	...{ category: '', storage: '', dateKind: '', date: '', preparedAt: 0 },
	...{ productKind: '', labelled: 0 }
};

/** What the food rules need to know of a lot, from its row. */
export function datedLot(row: typeof DATED_COLUMNS): DatedLot {
	const { date, preparedAt, productKind } = row;
	return {
		category: row.category as Category,
		storage: row.storage as Storage,
		dateKind: row.dateKind as DateKind,
		date,
		preparedAt: new Date(preparedAt).toISOString(),
		productKind: productKind === '' ? undefined : (productKind as ProductKind),
		labelled: row.labelled === 1
	};
}

/** Writes rows of one table, each an array in the order of its columns. */
export type Insertion = (tx: core.App, rows: readonly (readonly unknown[])[]) => void;

/**
 * `INSERT INTO table (columns) SELECT ... FROM rows tail` over an array of rows; its text is made once.
 * PostgreSQL says `json_array_elements` where SQLite says `json_each`, and knows no `OR FAIL`: this is
 * the only place that knows. Must run in a transaction that ends with whatever it throws: of a
 * statement that fails half of the rows may stand, as SQLite would else note down each page before it
 * writes it.
 */
export function insertion(
	table: string,
	columns: readonly string[],
	tail = 'ON CONFLICT DO NOTHING'
): Insertion {
	const names = columns.map((column) => `"${column}"`).join(', ');
	const values = columns.map((_, i) => `value ->> ${i}`).join(', ');
	// WHERE: without it a parser takes the ON of the tail for a join's.
	const sql = `INSERT OR FAIL INTO "${table}" (${names})
		SELECT ${values} FROM json_each({:rows}) WHERE 1 = 1 ${tail}`;
	return (tx, rows) => {
		if (rows.length === 0) return;
		tx.db()
			.newQuery(sql)
			.bind({ rows: JSON.stringify(rows) })
			.execute();
	};
}

/** The same for a statement that is rare. */
export function insert(
	tx: core.App,
	table: string,
	columns: readonly string[],
	rows: readonly (readonly unknown[])[],
	tail?: string
): void {
	if (rows.length > 0) insertion(table, columns, tail)(tx, rows);
}

/** The tail of an insert that puts the new values in place of the old ones. */
export function replacing(key: readonly string[], columns: readonly string[]): string {
	const quoted = key.map((column) => `"${column}"`).join(', ');
	const set = columns.map((column) => `"${column}" = excluded."${column}"`).join(', ');
	return `ON CONFLICT (${quoted}) DO UPDATE SET ${set}`;
}

/** The same parts always make the same id: a repeat is no second row. */
export function idOf(...parts: readonly (string | number)[]): string {
	return $security.sha256(parts.join('|')).slice(0, 15);
}

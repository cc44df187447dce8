/**
 * Runs `INSERT INTO table (columns) SELECT ... FROM rows tail` over an array of rows. PostgreSQL says
 * `json_array_elements` where SQLite says `json_each`: this is the only place that knows.
 */
export function insert(
	tx: core.App,
	table: string,
	columns: readonly string[],
	rows: readonly (readonly unknown[])[],
	tail = 'ON CONFLICT DO NOTHING'
): void {
	if (rows.length === 0) return;
	const names = columns.map((column) => `"${column}"`).join(', ');
	const values = columns.map((_, i) => `value ->> ${i}`).join(', ');
	// WHERE: without it a parser takes the ON of the tail for a join's.
	tx.db()
		.newQuery(
			`INSERT INTO "${table}" (${names}) SELECT ${values} FROM json_each({:rows}) WHERE 1 = 1 ${tail}`
		)
		.bind({ rows: JSON.stringify(rows) })
		.execute();
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

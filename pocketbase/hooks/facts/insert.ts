/** Writes rows of one table, each an array in the order of its columns. */
export type Insertion = (tx: core.App, rows: readonly (readonly unknown[])[]) => void;

/** `INSERT INTO table (columns) VALUES ... tail` for each row; its text is made once. */
export function insertion(
	table: string,
	columns: readonly string[],
	tail = 'ON CONFLICT DO NOTHING'
): Insertion {
	const names = columns.map((column) => `"${column}"`).join(', ');
	const values = columns.map((_, i) => `{:p${i}}`).join(', ');
	const sql = `INSERT INTO "${table}" (${names}) VALUES (${values}) ${tail}`;
	return (tx, rows) => {
		if (rows.length > 0) $exes.insertRows(tx, sql, rows);
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

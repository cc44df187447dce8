/** The known name that takes the fewest edits; the first of several. Empty where none is known. */
export function closestTo(name: string, known: readonly string[]): string {
	let best = '';
	let fewest = Infinity;
	for (const candidate of known) {
		const edits = editsBetween(name.toLowerCase(), candidate.toLowerCase());
		if (edits < fewest) [best, fewest] = [candidate, edits];
	}
	return best;
}

/** Letters to insert, remove or replace (Levenshtein). */
function editsBetween(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}

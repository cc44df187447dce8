/** Whole numbers from `first` to `last`, both included. */
export type Range = { readonly first: number; readonly last: number };

/** In order, those that touch or overlap as one. */
export function merged(ranges: readonly Range[]): Range[] {
	const result: { first: number; last: number }[] = [];
	for (const { first, last } of [...ranges].sort((a, b) => a.first - b.first)) {
		const before = result.at(-1);
		if (before && first <= before.last + 1) before.last = Math.max(before.last, last);
		else result.push({ first, last });
	}
	return result;
}

/** What is in both. */
export function common(a: readonly Range[], b: readonly Range[]): Range[] {
	const [left, right] = [merged(a), merged(b)];
	const result: Range[] = [];
	let [i, j] = [0, 0];
	for (;;) {
		const [one, other] = [left[i], right[j]];
		if (!one || !other) return result;
		const first = Math.max(one.first, other.first);
		const last = Math.min(one.last, other.last);
		if (first <= last) result.push({ first, last });
		if (one.last < other.last) i++;
		else j++;
	}
}

/** What is in `a` and not in `b`. */
export function without(a: readonly Range[], b: readonly Range[]): Range[] {
	const cut = merged(b);
	return merged(a).flatMap(({ first, last }) => {
		const rest: Range[] = [];
		let from = first;
		for (const hole of cut) {
			if (hole.last < from) continue;
			if (hole.first > last) break;
			if (hole.first > from) rest.push({ first: from, last: hole.first - 1 });
			from = hole.last + 1;
		}
		if (from <= last) rest.push({ first: from, last });
		return rest;
	});
}

/** How many numbers; the ranges must not overlap. */
export function countOf(ranges: readonly Range[]): number {
	return ranges.reduce((count, { first, last }) => count + last - first + 1, 0);
}

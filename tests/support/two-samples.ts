/** The largest distance between the distributions of two samples, 0 to 1 (Kolmogorov, Smirnov). */
export function distance(a: readonly number[], b: readonly number[]): number {
	const [x, y] = [a.toSorted((p, q) => p - q), b.toSorted((p, q) => p - q)];
	let [i, j, farthest] = [0, 0, 0];
	while (i < x.length && j < y.length) {
		const at = Math.min(x[i] ?? Infinity, y[j] ?? Infinity);
		while ((x[i] ?? Infinity) <= at) i += 1; // ties together
		while ((y[j] ?? Infinity) <= at) j += 1;
		farthest = Math.max(farthest, Math.abs(i / x.length - j / y.length));
	}
	return farthest;
}

/**
 * The distance that two samples of the same distribution exceed less often than `alpha`: from
 * `alpha = 2 exp(-2 d² nm / (n + m))`, the first term of Kolmogorov's series, which is its upper bound.
 */
export const bound = (n: number, m: number, alpha: number): number =>
	Math.sqrt((-Math.log(alpha / 2) / 2) * ((n + m) / (n * m)));

/** The value below which the share `q` of a sample lies. */
export function quantile(sample: readonly number[], q: number): number {
	const sorted = sample.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

/** One line of the table in docs/performance.md. */
export type Figure = {
	readonly figure: string;
	readonly limit: string;
	readonly measured: string;
	readonly isMet: boolean;
	readonly command: string;
};

export function table(figures: readonly Figure[]): string {
	const lines = figures.map(
		({ figure, limit, measured, isMet, command }) =>
			`| ${figure} | ${limit} | ${measured}${isMet ? '' : ' (**not met**)'} | \`${command}\` |`
	);
	return ['| figure | limit | measured | command |', '| --- | --- | --- | --- |', ...lines].join(
		'\n'
	);
}

/** Prints the table; the exit code says whether every limit was kept. */
export function tell(figures: readonly Figure[]): void {
	console.log(table(figures));
	if (figures.some(({ isMet }) => !isMet)) process.exitCode = 1;
}

/** Three figures that matter, without an exponent. */
export const short = (value: number): string => Number(value.toPrecision(3)).toString();

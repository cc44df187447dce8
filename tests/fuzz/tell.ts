import type { Report } from './run.ts';

/** A report in words: the figures, then the first findings, each with what brings it about again. */
export function told(seed: string, { findings, ...report }: Report): string {
	const figures = [
		`seed ${seed}`,
		`statuses ${JSON.stringify(report.statuses)}`,
		`${report.acknowledged} facts acknowledged`,
		`slowest ${Math.round(report.slowestMs)} ms`,
		`memory ${report.residentMb.map(Math.round).join(' ')} MB`
	].join('; ');
	const kinds = Map.groupBy(findings, ({ what }) => what.replace(/[0-9]+/g, '#'));
	const lines = [...kinds].slice(0, 12).flatMap(([kind, all]) => {
		const [first] = all;
		const input = first?.input;
		const sent = input ? `${input.method} ${input.path.slice(0, 200)} ${input.label}` : '';
		return [
			`- ${all.length} times: ${kind.includes('#') ? (first?.what ?? '') : kind}`,
			...(input ? [`  npm run fuzz -- --seed ${seed} --only ${first.number}: ${sent}`] : []),
			...(input ? [`  ${JSON.stringify(input.headers).slice(0, 300)}`] : []),
			...(input ? [`  ${String(input.body).slice(0, 1_500)}`] : []),
			...(input ? [] : [`  ${first?.what ?? ''}`])
		];
	});
	return [figures, ...lines].join('\n');
}

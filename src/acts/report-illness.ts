import * as v from 'valibot';
import { IllnessReport } from '#domain/shapes/texts.ts';
import { ApiError } from '#remote/api.ts';
import { sendIllness } from '#remote/texts.ts';

const KEPT = 'exes:illness';
const EVERY = 60_000;

/**
 * What became of a report. `sent`: the people in charge see it. `waiting`: no answer, it is kept on
 * this device. `refused`: the server does not take it, and it is not kept.
 */
export type Told = 'sent' | 'waiting' | 'refused';

/** Keeps the report on this device first, so that no reload loses it, and tells the people in charge. */
export async function reportIllness(
	report: IllnessReport,
	send: typeof sendIllness = sendIllness
): Promise<Told> {
	keep([...keptReports().filter(isNot(report)), report]);
	return tell(report, send);
}

/** Reports that have had no answer yet. */
export function keptReports(): IllnessReport[] {
	try {
		const parsed = v.safeParse(
			v.array(IllnessReport),
			JSON.parse(localStorage.getItem(KEPT) ?? '[]') as unknown
		);
		return parsed.success ? parsed.output : [];
	} catch {
		return []; // Storage is refused, or another program wrote there.
	}
}

/** It is not to be sent after all. */
export function dropReport(reportId: string): void {
	keep(keptReports().filter((one) => one.reportId !== reportId));
}

/** Sends what waits now, whenever the network comes back, and every minute; the result stops it. */
export function followKeptReports(
	changed: (left: number) => void,
	send: typeof sendIllness = sendIllness
): () => void {
	const look = () => {
		void tellKept(send).then(() => {
			changed(keptReports().length);
		});
	};
	look();
	const timer = setInterval(look, EVERY);
	addEventListener('online', look);
	return () => {
		clearInterval(timer);
		removeEventListener('online', look);
	};
}

async function tellKept(send: typeof sendIllness): Promise<void> {
	for (const report of keptReports()) {
		if ((await tell(report, send)) === 'waiting') return;
	}
}

async function tell(report: IllnessReport, send: typeof sendIllness): Promise<Told> {
	try {
		await send(report);
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		if (error.code !== 'refused' || error.status >= 500) return 'waiting';
		dropReport(report.reportId);
		return 'refused';
	}
	dropReport(report.reportId);
	return 'sent';
}

const isNot =
	({ reportId }: IllnessReport) =>
	(other: IllnessReport): boolean =>
		other.reportId !== reportId;

function keep(reports: readonly IllnessReport[]): void {
	try {
		if (reports.length === 0) localStorage.removeItem(KEPT);
		else localStorage.setItem(KEPT, JSON.stringify(reports));
	} catch {
		// Storage is refused: the report lasts as long as the page that is sending it.
	}
}

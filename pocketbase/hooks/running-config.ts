import type { RefusedKey } from '#domain/config-accept.ts';
import { rows } from './pocketbase.ts';

/** What a machine last said of its configuration; null where it never did [M14, M16]. */
export type Running = {
	readonly runsVersion: number | null;
	readonly refused: readonly RefusedKey[];
	readonly toldAt: string | null;
};

/** Columns of a status `s`, read by {@link runningOf}. */
export const RUNNING = `COALESCE(s."body" ->> 'configVersion', -1) AS "runsVersion",
	COALESCE(s."body" -> 'refusedConfig', '[]') AS "refused", COALESCE(s."recordedAt", 0) AS "toldAt"`;
export const RUNNING_ROW = { runsVersion: -0, refused: '', toldAt: 0 };

export function runningOf(row: typeof RUNNING_ROW): Running {
	return {
		runsVersion: row.runsVersion < 0 ? null : row.runsVersion,
		refused: JSON.parse(row.refused) as RefusedKey[],
		toldAt: row.toldAt > 0 ? new Date(row.toldAt).toISOString() : null
	};
}

export function runningAt(app: core.App, machineId: number): Running {
	const found = rows(
		app,
		`SELECT ${RUNNING} FROM "machineStatus" s WHERE s."machineId" = {:machineId}`,
		{ machineId },
		RUNNING_ROW
	)[0];
	return runningOf(found ?? { runsVersion: -1, refused: '[]', toldAt: 0 });
}

/** One sentence of whether it runs what it should. */
export function runningWords(version: number, { runsVersion, refused }: Running): string {
	if (runsVersion === null) return 'The machine has not said which version it runs.';
	const which =
		runsVersion === version ? 'The machine runs it' : `The machine runs version ${runsVersion}`;
	if (refused.length === 0) return `${which}.`;
	return `${which}, and has refused ${refused.map(({ key, code }) => `${key} (${code})`).join(', ')}.`;
}

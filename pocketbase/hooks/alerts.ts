import { alertAfterRaise, type Alert, type Raise } from '#domain/alert.ts';
import type { AlertKind, Severity } from '#domain/shapes/words.ts';
import { execute, rows } from './pocketbase.ts';

/**
 * The origin of what the server says by itself, and the place of its alerts: no fact has it, so that
 * what facts say of an alert is never mixed with what the server says [M11].
 */
export const SERVER = 'server';
/** In the place of a machine's number: the alert is about the network as a whole. */
export const NETWORK = 0;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** An id as clients make them. */
export const newId = (): string => $security.randomStringWithAlphabet(15, ALPHABET);

/** What the server raises or clears by itself. */
export type ServersRaise = Pick<Raise, 'kind' | 'severity' | 'cleared'> &
	Partial<Pick<Raise, 'value' | 'unit'>>;

/** Raises or clears an alert of the server's own, by the rules of all alerts [M17]. */
export function raise(tx: core.App, machineId: number, said: ServersRaise, now: number): void {
	const before = serversAlert(tx, machineId, said.kind);
	const after = alertAfterRaise(
		before,
		{ value: null, unit: '', ...said, alertId: newId(), place: SERVER, threshold: null },
		{ origin: SERVER, epochNo: 1, seq: (before?.at.seq ?? 0) + 1 },
		now
	);
	save(tx, machineId, after);
}

const COLUMNS = [
	...['kind', 'place', 'alertId', 'state', 'severity', 'since', 'updatedAt', 'clearedAt'],
	...['origin', 'epochNo', 'seq', 'unit']
];
const list = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

function serversAlert(app: core.App, machineId: number, kind: AlertKind): Alert | null {
	const found = rows(
		app,
		`SELECT ${list(COLUMNS)} FROM "alerts"
		WHERE "machineId" = {:machineId} AND "kind" = {:kind} AND "place" = {:place}`,
		{ machineId, kind, place: SERVER },
		{
			...{ kind: '', place: '', alertId: '', state: '', severity: '', unit: '', origin: '' },
			...{ since: 0, updatedAt: 0, clearedAt: 0, epochNo: 0, seq: 0 }
		}
	)[0];
	if (!found) return null;
	const { origin, epochNo, seq, ...alert } = found;
	return {
		...alert,
		kind,
		state: alert.state as Alert['state'],
		severity: alert.severity as Severity,
		at: { origin, epochNo, seq },
		value: null, // the newest raise says it anew
		threshold: null
	};
}

function save(tx: core.App, machineId: number, { at, ...alert }: Alert): void {
	const columns = ['machineId', ...COLUMNS, 'value', 'threshold'];
	const set = columns.slice(3).map((name) => `"${name}" = excluded."${name}"`);
	execute(
		tx,
		`INSERT INTO "alerts" (${list(columns)}) VALUES (${columns.map((name) => `{:${name}}`).join(', ')})
		ON CONFLICT ("machineId", "kind", "place") DO UPDATE SET ${set.join(', ')}`,
		{ machineId, ...alert, ...at }
	);
}

import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { TasksReply } from '../../src/domain/shapes/people.ts';

/** A machine of a history, by the number that the history gives it, and the real one that plays it. */
export type Played = { readonly role: number; readonly machineId: number };

/** Rows of the tables that facts change, and nothing that tells when and by which batch they came. */
const TABLES: Record<string, { columns: string; of?: string }> = {
	epochs: {
		columns: `epoch, "epochNo", "throughSeq", "highestSeq", "closedAt" > 0 AS closed, "closedHighest",
			"reportedUnsent", "clonedAt" > 0 AS cloned`,
		of: 'origin'
	},
	seqs: { columns: '"epochNo", seq, "eventId"', of: 'origin' },
	// The warning is the answer's code, which depends on what had come before it.
	facts: {
		columns: `"eventId", origin, "epochNo", seq, type, "occurredAt", "happenedAt", "clockTrusted", v, body`
	},
	sideTexts: {
		columns: '"eventId", field, value',
		of: '(SELECT f."machineId" FROM facts f WHERE f."eventId" = "sideTexts"."eventId")'
	},
	movements: { columns: '*' },
	readings: { columns: '*' },
	lots: { columns: '*' },
	tags: { columns: '*' },
	slots: { columns: '*' },
	slotAccess: { columns: '*' },
	zoneStates: { columns: '*' },
	services: { columns: '*' },
	alerts: { columns: '*' },
	gaps: { columns: '*', of: 'origin' },
	moves: {
		columns: '*',
		of: 'CASE WHEN "fromMachineId" > 0 THEN "fromMachineId" ELSE "toMachineId" END'
	},
	quarantine: { columns: 'origin, epoch, seq, "eventId", code, reason, body, sender' },
	tasks: { columns: 'kind, "lotId", "eventId", "closedAt" > 0 AS closed' }
};

/**
 * All that a server keeps of some machines, but for when it came, in the words of the history that
 * they play: machines by their roles, ids as `named` has them. Rows are sorted.
 */
export function tablesOf(
	db: DatabaseSync,
	played: readonly Played[],
	named: (id: string) => string
): Record<string, string[]> {
	const roles = new Map(played.map(({ role, machineId }) => [machineId, role]));
	const told = (column: string, value: unknown): unknown => {
		if (/machineId$/i.test(column)) return roles.get(Number(value)) ?? value;
		if (typeof value !== 'string') return value;
		if (column === 'origin' && value !== '') return `m${roles.get(Number(value.slice(1)))}`;
		if (!value.startsWith('{')) return named(value);
		return JSON.parse(named(value), (key, one: unknown) =>
			key === 'machineId' || key === 'origin' ? told(key, one) : one
		);
	};
	const tables = Object.entries(TABLES).map(([table, { columns, of = '"machineId"' }]) => {
		const rows = played.flatMap(({ machineId }) => {
			const whose: SQLInputValue = of === 'origin' ? `m${machineId}` : machineId;
			return db.prepare(`SELECT ${columns} FROM "${table}" WHERE ${of} = ?`).all(whose);
		});
		const lines = rows.map((row) =>
			JSON.stringify(Object.entries(row).map(([column, value]) => [column, told(column, value)]))
		);
		return [table, lines.sort()] as const;
	});
	return Object.fromEntries(tables);
}

/** Tasks as a volunteer is told them, in the words of the history. */
export function tasksOf(
	{ tasks }: TasksReply,
	played: readonly Played[],
	named: (id: string) => string
): string[] {
	const roles = new Map(played.map(({ role, machineId }) => [machineId, role]));
	return tasks
		.filter(({ machineId }) => machineId !== null && roles.has(machineId))
		.map(({ taskId: _, since, ...task }) => {
			// A stored task is from when its fact came.
			const own = task.move ? { ...task, since } : task;
			const text = JSON.stringify(own, (key, value: unknown) =>
				/machineId$/i.test(key) ? (roles.get(Number(value)) ?? value) : value
			);
			return named(text);
		})
		.sort();
}

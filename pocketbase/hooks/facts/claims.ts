import type { Claim } from '#domain/claim.ts';
import { subjectOf } from '#domain/claim.ts';
import { holds, reaches, scopeOf } from '#domain/access.ts';
import { MAY_TELL } from '#domain/access-table.ts';
import type { Known } from '#domain/judged.ts';
import { membershipsOf } from '../areas.ts';
import { grantsOf } from '../grants.ts';
import { rows } from '../pocketbase.ts';

type Spoken = {
	readonly taskId?: string;
	readonly alertId?: string;
	readonly toPersonId?: unknown;
};

const NOBODY: Pick<Known, 'claims' | 'hands'> = { claims: new Map(), hands: new Set() };

/** Who sees to what the `task` facts of a batch speak of, and who may take what they hand over. */
export function claimsBefore(
	app: core.App,
	machineId: number,
	elements: readonly unknown[]
): Pick<Known, 'claims' | 'hands'> {
	const spoken = elements.filter(
		(element) => (element as { type?: unknown } | null)?.type === 'task'
	) as Spoken[];
	if (spoken.length === 0) return { ...NOBODY, claims: new Map() };
	return {
		claims: claimsOn(app, machineId, spoken.map(subjectOf)),
		hands: handsOf(app, machineId, spoken)
	};
}

const CLAIM = {
	...{ subject: '', personId: '', until: 0, snoozedUntil: 0, doneAt: 0 },
	...{ origin: '', epochNo: 0, seq: 0 }
};

function claimsOn(
	app: core.App,
	machineId: number,
	subjects: readonly string[]
): Map<string, Claim> {
	const found = rows(
		app,
		`SELECT ${Object.keys(CLAIM)
			.map((column) => `"${column}"`)
			.join(', ')} FROM "claims"
			WHERE "machineId" = {:machineId} AND "subject" IN (SELECT value FROM json_each({:subjects}))`,
		{ machineId, subjects: JSON.stringify(subjects) },
		CLAIM
	);
	return new Map(
		found.map(({ subject, origin, epochNo, seq, ...claim }) => [
			subject,
			{ ...claim, at: { origin, epochNo, seq } }
		])
	);
}

function handsOf(app: core.App, machineId: number, spoken: readonly Spoken[]): Set<string> {
	const hands = new Set<string>();
	const now = Date.now();
	let areaIds: string[] | null = null;
	spoken.forEach(({ toPersonId }) => {
		if (typeof toPersonId !== 'string' || hands.has(toPersonId)) return;
		areaIds ??= membershipsOf(app, machineId)
			.filter((span) => holds(span, now))
			.map(({ areaId }) => areaId);
		const scope = scopeOf(MAY_TELL.task, grantsOf(app, toPersonId), now);
		if (reaches(scope, areaIds)) hands.add(toPersonId);
	});
	return hands;
}

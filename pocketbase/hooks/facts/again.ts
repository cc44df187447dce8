import { judge } from '#domain/judge.ts';
import { FACT_VERSION } from '#domain/shapes/fact.ts';
import { FACT_TYPES } from '#domain/shapes/words.ts';
import { execute, currentApp, inTransaction, rows } from '../pocketbase.ts';
import { store } from './store.ts';
import { quarantineTask } from './write-quarantine.ts';

/** A server of another version may have started: each runtime looks once, when facts first matter. */
let hasLooked = false;

/**
 * Judges again what an older server did not know: facts of a type or form that is known now are
 * applied in their place, and the task of each ends [M10].
 */
export function judgeAgainOnce(): void {
	if (hasLooked) return;
	hasLooked = true;
	let after = '';
	for (;;) {
		const page = heldAfter(after);
		page.forEach(judgeAgain);
		if (page.length < PAGE) return;
		after = page.at(-1)?.quarantineId ?? after;
	}
}

const PAGE = 100;
const HELD = {
	...{ quarantineId: '', origin: '', epoch: '', seq: 0, machineId: 0, contentHash: '', body: '' },
	...{ recordedAt: 0, timeZone: '' }
};

/** What is held of machines and can be judged now; a body whose time is over is not there any more. */
function heldAfter(quarantineId: string): (typeof HELD)[] {
	const field = (name: string) => `CASE WHEN q."body" <> '' THEN q."body" ->> '${name}' END`;
	return rows(
		currentApp(),
		`SELECT q."quarantineId", q."origin", q."epoch", q."seq", q."machineId", q."contentHash", q."body",
			q."recordedAt", m."timeZone"
		FROM "quarantine" q JOIN "machines" m ON m."machineId" = q."machineId"
		WHERE q."code" = 'version_unknown' AND q."sender" = 'machine' AND q."quarantineId" > {:quarantineId}
			AND ${field('type')} IN (SELECT value FROM json_each({:types}))
			AND COALESCE(CAST(${field('v')} AS BIGINT), 1) <= ${FACT_VERSION}
		ORDER BY q."quarantineId" LIMIT ${PAGE}`,
		{ quarantineId, types: JSON.stringify(FACT_TYPES) },
		HELD
	);
}

function judgeAgain({ quarantineId, epoch, seq, body, recordedAt, ...held }: typeof HELD): void {
	const { machineId, timeZone, origin, contentHash } = held;
	const element = { ...(JSON.parse(body) as object), epoch, seq };
	try {
		inTransaction((tx) => {
			// Another runtime may have done it meanwhile.
			const taken = `DELETE FROM "quarantine" WHERE "quarantineId" = {:quarantineId}`;
			if (execute(tx, taken, { quarantineId }) === 0) return;
			const delivery = { elements: [element], epoch, sent: null };
			store(tx, { machineId, timeZone }, delivery, recordedAt, judge);
			const taskId = quarantineTask(origin, { epoch, seq, code: 'version_unknown', contentHash });
			execute(tx, `UPDATE "tasks" SET "closedAt" = {:now} WHERE "taskId" = {:taskId}`, {
				...{ now: Date.now(), taskId }
			});
		});
	} catch (error) {
		// It stays where it is: the next start tries again, and nobody waits for it.
		$exes.log('error', 'a fact in quarantine could not be judged again', {
			error: String(error),
			quarantineId
		});
	}
}

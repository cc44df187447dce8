import { judge } from '#domain/judge.ts';
import type { FactResult } from '#domain/shapes/batch.ts';
import { FACT_VERSION } from '#domain/shapes/fact.ts';
import type { QuarantineCode } from '#domain/shapes/fact-codes.ts';
import { FACT_TYPES } from '#domain/shapes/words.ts';
import { execute, currentApp, inTransaction, rows } from '../pocketbase.ts';
import type { Sent } from './anchors.ts';
import { machineSender, personSender, tellingOf, zoneOf } from './senders.ts';
import { NO_MACHINE, store, type Sender } from './store.ts';
import { quarantineTask } from './write-quarantine.ts';

/** A look goes on for so long, and the next one where it ended. */
const LOOKS_FOR = 1_000;

/** The last that this runtime has looked at; null once it has seen all. */
let last: string | null = '';

/**
 * Judges again what an older server did not know: facts of a type or form that is known now are
 * applied in their place, and the task of each ends [M10]. To be called every few seconds, from the
 * start on: a server of another version may have started.
 */
export function judgeHeld(_: core.App, now: number): void {
	while (last !== null && Date.now() < now + LOOKS_FOR) {
		const page = heldAfter(last);
		page.forEach(judgeAgain);
		last = page.length < PAGE ? null : (page.at(-1)?.quarantineId ?? null);
	}
}

const PAGE = 20;
/** What is held in quarantine, as far as it takes to judge it again. */
export const HELD = {
	...{ quarantineId: '', origin: '', epoch: '', seq: 0, eventId: '', machineId: 0 },
	...{ contentHash: '', body: '', recordedAt: 0, happenedAt: 0, code: '' }
};
export type Held = typeof HELD;
export const HELD_COLUMNS = Object.keys(HELD)
	.map((column) => `q."${column}"`)
	.join(', ');

/** What is held and can be judged now; a body whose time is over is not there any more. */
function heldAfter(quarantineId: string): Held[] {
	const field = (name: string) => `CASE WHEN q."body" <> '' THEN q."body" ->> '${name}' END`;
	return rows(
		currentApp(),
		`SELECT ${HELD_COLUMNS} FROM "quarantine" q
		WHERE q."code" = 'version_unknown' AND q."quarantineId" > {:quarantineId}
			AND ${field('type')} IN (SELECT value FROM json_each({:types}))
			AND COALESCE(CAST(${field('v')} AS BIGINT), 1) <= ${FACT_VERSION}
		ORDER BY q."quarantineId" LIMIT ${PAGE}`,
		{ quarantineId, types: JSON.stringify(FACT_TYPES) },
		HELD
	);
}

function judgeAgain(held: Held): void {
	try {
		inTransaction((tx) => {
			const { quarantineId } = held;
			// Another runtime may have done it meanwhile.
			const taken = `DELETE FROM "quarantine" WHERE "quarantineId" = {:quarantineId}`;
			if (execute(tx, taken, { quarantineId }) === 0) return;
			storeHeld(tx, held, senderOf(tx, held));
		});
	} catch (error) {
		// It stays where it is: the next start tries again, and nobody waits for it.
		$exes.log('error', 'a fact in quarantine could not be judged again', {
			error: String(error),
			quarantineId: held.quarantineId
		});
	}
}

/**
 * Who told what is held, as they were when it arrived.
 *
 * @param isVouchedFor somebody answers for a device that was revoked: it is judged as if it were not
 */
export function senderOf(
	tx: core.App,
	{ origin, machineId, recordedAt }: Held,
	isVouchedFor = false
): Sender {
	if (origin.startsWith('m')) {
		return machineSender({ machineId, timeZone: zoneOf(tx, machineId) ?? 'UTC' });
	}
	const telling = tellingOf(tx, origin.slice(1));
	if (!telling) throw new Error(`There is no device ${origin}.`);
	const isRevoked = telling.revokedAt > 0 && telling.revokedAt <= recordedAt && !isVouchedFor;
	const revokedAt = isRevoked ? telling.revokedAt : 0;
	return personSender(tx, { ...telling, revokedAt }, machineId, recordedAt);
}

/**
 * Judges what is held as of its arrival, stores it in its place, and ends its task. It must have been
 * taken out of the quarantine in the same transaction.
 */
export function storeHeld(tx: core.App, held: Held, sender: Sender): FactResult {
	const { origin, epoch, seq, code, contentHash, recordedAt, happenedAt } = held;
	const element: Record<string, unknown> = { ...(JSON.parse(held.body) as object), epoch, seq };
	// What is about no machine was sent without a number.
	if (element['machineId'] === NO_MACHINE) Reflect.deleteProperty(element, 'machineId');
	const delivery = { elements: [element], epoch, sent: sentBy(element, recordedAt, happenedAt) };
	const { verdicts } = store(tx, sender, delivery, recordedAt, judge);
	const taskId = quarantineTask(origin, { epoch, seq, code: code as QuarantineCode, contentHash });
	execute(tx, `UPDATE "tasks" SET "closedAt" = {:now} WHERE "taskId" = {:taskId}`, {
		...{ now: Date.now(), taskId }
	});
	const [verdict] = verdicts;
	if (!verdict) throw new Error('One element has one verdict.');
	return verdict.result;
}

/** The moment of sending by which it happened when it did, where that was known on arrival [M3]. */
function sentBy(
	{ bootId, uptimeMs }: Record<string, unknown>,
	recordedAt: number,
	happenedAt: number
): Sent | null {
	if (happenedAt === 0 || typeof bootId !== 'string' || typeof uptimeMs !== 'number') return null;
	return { bootId, uptimeMs: uptimeMs + (recordedAt - happenedAt) };
}

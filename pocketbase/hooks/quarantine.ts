import type { FactResult } from '#domain/shapes/batch.ts';
import {
	DecideQuarantine,
	type DecisionReply,
	type HeldFact,
	type QuarantineReply
} from '#domain/shapes/access.ts';
import type { QuarantineCode } from '#domain/shapes/fact-codes.ts';
import { audit, byPerson, type Author, type Subject } from './audit.ts';
import { HELD, HELD_COLUMNS, senderOf, storeHeld, type Held } from './facts/again.ts';
import { NO_MACHINE, type Sender } from './facts/store.ts';
import { quarantineTask } from './facts/write-quarantine.ts';
import { forPeople } from './may.ts';
import { currentApp, execute, inTransaction, rows } from './pocketbase.ts';
import { bodyOf, parse, refuse } from './request.ts';

/** At most so many facts in an answer. */
const MOST = 200;

/** Why a fact was held that an operator may take upon themselves. */
const RELEASABLE: ReadonlySet<string> = new Set<QuarantineCode>([
	'role_may_not',
	'device_revoked',
	'internal'
]);

const ROW = {
	...HELD,
	...{ reason: '', decision: '', machineName: '', deviceId: '', deviceName: '', personName: '' }
};
type Row = typeof ROW;
const ROWS = `SELECT ${HELD_COLUMNS}, q."reason", q."decision", COALESCE(m."name", '') AS "machineName",
		COALESCE(d."id", '') AS "deviceId", COALESCE(d."name", '') AS "deviceName", COALESCE(p."name", '') AS "personName"
	FROM "quarantine" q LEFT JOIN "machines" m ON m."machineId" = q."machineId"
		LEFT JOIN "devices" d ON q."origin" = 'd' || d."id" LEFT JOIN "people" p ON p."id" = d."personId"`;

/**
 * `GET /api/operator/quarantine`: what waits for somebody to decide, the oldest first. What is only of
 * a newer form is not asked for: it is judged again by itself after an upgrade [M10].
 */
export const listQuarantine = forPeople('listQuarantine', (e, { now }) => {
	const found = rows(
		currentApp(),
		`${ROWS} WHERE q."decision" = '' AND q."code" <> 'version_unknown'
		ORDER BY q."recordedAt", q."quarantineId" LIMIT ${MOST + 1}`,
		{},
		ROW
	);
	const reply: QuarantineReply = {
		facts: found.slice(0, MOST).map(told),
		more: found.length > MOST,
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});

const told = (row: Row): HeldFact => ({
	quarantineId: row.quarantineId,
	eventId: row.eventId || null,
	machineId: row.machineId || null,
	machineName: row.machineName || null,
	...{ code: row.code, reason: row.reason },
	recordedAt: new Date(row.recordedAt).toISOString(),
	happenedAt: row.happenedAt === 0 ? null : new Date(row.happenedAt).toISOString(),
	device:
		row.deviceId === ''
			? null
			: { deviceId: row.deviceId, name: row.deviceName, personName: row.personName },
	fact: row.body === '' ? null : JSON.parse(row.body),
	mayRelease: mayRelease(row)
});

/** Whether there is a whole fact, of a sender who is known, that was held for who told it. */
const mayRelease = ({ code, body, seq, origin, deviceId }: Row): boolean =>
	RELEASABLE.has(code) &&
	body !== '' &&
	seq > 0 &&
	(code === 'internal' ? origin.startsWith('m') || deviceId !== '' : deviceId !== '');

/** `POST /api/operator/quarantine/{quarantineId}`: each fact is decided once. */
export const decideQuarantine = forPeople('decideQuarantine', (e, who) => {
	const { decision } = parse(DecideQuarantine, bodyOf(e));
	const wanted = decision === 'release' ? 'released' : 'dismissed';
	const quarantineId = e.request?.pathValue('quarantineId') ?? '';
	const author = byPerson(who.personId, e);
	const outcome = inTransaction((tx) => decide(tx, quarantineId, wanted, author, who.now));
	switch (outcome.kind) {
		case 'unknown':
			return refuse(404, 'quarantineId', 'unknown_fact', 'Nothing of this id is in quarantine.');
		case 'other':
			return refuse(409, 'decision', 'already_decided', `Somebody has ${outcome.decision} it.`);
		case 'not_releasable':
			return refuse(
				...([409, 'decision', 'not_releasable'] as const),
				'It would only be quarantined again: dismiss it.'
			);
		case 'decided': {
			const reply: DecisionReply = {
				...{ quarantineId, decision: wanted, result: outcome.result },
				serverTime: new Date(who.now).toISOString()
			};
			return e.json(200, reply);
		}
	}
});

type Outcome =
	| { readonly kind: 'unknown' | 'not_releasable' }
	| { readonly kind: 'other'; readonly decision: string }
	| { readonly kind: 'decided'; readonly result: FactResult | null };

function decide(
	tx: core.App,
	quarantineId: string,
	decision: DecisionReply['decision'],
	author: Author,
	now: number
): Outcome {
	const row = rows(
		tx,
		`${ROWS} WHERE q."quarantineId" = {:quarantineId}`,
		{ quarantineId },
		ROW
	)[0];
	if (!row) return { kind: 'unknown' };
	if (row.decision === decision) return { kind: 'decided', result: null };
	if (row.decision !== '') return { kind: 'other', decision: row.decision };
	if (decision === 'released' && !mayRelease(row)) return { kind: 'not_releasable' };
	// What is in the ledger now is kept there, and nowhere else.
	execute(
		tx,
		`UPDATE "quarantine" SET "decision" = {:decision}, "decidedAt" = {:now}, "decidedBy" = {:by},
			"body" = CASE {:decision} WHEN 'released' THEN '' ELSE "body" END
		WHERE "quarantineId" = {:quarantineId} AND "decision" = ''`,
		{ quarantineId, decision, now, by: author.actor }
	);
	const result = decision === 'released' ? storeHeld(tx, row, vouchedFor(tx, row)) : null;
	if (decision === 'dismissed') closeTask(tx, row, now);
	const { eventId, code, machineId } = row;
	const subject: Subject = machineId === NO_MACHINE ? 'network' : `machine:${machineId}`;
	audit(tx, author, {
		action: decision === 'released' ? 'fact.release' : 'fact.dismiss',
		subject,
		before: { quarantineId, eventId, code },
		after: { decision, ...(result ? { result: result.result, code: result.code ?? null } : {}) }
	});
	return { kind: 'decided', result };
}

/** Who told it, as far as an operator answers for them: whether they may is no question any more. */
function vouchedFor(tx: core.App, row: Held): Sender {
	const sender = senderOf(tx, row, true);
	const { tells } = sender;
	if (tells.kind === 'machine') return sender;
	const refusal: typeof tells.refusal = (type, madeAt) => {
		const why = tells.refusal(type, madeAt);
		return why?.code === 'role_may_not' ? null : why;
	};
	return { ...sender, tells: { ...tells, refusal } };
}

function closeTask(tx: core.App, row: Held, now: number): void {
	const { origin, epoch, seq, contentHash } = row;
	const code = row.code as QuarantineCode;
	execute(
		tx,
		`UPDATE "tasks" SET "closedAt" = {:now} WHERE "taskId" = {:taskId} AND "closedAt" = 0`,
		{
			...{ now, taskId: quarantineTask(origin, { epoch, seq, code, contentHash }) }
		}
	);
}

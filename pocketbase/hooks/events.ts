import type { Verdict } from '#domain/judged.ts';
import { identityOf } from '#domain/received.ts';
import { Batch, MAX_BATCH, type FactResult } from '#domain/shapes/batch.ts';
import type { SingleFactType } from '#domain/shapes/words.ts';
import { callerOf } from './caller.ts';
import { deliver } from './facts/deliver.ts';
import { deliverByPerson } from './facts/deliver-person.ts';
import { machineSender, tellingWith } from './facts/senders.ts';
import type { Delivery } from './facts/store.ts';
import { whomToAsk } from './grants.ts';
import { currentApp, guarded, rows } from './pocketbase.ts';
import { acceptedMachine, bodyOf, parse, refuse } from './request.ts';

/** `POST /api/machine/events`: up to 100 facts of one epoch, each judged by itself [M12]. */
export const events = guarded((e) => {
	const sender = machineSender(acceptedMachine(e));
	const { verdicts: _, ...reply } = deliver(sender, batchOf(e));
	return e.json(200, reply);
});

/**
 * `POST /api/volunteer/events`: the same from a person's device, about any machines; role and area are
 * judged for each fact. A device that was revoked is let in, so that its outbox empties: what it tells
 * is kept for an operator.
 */
export const personEvents = guarded((e) => {
	const caller = callerOf(e, { revokedToo: true });
	const delivery = batchOf(e);
	if (caller.revoked) boundRevoked(caller.deviceId, caller.revokedAt);
	const { verdicts: _, ...reply } = deliverByPerson(tellingWith(currentApp(), caller), delivery);
	return e.json(200, reply);
});

/** So many facts are kept of a device that was revoked: no outbox holds more, but a thief may send more. */
const REVOKED_AT_MOST = 1_000;

function boundRevoked(deviceId: string, revokedAt: number): void {
	const kept = rows(
		currentApp(),
		`SELECT COUNT(*) AS "kept" FROM "quarantine"
			WHERE "origin" = {:origin} AND "code" = 'device_revoked' AND "recordedAt" >= {:revokedAt}`,
		{ origin: `d${deviceId}`, revokedAt },
		{ kept: 0 }
	)[0]?.kept;
	if ((kept ?? 0) < REVOKED_AT_MOST) return;
	refuse(403, 'request', 'device_revoked', 'This device was signed out, and has told enough.');
}

function batchOf(e: core.RequestEvent): Delivery {
	const batch = parse(Batch, bodyOf(e));
	if (batch.events.length > MAX_BATCH) {
		refuse(400, 'events', 'too_many_events', `At most ${MAX_BATCH} facts in a batch.`);
	}
	const { bootId, sentUptimeMs } = batch;
	const sent =
		bootId !== undefined && sentUptimeMs !== undefined ? { bootId, uptimeMs: sentUptimeMs } : null;
	return { elements: batch.events, epoch: epochOf(batch.events), sent };
}

function epochOf(elements: readonly unknown[]): string | null {
	const epochs = new Set(elements.flatMap((element) => identityOf(element)?.epoch ?? []));
	if (epochs.size > 1) refuse(400, 'events', 'mixed_epochs', 'Facts of one epoch only.');
	return [...epochs][0] ?? null;
}

/** The own endpoint of a type of fact, for machines and people: a batch of one, the same code. */
const single = (type: SingleFactType) =>
	guarded((e) => {
		const { deliverBy, ask } = delivererOf(e);
		const { sentAt: _, sentUptimeMs, ...fact } = bodyOf(e);
		const identity = identityOf(fact);
		const delivery: Delivery = {
			elements: [{ ...fact, type }],
			epoch: identity?.epoch ?? null,
			sent:
				typeof sentUptimeMs === 'number' && typeof fact['bootId'] === 'string'
					? { bootId: fact['bootId'], uptimeMs: sentUptimeMs }
					: null
		};
		const { verdicts, ackedThroughSeq, serverTime } = deliverBy(delivery);
		const [verdict] = verdicts;
		if (!verdict) throw new Error('One element has one verdict.');
		const answer = { ...verdict.result, ackedThroughSeq, serverTime };
		if (verdict.kind !== 'quarantined') return e.json(200, answer);
		const { message, data } = errorOf(verdict, verdict.result);
		const { code } = verdict.quarantined;
		const status = statusOf(code);
		const whom = code === 'role_may_not' && ask !== null ? { ask: ask() } : {};
		return e.json(status, { ...answer, status, message, data, ...whom });
	});

/** Whoever sends: the middleware lets in machines and people's devices alone. */
function delivererOf(e: core.RequestEvent): {
	readonly deliverBy: (delivery: Delivery) => ReturnType<typeof deliver>;
	/** Names of those who may more than this person; a machine asks nobody. */
	readonly ask: (() => string[]) | null;
} {
	if (e.auth?.collection().name === 'devices') {
		const telling = tellingWith(currentApp(), callerOf(e));
		return {
			deliverBy: (delivery) => deliverByPerson(telling, delivery),
			ask: () => whomToAsk(currentApp(), telling.grants, Date.now())
		};
	}
	const sender = machineSender(acceptedMachine(e));
	return { deliverBy: (delivery) => deliver(sender, delivery), ask: null };
}

export const donate = single('donate');
export const collect = single('collect');
export const expired = single('expired');
export const alert = single('alert');

type Quarantined = Extract<Verdict, { kind: 'quarantined' }>;

/** A refused fact is the client's error, told in both forms at once (contract, "Facts"). */
function statusOf(code: Quarantined['quarantined']['code']): number {
	switch (code) {
		case 'malformed':
		case 'too_large':
			return 400;
		case 'other_machine':
		case 'role_may_not':
		case 'device_revoked':
			return 403;
		default:
			return 422;
	}
}

function errorOf({ quarantined }: Quarantined, { data }: FactResult) {
	const { code } = quarantined;
	const message = SENTENCES[code];
	return { message, data: data ?? { request: { code, message } } };
}

const SENTENCES: Record<Quarantined['quarantined']['code'], string> = {
	malformed: 'Some fields of this fact are not as they should be.',
	too_large: 'This fact is larger than 8,192 bytes.',
	version_unknown: 'This server does not know facts of this form yet. It is kept.',
	other_machine: 'This fact is about another machine.',
	role_may_not: 'Who sends this may not tell facts of this type about this machine.',
	device_revoked: 'This device was signed out. The fact is kept for an operator.',
	event_conflict: 'Another fact has this eventId.',
	seq_conflict: 'Another fact has this seq. Start a new epoch.',
	seq_out_of_range: 'This seq is too far above the others.',
	internal: 'The server could not deal with this fact. It is kept.'
};

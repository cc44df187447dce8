import * as v from 'valibot';
import { Instant, integer, MAX_INTEGER, Seq, ShortText, SlotNumber, text } from './values.ts';
import * as words from './words.ts';

/** `POST /api/people/sign-in`: the code of a one-time link. */
export const SignIn = v.object({ code: text(1, 200) });

export const Person = v.object({
	personId: v.string(),
	name: v.string(),
	email: v.string(),
	role: v.picklist(words.ROLES),
	demo: v.boolean()
});
export type Person = v.InferOutput<typeof Person>;

export const SignInReply = v.object({
	token: v.string(),
	expiresAt: Instant,
	person: Person,
	serverTime: Instant
});
export type SignInReply = v.InferOutput<typeof SignInReply>;

/** `GET /api/people/me`: who the token belongs to. */
export const MeReply = v.object({ person: Person, serverTime: Instant });
export type MeReply = v.InferOutput<typeof MeReply>;

/** `GET /api/volunteer/alerts`: open alerts, the most severe and then the oldest first. */
export const AlertsReply = v.object({
	alerts: v.array(
		v.object({
			alertId: v.string(),
			/** null: about the network as a whole, when many machines fell silent at once [M15]. */
			machineId: v.nullable(integer(1, MAX_INTEGER)),
			machineName: v.nullable(v.string()),
			demo: v.boolean(),
			kind: v.picklist(words.ALERT_KINDS),
			severity: v.picklist(words.SEVERITIES),
			state: v.picklist(words.ALERT_STATES),
			since: Instant,
			slot: v.exactOptional(SlotNumber),
			sensor: v.exactOptional(ShortText),
			value: v.exactOptional(v.number()),
			threshold: v.exactOptional(v.number()),
			unit: v.exactOptional(v.string())
		})
	),
	serverTime: Instant
});
export type AlertsReply = v.InferOutput<typeof AlertsReply>;

/**
 * `GET /api/volunteer/tasks`: where a person is needed, the oldest first. Tasks about accounts that
 * differ are derived from the ledger: they are gone when a late fact explains them [M11].
 */
export const TasksReply = v.object({
	tasks: v.array(
		v.object({
			taskId: v.string(),
			machineId: integer(1, MAX_INTEGER),
			machineName: v.string(),
			demo: v.boolean(),
			kind: v.string(),
			/** Null where the state is known, but not since when. */
			since: v.nullable(Instant),
			lotId: v.exactOptional(v.string()),
			eventId: v.exactOptional(v.string()),
			/** Physical stock, which may be below zero. */
			portions: v.exactOptional(v.number()),
			move: v.exactOptional(
				v.object({
					moveId: v.string(),
					fromMachineId: v.nullable(integer(1, MAX_INTEGER)),
					toMachineId: v.nullable(integer(1, MAX_INTEGER)),
					outPortions: v.number(),
					inPortions: v.number()
				})
			),
			/** Facts of an epoch that have not come, and how many the machine had called unsent. */
			lost: v.exactOptional(
				v.object({
					epoch: v.string(),
					seqs: v.array(v.object({ first: Seq, last: Seq })),
					count: v.number(),
					reportedUnsent: v.nullable(v.number())
				})
			)
		})
	),
	/** There are more than these: they come when these are done. */
	more: v.boolean(),
	serverTime: Instant
});
export type TasksReply = v.InferOutput<typeof TasksReply>;

/** `GET /api/volunteer/machines`: the fleet as people on duty see it. */
export const FleetReply = v.object({
	machines: v.array(
		v.object({
			machineId: integer(1, MAX_INTEGER),
			name: v.string(),
			address: v.nullable(v.string()),
			hardware: v.picklist(words.HARDWARE),
			demo: v.boolean(),
			/** `enrolled` until the machine has used its code. */
			status: v.picklist([...words.MACHINE_STATES, 'enrolled', 'revoked']),
			freshness: v.picklist(words.FRESHNESS),
			lastSeenAt: v.nullable(Instant),
			unsentFacts: integer(0, MAX_INTEGER),
			portions: integer(0, MAX_INTEGER),
			lots: integer(0, MAX_INTEGER),
			openAlerts: integer(0, MAX_INTEGER),
			appVersion: v.nullable(v.string())
		})
	),
	serverTime: Instant
});
export type FleetReply = v.InferOutput<typeof FleetReply>;

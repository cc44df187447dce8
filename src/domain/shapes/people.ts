import * as v from 'valibot';
import { integer, MAX_INTEGER, ShortText, SlotNumber, text } from './values.ts';
import * as words from './words.ts';

/** `POST /api/people/sign-in`: the code of a one-time link. */
export const SignIn = v.object({ code: text(1, 200) });

const Person = v.object({
	personId: v.string(),
	name: v.string(),
	email: v.string(),
	role: v.picklist(words.ROLES),
	demo: v.boolean()
});
export type Person = v.InferOutput<typeof Person>;

export const SignInReply = v.object({
	token: v.string(),
	expiresAt: v.string(),
	person: Person,
	serverTime: v.string()
});
export type SignInReply = v.InferOutput<typeof SignInReply>;

/** `GET /api/people/me`: who the token belongs to. */
export const MeReply = v.object({ person: Person, serverTime: v.string() });
export type MeReply = v.InferOutput<typeof MeReply>;

/** `GET /api/volunteer/alerts`: open alerts, the most severe and then the oldest first. */
export const AlertsReply = v.object({
	alerts: v.array(
		v.object({
			alertId: v.string(),
			machineId: integer(1, MAX_INTEGER),
			machineName: v.string(),
			demo: v.boolean(),
			kind: v.picklist(words.ALERT_KINDS),
			severity: v.picklist(words.SEVERITIES),
			state: v.string(),
			since: v.string(),
			slot: v.optional(SlotNumber),
			sensor: v.optional(ShortText),
			value: v.optional(v.number()),
			threshold: v.optional(v.number()),
			unit: v.optional(v.string())
		})
	),
	serverTime: v.string()
});
export type AlertsReply = v.InferOutput<typeof AlertsReply>;

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
			lastSeenAt: v.nullable(v.string()),
			unsentFacts: v.number(),
			portions: v.number(),
			lots: v.number(),
			openAlerts: v.number(),
			appVersion: v.nullable(v.string())
		})
	),
	serverTime: v.string()
});
export type FleetReply = v.InferOutput<typeof FleetReply>;

import * as v from 'valibot';
import { FactResult } from './batch.ts';
import { ApiError } from './error.ts';
import { Email } from './people.ts';
import { ClientId, Instant, integer, numeral, MachineId, MAX_INTEGER, text } from './values.ts';
import * as words from './words.ts';

/** `403 role_may_not`: what a signed-in person may not do, and whom they can ask. */
export const MayNot = v.object({
	...ApiError.entries,
	/** Names of those who may: coordinators of the person's areas first. */
	ask: v.array(v.string())
});
export type MayNot = v.InferOutput<typeof MayNot>;

/** A role as it was given. */
export const GivenGrant = v.object({
	grantId: v.string(),
	role: v.picklist(words.ROLES),
	/** Null: everywhere. */
	areaId: v.nullable(v.string()),
	areaName: v.nullable(v.string()),
	/** In the future where it has not begun. */
	startsAt: Instant,
	/** Null: until somebody ends it. */
	endsAt: v.nullable(Instant),
	/** The name of the person who gave it; null at the command line. */
	givenBy: v.nullable(v.string()),
	/** Whether the one who asks may end it. */
	mayEnd: v.boolean()
});
export type GivenGrant = v.InferOutput<typeof GivenGrant>;

export const GivenTraining = v.object({
	trainingId: v.string(),
	kind: v.picklist(words.TRAININGS),
	validUntil: Instant,
	givenBy: v.nullable(v.string())
});
export type GivenTraining = v.InferOutput<typeof GivenTraining>;

/** A person as those see them who lead. */
export const KnownPerson = v.object({
	personId: v.string(),
	name: v.string(),
	email: v.string(),
	/** The highest of what is granted now, anywhere; `public` where nothing is. */
	role: v.picklist(words.LEVELS),
	demo: v.boolean(),
	/** What holds now, or will. */
	grants: v.array(GivenGrant),
	trainings: v.array(GivenTraining),
	/** When a device of theirs last asked for something; null: never. */
	lastSeenAt: v.nullable(Instant),
	/** Whether the one who asks looks after this person: name, way in, devices, trainings. */
	mayChange: v.boolean()
});
export type KnownPerson = v.InferOutput<typeof KnownPerson>;

/** `GET /api/operator/people`. */
export const PeopleQuery = v.object({
	/** A part of a name or an address. */
	find: v.exactOptional(text(1, 100))
});
export const PeopleReply = v.object({
	people: v.array(KnownPerson),
	/** There are more: look for a name. */
	more: v.boolean(),
	serverTime: Instant
});
export type PeopleReply = v.InferOutput<typeof PeopleReply>;

const PersonName = text(1, 120);
/** `POST /api/operator/people`. */
export const CreatePerson = v.object({ email: Email, name: PersonName });
export const RenamePerson = v.object({ name: PersonName });
/** A person as they are after a change. */
export const KnownPersonReply = v.object({ person: KnownPerson, serverTime: Instant });
export type KnownPersonReply = v.InferOutput<typeof KnownPersonReply>;

/** `POST /api/operator/people/{personId}/grants`. */
export const GiveGrant = v.object({
	role: v.picklist(words.ROLES, 'One of volunteer, coordinator, operator.'),
	/** Null: everywhere, as an operator always is. */
	areaId: v.nullable(ClientId),
	/** Now where it is not said. */
	startsAt: v.exactOptional(Instant),
	/** Null, or not said: until somebody ends it. */
	endsAt: v.exactOptional(v.nullable(Instant))
});
export const EndGrant = v.object({});

/** `POST /api/operator/people/{personId}/trainings`. */
export const GiveTraining = v.object({
	kind: v.picklist(words.TRAININGS, 'service.'),
	validUntil: Instant
});
export const EndTraining = v.object({});

/** `POST /api/operator/people/{personId}/link`. */
export const MakeLink = v.object({});
export const LinkReply = v.object({
	/** To be shown as a QR. Its code is shown this once. */
	signInUrl: v.string(),
	expiresAt: Instant,
	serverTime: Instant
});
export type LinkReply = v.InferOutput<typeof LinkReply>;

/** The devices of another person; none of them is the one that asks. */
export const RevokePersonDevice = v.object({});

export const Area = v.object({
	areaId: v.string(),
	name: v.string(),
	machineIds: v.array(integer(1, MAX_INTEGER))
});
export type Area = v.InferOutput<typeof Area>;
/** `GET /api/operator/areas`: by their names. */
export const AreasReply = v.object({ areas: v.array(Area), serverTime: Instant });
export type AreasReply = v.InferOutput<typeof AreasReply>;

const AreaName = text(1, 80);
const MachineIds = v.pipe(
	v.array(MachineId, 'A list of numbers of machines.'),
	v.check((list) => list.length <= 10_000, 'At most 10,000.'),
	v.metadata({ maxItems: 10_000 })
);
/** `POST /api/operator/areas`. */
export const CreateArea = v.object({ name: AreaName, machineIds: v.exactOptional(MachineIds) });
/** `POST /api/operator/areas/{areaId}`: what is named is changed. */
export const ChangeArea = v.object({
	name: v.exactOptional(AreaName),
	/** All machines of the area from now on. */
	machineIds: v.exactOptional(MachineIds)
});
export const AreaReply = v.object({ area: Area, serverTime: Instant });
export type AreaReply = v.InferOutput<typeof AreaReply>;

/** `GET /api/operator/audit`. */
export const AuditQuery = v.object({
	/** Of one person, machine or area alone: `person:ID`, `machine:7`, `area:ID`, or `network`. */
	subject: v.exactOptional(text(1, 80)),
	/** Older than this entry. */
	before: v.exactOptional(numeral(1, MAX_INTEGER)),
	limit: v.optional(numeral(1, 200), '50')
});
export const AuditEntry = v.object({
	auditNo: integer(1, MAX_INTEGER),
	at: Instant,
	/** `person:ID`, `machine:7`, or `user:NAME` at the command line. */
	actor: v.string(),
	/** As it is called now; null where it has no name. */
	actorName: v.nullable(v.string()),
	/** Such as `grant.give`. */
	action: v.string(),
	subject: v.string(),
	subjectName: v.nullable(v.string()),
	/** What changed, as it was and as it is; null: there was, or is, none. */
	before: v.unknown(),
	after: v.unknown(),
	/** As in the log; null at the command line. */
	requestId: v.nullable(v.string())
});
export type AuditEntry = v.InferOutput<typeof AuditEntry>;
export const AuditReply = v.object({
	/** The newest first. */
	entries: v.array(AuditEntry),
	/** There are older ones. */
	more: v.boolean(),
	serverTime: Instant
});
export type AuditReply = v.InferOutput<typeof AuditReply>;

/** A fact that waits for an operator. */
export const HeldFact = v.object({
	quarantineId: v.string(),
	eventId: v.nullable(v.string()),
	machineId: v.nullable(integer(1, MAX_INTEGER)),
	machineName: v.nullable(v.string()),
	/** Why it is no fact. */
	code: v.string(),
	reason: v.string(),
	recordedAt: Instant,
	/** When it happened, where that is known. */
	happenedAt: v.nullable(Instant),
	/** Whose device told it; null for a machine. */
	device: v.nullable(v.object({ deviceId: v.string(), name: v.string(), personName: v.string() })),
	/** What was sent, without its place; null once it was forgotten [M23]. */
	fact: v.unknown(),
	/** Whether it would be applied; anything else can only be dismissed. */
	mayRelease: v.boolean()
});
export type HeldFact = v.InferOutput<typeof HeldFact>;
/** `GET /api/operator/quarantine`: the oldest first. */
export const QuarantineReply = v.object({
	facts: v.array(HeldFact),
	/** There are more than these: they come when these are decided. */
	more: v.boolean(),
	serverTime: Instant
});
export type QuarantineReply = v.InferOutput<typeof QuarantineReply>;

/** `POST /api/operator/quarantine/{quarantineId}`. */
export const DecideQuarantine = v.object({
	decision: v.picklist(['release', 'dismiss'], 'release or dismiss.')
});
export const DecisionReply = v.object({
	quarantineId: v.string(),
	decision: v.picklist(['released', 'dismissed']),
	/** What became of a fact that was released now; null where it was decided before. */
	result: v.nullable(FactResult),
	serverTime: Instant
});
export type DecisionReply = v.InferOutput<typeof DecisionReply>;

import * as v from 'valibot';
import { Status } from './machine.ts';
import {
	ClientId,
	Instant,
	integer,
	MAX_INTEGER,
	Seq,
	ShortText,
	SlotNumber,
	text
} from './values.ts';
import * as words from './words.ts';

/** An e-mail address as people type it; small and capital letters are the same. */
export const Email = v.pipe(
	text(1, 200),
	v.regex(/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/, 'An e-mail address.'),
	v.toLowerCase()
);

/** `POST /api/people/code`: send a code to this address, if somebody has it. */
export const RequestCode = v.object({
	email: Email,
	/** Of the mail; without it that of the header `Accept-Language`. */
	language: v.exactOptional(v.picklist(words.LANGUAGES))
});

/** The same, whether somebody has the address or not. */
export const RequestCodeReply = v.object({
	/** Goes with the digits of the mail; keep it to yourself. */
	requestId: ClientId,
	expiresAt: Instant,
	serverTime: Instant
});
export type RequestCodeReply = v.InferOutput<typeof RequestCodeReply>;

/** What people call a device or a passkey. */
const GivenName = text(0, 80);

/** `POST /api/people/sign-in`: the code of a link, or a request and the digits of its mail. */
export const SignIn = v.pipe(
	v.object({
		code: v.exactOptional(text(1, 200)),
		requestId: v.exactOptional(ClientId),
		digits: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{6}$/, 'Six digits.'))),
		deviceName: v.exactOptional(GivenName)
	}),
	v.forward(
		v.partialCheck(
			[['code'], ['requestId'], ['digits']],
			({ code, requestId, digits }) =>
				(code === undefined) !== (requestId === undefined || digits === undefined),
			'The code of a link, or `requestId` and `digits`.'
		),
		['code']
	)
);

/** What a person may do, and where. */
export const Grant = v.object({
	role: v.picklist(words.ROLES),
	/** Null: everywhere. */
	areaId: v.nullable(v.string()),
	areaName: v.nullable(v.string()),
	/** Null: until somebody ends it. */
	endsAt: v.nullable(Instant)
});
export type Grant = v.InferOutput<typeof Grant>;

/** What a person has learnt, and until when that counts. */
export const Training = v.object({
	kind: v.picklist(words.TRAININGS),
	validUntil: Instant
});
export type Training = v.InferOutput<typeof Training>;

export const Person = v.object({
	personId: v.string(),
	name: v.string(),
	email: v.string(),
	/** The highest of what is granted now, anywhere; `public` where nothing is. */
	role: v.picklist(words.LEVELS),
	demo: v.boolean(),
	grants: v.array(Grant),
	trainings: v.array(Training)
});
export type Person = v.InferOutput<typeof Person>;

export const SignInReply = v.object({
	token: v.string(),
	expiresAt: Instant,
	deviceId: ClientId,
	person: Person,
	serverTime: Instant
});
export type SignInReply = v.InferOutput<typeof SignInReply>;

/** `GET /api/people/me`: who the token belongs to, and the next token where this one is a day old. */
export const MeReply = v.object({
	person: Person,
	deviceId: ClientId,
	token: v.exactOptional(v.string()),
	expiresAt: v.exactOptional(Instant),
	serverTime: Instant
});
export type MeReply = v.InferOutput<typeof MeReply>;

/** Where a person is signed in. */
export const Device = v.object({
	deviceId: ClientId,
	name: v.string(),
	createdAt: Instant,
	/** To the minute. */
	lastSeenAt: Instant,
	expiresAt: Instant,
	revokedAt: v.nullable(Instant),
	/** Whether it is the one that asks. */
	current: v.boolean()
});
export type Device = v.InferOutput<typeof Device>;

/** `GET /api/people/devices`: the one that asks first, then the one seen last. */
export const DevicesReply = v.object({ devices: v.array(Device), serverTime: Instant });
export type DevicesReply = v.InferOutput<typeof DevicesReply>;

/** A rename, or a revocation, which takes no more than `{}`. */
export const RenameDevice = v.object({ name: text(1, 80) });
export const RevokeDevice = v.object({});
export const DeviceReply = v.object({ device: Device, serverTime: Instant });
export type DeviceReply = v.InferOutput<typeof DeviceReply>;

/** Who sees to it, where somebody does. */
const claimed = {
	/** The person's name. */
	claimedBy: v.exactOptional(v.string()),
	claimedById: v.exactOptional(v.string()),
	/** When the claim, or the snooze, runs out. */
	until: v.exactOptional(Instant)
};

/** An open alert, as people on duty see it. */
export const DutyAlert = v.object({
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
	unit: v.exactOptional(v.string()),
	...claimed
});
export type DutyAlert = v.InferOutput<typeof DutyAlert>;

/** `GET /api/volunteer/alerts`: open alerts, the most severe and then the oldest first. */
export const AlertsReply = v.object({ alerts: v.array(DutyAlert), serverTime: Instant });
export type AlertsReply = v.InferOutput<typeof AlertsReply>;

/** Where a person is needed. */
export const DutyTask = v.object({
	taskId: v.string(),
	/** Null: about what was lost on a person's device, which `device` names. */
	machineId: v.nullable(integer(1, MAX_INTEGER)),
	machineName: v.nullable(v.string()),
	demo: v.boolean(),
	kind: v.string(),
	/** Whether whoever claimed it wants to hear no more of it, `until`. */
	snoozed: v.exactOptional(v.literal(true)),
	...claimed,
	device: v.exactOptional(
		v.object({ deviceId: v.string(), name: v.string(), personName: v.string() })
	),
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
});
export type DutyTask = v.InferOutput<typeof DutyTask>;

/**
 * `GET /api/volunteer/tasks`: where a person is needed, the oldest first. Tasks about accounts that
 * differ are derived from the ledger: they are gone when a late fact explains them [M11].
 */
export const TasksReply = v.object({
	tasks: v.array(DutyTask),
	/** There are more than these: they come when these are done. */
	more: v.boolean(),
	/** Which server this is: another feed is one that was restored [M15]. Absent in what was kept before. */
	feed: v.exactOptional(v.string()),
	serverTime: Instant
});
export type TasksReply = v.InferOutput<typeof TasksReply>;

/** A machine, as people on duty see it. */
/** What a machine's last status said of its hardware; null is what it did not say [M14]. */
const HardwareReport = v.object({
	controller: v.nullable(Status.entries.controller.wrapped),
	temperatures: v.nullable(Status.entries.temperatures.wrapped),
	power: v.nullable(Status.entries.power.wrapped),
	coldChain: v.nullable(Status.entries.coldChain.wrapped)
});

export const FleetMachine = v.object({
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
	appVersion: v.nullable(v.string()),
	/** Null before its first status. */
	report: v.nullable(HardwareReport)
});
export type FleetMachine = v.InferOutput<typeof FleetMachine>;

/** `GET /api/volunteer/machines`: the fleet as people on duty see it. */
export const FleetReply = v.object({ machines: v.array(FleetMachine), serverTime: Instant });
export type FleetReply = v.InferOutput<typeof FleetReply>;

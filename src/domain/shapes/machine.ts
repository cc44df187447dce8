import * as v from 'valibot';
import {
	Celsius,
	ClientId,
	Instant,
	integer,
	MachineId,
	MAX_INTEGER,
	Secret,
	ShortText,
	SlotNumber,
	Uptime
} from './values.ts';
import * as words from './words.ts';

const machineNumber = integer(1, MAX_INTEGER);
const count = integer(0, MAX_INTEGER);
const seconds = integer(1, 86_400);

const storage = v.picklist(words.STORAGES, 'One of ambient, chilled, frozen.');

export const Zone = v.object({
	zone: ShortText,
	storage,
	slots: v.array(SlotNumber),
	sensors: v.array(ShortText)
});
export type Zone = v.InferOutput<typeof Zone>;

export const HardwareSlot = v.object({
	slot: SlotNumber,
	storage,
	litres: v.optional(integer(1, 10_000)),
	kind: v.optional(v.picklist(words.SLOT_KINDS, 'shelf or locker.')),
	lock: v.optional(integer(0, 255))
});
/** A slot without `kind` is a shelf, which holds many lots; a locker holds one. */
export type HardwareSlot = v.InferOutput<typeof HardwareSlot>;

export const Register = v.object({
	/** Of any form: one of another form is an unknown code, `403 enrolment_invalid` [M5]. */
	enrolmentCode: v.string('The code that the operator gave.'),
	secret: Secret,
	hardware: v.object({
		model: v.optional(ShortText),
		serial: v.optional(ShortText),
		slots: v.pipe(
			v.array(HardwareSlot, 'A list of slots.'),
			v.check((slots) => slots.length >= 1 && slots.length <= 500, '1 to 500 slots.'),
			v.check(
				(slots) => new Set(slots.map((s) => s.slot)).size === slots.length,
				'Every slot has its own number.'
			),
			v.metadata({ minItems: 1, maxItems: 500, description: 'Every slot has its own number.' })
		),
		sensors: v.optional(v.array(ShortText)),
		zones: v.optional(v.array(Zone))
	})
});
export type Register = v.InferOutput<typeof Register>;

export const RegisterReply = v.object({
	machineId: machineNumber,
	status: v.picklist(words.MACHINE_STATES),
	/** Seconds until the next status, or until a pending machine may ask again. */
	interval: seconds,
	serverTime: Instant
});
export type RegisterReply = v.InferOutput<typeof RegisterReply>;

export const Authenticate = v.object({
	machineId: MachineId,
	/** Of any form: one of another form is the same 401 as a wrong one [M7]. */
	secret: v.string('The secret of the machine.')
});

export const AuthenticateReply = v.object({
	token: v.string(),
	expiresAt: Instant,
	machineId: machineNumber,
	/** How a pending machine learns that it was accepted; a rejected one gets a 403 [M6]. */
	status: v.picklist(['accepted', 'pending']),
	/** Seconds until the next status, or until a pending machine may ask again. */
	interval: seconds,
	serverTime: Instant
});
export type AuthenticateReply = v.InferOutput<typeof AuthenticateReply>;

export const Status = v.object({
	bootId: ClientId,
	uptimeMs: Uptime,
	appVersion: ShortText,
	bootReason: v.optional(v.picklist(words.BOOT_REASONS)),
	controller: v.optional(
		v.object({
			linked: v.boolean(),
			firmware: v.optional(ShortText),
			id: v.optional(ShortText)
		})
	),
	temperatures: v.optional(v.array(v.object({ sensor: ShortText, celsius: Celsius }))),
	doors: v.optional(v.array(v.object({ slot: SlotNumber, open: v.boolean() }))),
	power: v.optional(v.picklist(words.POWER_STATES)),
	slots: v.optional(v.array(v.object({ slot: SlotNumber, state: v.picklist(words.SLOT_STATES) }))),
	outbox: v.optional(v.object({ pending: integer(0, MAX_INTEGER), oldestAt: v.nullable(Instant) })),
	coldChain: v.optional(
		v.array(
			v.object({ zone: ShortText, state: v.picklist(words.COLD_CHAIN_STATES), since: Instant })
		)
	),
	configVersion: v.optional(integer(0, MAX_INTEGER)),
	refusedConfig: v.optional(v.array(v.object({ key: ShortText, code: ShortText }))),
	clockOffsetMs: v.optional(integer(-MAX_INTEGER, MAX_INTEGER)),
	stock: v.optional(
		v.array(v.object({ lotId: ClientId, portions: integer(-MAX_INTEGER, MAX_INTEGER) }))
	)
});
export type Status = v.InferOutput<typeof Status>;

/** What the server has of the origin's newest epoch; null before its first fact. */
export const Acked = v.nullable(
	v.object({
		epoch: v.string(),
		throughSeq: count,
		highestSeq: count,
		/** At most the 100 lowest. */
		missingSeqs: v.pipe(v.array(count), v.metadata({ maxItems: 100 }))
	})
);
export type Acked = v.InferOutput<typeof Acked>;

export const OpenAlert = v.object({
	alertId: v.string(),
	kind: v.picklist(words.ALERT_KINDS),
	severity: v.picklist(words.SEVERITIES),
	since: Instant,
	slot: v.exactOptional(SlotNumber),
	sensor: v.exactOptional(ShortText)
});
export type OpenAlert = v.InferOutput<typeof OpenAlert>;

/**
 * Something that the network asks of a machine, told until its `outcome` has arrived or it expires.
 * An `op` that a machine does not know is answered too, as `refused` [M15].
 */
export const Command = v.object({
	commandId: v.string(),
	op: v.string(),
	args: v.unknown(),
	expiresAt: Instant
});
export type Command = v.InferOutput<typeof Command>;

export const StatusReply = v.object({
	serverTime: Instant,
	/** Until the next status; wins over the config's. */
	interval: seconds,
	/** 0 before the first. */
	configVersion: count,
	commands: v.array(Command),
	openAlerts: v.array(OpenAlert),
	feed: v.nullable(v.string()),
	feedHead: v.nullable(v.number()),
	acked: Acked
});
export type StatusReply = v.InferOutput<typeof StatusReply>;

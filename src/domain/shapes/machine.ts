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
			)
		),
		sensors: v.optional(v.array(ShortText)),
		zones: v.optional(v.array(Zone))
	})
});
export type Register = v.InferOutput<typeof Register>;

export type RegisterReply = {
	machineId: number;
	status: words.MachineState;
	/** Seconds until the next status, or until a pending machine may ask again. */
	interval: number;
	serverTime: string;
};

export const Authenticate = v.object({
	machineId: MachineId,
	/** Of any form: one of another form is the same 401 as a wrong one [M7]. */
	secret: v.string('The secret of the machine.')
});

export type AuthenticateReply = {
	token: string;
	expiresAt: string;
	machineId: number;
	serverTime: string;
};

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
export type Acked = {
	epoch: string;
	throughSeq: number;
	highestSeq: number;
	missingSeqs: number[];
} | null;

export type OpenAlert = {
	alertId: string;
	kind: words.AlertKind;
	severity: words.Severity;
	since: string;
	slot?: number;
	sensor?: string;
};

export type StatusReply = {
	serverTime: string;
	/** Seconds until the next status; wins over the config's. */
	interval: number;
	configVersion: number;
	commands: { commandId: string; op: string; args: unknown; expiresAt: string }[];
	openAlerts: OpenAlert[];
	feed: string | null;
	feedHead: number | null;
	acked: Acked;
};

/** How a client reads the answer to its status. */
export const StatusReplyShape = v.object({
	serverTime: Instant,
	interval: v.number(),
	configVersion: v.number(),
	feed: v.nullable(v.string()),
	feedHead: v.nullable(v.number()),
	acked: v.nullable(
		v.object({
			epoch: v.string(),
			throughSeq: v.number(),
			highestSeq: v.number(),
			missingSeqs: v.array(v.number())
		})
	)
});

/** `GET /api/machine/config` [M16]. */
export type ConfigReply = { machineId: number; version: number; config: MachineConfig };

/** The machine's configuration document, as the server keeps and sends it. */
export type MachineConfig = {
	/** Seconds between two statuses, unless the status reply says otherwise. */
	interval: number;
	timeZone: string;
	/** `document` is a `PolicyDocument`, of whatever age: `policyIn` reads it [F10]. */
	policy: { profile: string; version: string; document: unknown };
	zones: Zone[];
	slots: {
		slot: number;
		storage: words.Storage;
		kind: words.SlotKind;
		litres?: number;
		lock?: number;
	}[];
	recalls: unknown[];
	languages: string[];
	donationPaused: boolean;
	notice: string | null;
	/** Seconds without a touch after which the kiosk asks whether somebody is there. */
	sessionSeconds: number;
	/** What one person should take at most in one go; null is no limit. */
	fairUsePortions: number | null;
	servicePin: string | null;
	/** OSM `opening_hours`, or null where nobody knows. */
	openingHours: string | null;
};

// How a client reads the answers: what has another form is not our server's.

export const RegisterReplyShape = v.object({
	machineId: integer(1, MAX_INTEGER),
	status: v.picklist(words.MACHINE_STATES),
	interval: v.number(),
	serverTime: Instant
});

export const AuthenticateReplyShape = v.object({
	token: v.string(),
	expiresAt: Instant,
	machineId: integer(1, MAX_INTEGER),
	serverTime: Instant
});

export const ConfigReplyShape = v.object({
	machineId: integer(1, MAX_INTEGER),
	version: v.number(),
	config: v.object({
		interval: v.number(),
		timeZone: v.string(),
		policy: v.object({ profile: v.string(), version: v.string(), document: v.unknown() }),
		zones: v.array(Zone),
		slots: v.array(
			v.object({
				slot: SlotNumber,
				storage,
				kind: v.picklist(words.SLOT_KINDS),
				litres: v.exactOptional(v.number()),
				lock: v.exactOptional(v.number())
			})
		),
		recalls: v.array(v.unknown()),
		languages: v.array(v.string()),
		donationPaused: v.boolean(),
		notice: v.nullable(v.string()),
		sessionSeconds: v.number(),
		fairUsePortions: v.nullable(v.number()),
		servicePin: v.nullable(v.string()),
		openingHours: v.nullable(v.string())
	})
});

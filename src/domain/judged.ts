import type { Alert } from './alert.ts';
import type { Millis, Zone } from './calendar.ts';
import type { Claim } from './claim.ts';
import type { ClockAnchor, FactTime, KnownTime } from './clock.ts';
import type { LotSum, Movement } from './ledger.ts';
import type { Offer } from './offering.ts';
import type { Mark } from './place.ts';
import type { Policy } from './policy.ts';
import type { FactResult } from './shapes/batch.ts';
import type { FieldErrors } from './shapes/error.ts';
import type { Fact } from './shapes/fact.ts';
import type { QuarantineCode, WarningCode } from './shapes/fact-codes.ts';
import type { FactType, Storage } from './shapes/words.ts';

/** What the server knows before a batch; the judge keeps it up to date while it works. */
export type Known = {
	/** Content hash of each stored fact among those of the batch. */
	readonly facts: Map<string, string>;
	/** Which event took a seq of this origin and epoch. */
	readonly seqs: Map<number, string>;
	/** Of this origin and epoch, 0 before the first. */
	highestSeq: number;
	/** When facts of this origin and epoch happened, of some whose place is near [M3]. */
	readonly times: KnownTime[];
	readonly lots: Map<string, LotSum>;
	/** The donation of this batch that describes a lot, where one does. */
	readonly described: Map<string, Applied>;
	/** The storage class of each lot of the batch that is described at any machine. */
	readonly storages: Map<string, Storage>;
	/** When the door of each slot last opened without an act [S1a]. */
	readonly accesses: Map<number, Mark>;
	/** Each alert by its key, as the facts make it in the order in which they come. */
	readonly alerts: Map<string, Alert>;
	/** Keys of alerts whose history has to be looked at: older facts came late [M11]. */
	readonly lateAlerts: Set<string>;
	readonly slots: ReadonlyMap<number, Storage>;
	/** Who sees to the tasks and alerts that the batch speaks of, by `subjectOf`. */
	readonly claims: Map<string, Claim>;
	/** Who may work at the machine, of those to whom the batch hands something over. */
	readonly hands: ReadonlySet<string>;
};

/** Why a fact is not applied that is sound by itself. */
export type Refusal = {
	readonly code: QuarantineCode;
	readonly reason: string;
	/** The field that is wrong, where it is one. */
	readonly data?: FieldErrors;
};

/** Who tells the facts of a batch. */
export type Sender = {
	/** A machine about itself, or a person with a device of theirs, about a machine. */
	readonly kind: 'machine' | 'person';
	/** Empty for a machine. */
	readonly personId: string;
	/** Whether it is a person who leads at the machine. */
	readonly leads: boolean;
	/** Why the sender may not tell a fact of a type that was made at a moment; null where it may. */
	readonly refusal: (type: FactType, madeAt: Millis) => Refusal | null;
};

export type JudgeContext = {
	readonly origin: string;
	readonly epochNo: number;
	/** Who sends: not everyone may tell everything. */
	readonly sender: Sender;
	/** The machine that the facts are about: its own may leave the number out [M2]. */
	readonly machineId: number;
	readonly recordedAt: Millis;
	readonly anchors: readonly ClockAnchor[];
	/** When the boot began that sends; facts of any other boot are older. Infinity where nobody said. */
	readonly bootedAt: Millis;
	readonly zone: Zone;
	readonly policy: Policy;
	readonly hash: (text: string) => string;
};

/** A fact to store, with all that follows from it. */
export type Applied = {
	readonly fact: Fact;
	readonly place: Mark;
	/** As the fact itself says; `time` is what the server makes of it. */
	readonly occurredAt: Millis;
	readonly time: FactTime;
	/** Of the whole content, with its side texts [M9]. */
	readonly contentHash: string;
	/** Canonical JSON of what the ledger holds of it: no free text, no person [M23]. */
	readonly body: string;
	readonly sideTexts: readonly { readonly field: string; readonly value: string }[];
	readonly movement: Movement | null;
	/** When a donation may be offered, by what it says itself; null for any other fact. */
	readonly offer: Offer | null;
	/** All that makes no sense about it, the answered one first [M10]. */
	readonly warnings: readonly WarningCode[];
};

/** A fact that could not be stored as one, kept with its raw body [M10]. */
export type Quarantined = {
	readonly eventId: string;
	readonly epoch: string;
	/** 0 where the element had no valid place. */
	readonly seq: number;
	readonly code: QuarantineCode;
	readonly reason: string;
	readonly contentHash: string;
	readonly body: string;
	/** When it happened, where it is a sound fact; 0 where nobody can tell [M3]. */
	readonly happenedAt: Millis;
	/** Whether its seq counts as seen [M10, M12]. */
	readonly marksSeq: boolean;
};

export type Verdict =
	| { readonly kind: 'applied'; readonly applied: Applied; readonly result: FactResult }
	| {
			readonly kind: 'duplicate';
			readonly eventId: string;
			readonly seq: number;
			readonly result: FactResult;
	  }
	| {
			readonly kind: 'quarantined';
			readonly quarantined: Quarantined;
			readonly result: FactResult;
	  };

/** An element's own account of who it is. */
export type Identity = { readonly eventId: string; readonly epoch: string; readonly seq: number };

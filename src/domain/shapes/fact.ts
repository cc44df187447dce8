import type * as v from 'valibot';
import { Access, Alert, Gap, Outcome, Reading, Safety, Service, Task } from './care-facts.ts';
import { Adjust, Collect, Donate, Expired, MoveIn, MoveOut } from './food-facts.ts';
import type { FactType } from './words.ts';

export { Allergens, Lot } from './lot.ts';

/** The newest form of a fact that this code knows [O13]. */
export const FACT_VERSION = 1;
/** One fact, as UTF-8 [contract, "Bodies"]. */
export const MAX_FACT_BYTES = 8_192;

/** The body of every type of fact, without `type`: what its own endpoint takes. */
export const FACTS = {
	donate: Donate,
	collect: Collect,
	expired: Expired,
	alert: Alert,
	reading: Reading,
	safety: Safety,
	service: Service,
	moveOut: MoveOut,
	moveIn: MoveIn,
	adjust: Adjust,
	task: Task,
	access: Access,
	outcome: Outcome,
	gap: Gap
} as const satisfies Record<FactType, unknown>;

/** A fact of a type as it travels, parsed. */
export type FactOf<T extends FactType> = v.InferOutput<(typeof FACTS)[T]> & { type: T };
/** A fact of any type, told apart by `type`. */
export type Fact = { [T in FactType]: FactOf<T> }[FactType];

/** What is said of a fact before it has its place in an outbox. */
export type FactBody<T extends FactType> = Omit<
	FactOf<T>,
	'eventId' | 'epoch' | 'seq' | 'occurredAt' | 'bootId' | 'uptimeMs'
>;

export type DonateFact = FactOf<'donate'>;
export type CollectFact = FactOf<'collect'>;
export type ExpiredFact = FactOf<'expired'>;
export type AlertFact = FactOf<'alert'>;

/** Free texts and people, by type: they stand in a side table, not in the ledger [M23]. */
export const SIDE_FIELDS: Readonly<Partial<Record<FactType, readonly string[]>>> = {
	donate: ['donorCode'],
	expired: ['note'],
	alert: ['message'],
	service: ['personCode'],
	task: ['reason', 'toPersonId']
};

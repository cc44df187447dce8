import * as v from 'valibot';
import { ClientId, Instant, integer, MachineId, Seq, Uptime } from './values.ts';

/** What every fact carries, whatever it tells [M2, M3]. */
export const envelope = {
	eventId: ClientId,
	epoch: ClientId,
	seq: Seq,
	occurredAt: Instant,
	bootId: ClientId,
	uptimeMs: Uptime,
	v: v.optional(integer(1, 999)),
	machineId: v.optional(MachineId)
};

import type { Zone } from './calendar.ts';
import { THE_MACHINE } from './fact-access.ts';
import type { JudgeContext, Known } from './judged.ts';
import { policyOf } from './policy.ts';
import type { FactType } from './shapes/words.ts';

// Builders with defaults, for tests.

export const NOON = Date.UTC(2026, 10, 23, 12);

export const UTC: Zone = { localDate: (at) => new Date(at).toISOString().slice(0, 10) };

/** A short hash that is good enough to tell test contents apart. */
export function testHash(text: string): string {
	let hash = 7;
	for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) | 0;
	return `${hash}:${text.length}`;
}

/** An id of the wire's form. */
export function id(prefix: string, n = 0): string {
	return (
		(prefix.replace(/[^a-z0-9]/g, '') + String(n).padStart(15, '0')).slice(0, 3) +
		String(n).padStart(12, '0')
	);
}

export const EPOCH = id('epo');
export const BOOT = id('boo');

export function envelope(seq: number, more: Record<string, unknown> = {}) {
	return {
		eventId: id('eve', seq),
		epoch: EPOCH,
		seq,
		occurredAt: '2026-11-23T11:59:00Z',
		bootId: BOOT,
		uptimeMs: 1_000 * seq,
		...more
	};
}

export function lot(more: Record<string, unknown> = {}) {
	return {
		lotId: id('lot', 1),
		slot: 1,
		name: 'Rye bread',
		category: 'bakery',
		storage: 'ambient',
		dateKind: 'bestBefore',
		date: '2026-11-25',
		portions: 4,
		allergens: null,
		...more
	};
}

export function donate(
	seq: number,
	lotMore: Record<string, unknown> = {},
	more: Record<string, unknown> = {}
) {
	return { type: 'donate', ...envelope(seq), lot: lot(lotMore), evidence: 'door', ...more };
}

export function collect(seq: number, more: Record<string, unknown> = {}) {
	return {
		type: 'collect',
		...envelope(seq),
		lotId: id('lot', 1),
		portions: 1,
		evidence: 'door',
		...more
	};
}

export function discard(seq: number, more: Record<string, unknown> = {}) {
	return {
		type: 'expired',
		...envelope(seq),
		lotId: id('lot', 1),
		portions: 1,
		reason: 'expired',
		...more
	};
}

export function raise(seq: number, more: Record<string, unknown> = {}) {
	return {
		type: 'alert',
		...envelope(seq),
		kind: 'door_open',
		severity: 'warning',
		cleared: false,
		slot: 1,
		...more
	};
}

/** A fact of any type, with the fields that it must have. */
const builder =
	(type: FactType, fields: Record<string, unknown>) =>
	(seq: number, more: Record<string, unknown> = {}) => ({
		type,
		...envelope(seq),
		...fields,
		...more
	});

const since = { from: '2026-11-23T11:40:00Z', to: '2026-11-23T11:50:00Z' };
export const reading = builder('reading', {
	...{ ...since, sensor: 't1', minC: 3.1, maxC: 4.2, meanC: 3.6, samples: 600 }
});
export const safety = builder('safety', {
	...{ zone: 'chilled', state: 'watch', since: '2026-11-23T11:50:00Z', aboveLimitMs: 60_000 },
	policyVersion: 'eu-1'
});
export const service = builder('service', { zone: 'chilled', done: ['clean'] });
const move = { moveId: id('mov', 1), lotId: id('lot', 1), portions: 1 };
export const moveOut = builder('moveOut', move);
export const moveIn = builder('moveIn', { ...move, slot: 1 });
export const adjust = builder('adjust', {
	...{ lotId: id('lot', 1), portions: -1, reason: 'counted' }
});
export const task = builder('task', { taskId: id('tas', 1), action: 'claim' });
export const access = builder('access', {
	...{ slot: 1, openedAt: '2026-11-23T11:50:00Z', cause: 'forced' }
});
export const outcome = builder('outcome', { commandId: 'command-1', result: 'done' });
export const gap = builder('gap', { fromSeq: 1, toSeq: 1, reason: 'evicted' });

export function nothingKnown(): Known {
	return {
		facts: new Map(),
		seqs: new Map(),
		highestSeq: 0,
		times: [],
		lots: new Map(),
		described: new Map(),
		storages: new Map(),
		accesses: new Map(),
		alerts: new Map(),
		lateAlerts: new Set(),
		slots: new Map([
			[1, 'ambient'],
			[2, 'chilled'],
			[3, 'frozen']
		]),
		claims: new Map(),
		hands: new Set()
	};
}

export function context(more: Partial<JudgeContext> = {}): JudgeContext {
	return {
		origin: 'm7',
		epochNo: 1,
		sender: THE_MACHINE,
		machineId: 7,
		recordedAt: NOON,
		anchors: [],
		bootedAt: Infinity,
		zone: UTC,
		policy: policyOf('eu'),
		hash: testHash,
		...more
	};
}

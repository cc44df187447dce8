import * as v from 'valibot';
import { integer, MAX_INTEGER } from '#domain/shapes/values.ts';
import type { FrameBody } from '../frame.ts';
import { KEY } from '../unlock.ts';
import type { Hardware } from './hardware.ts';
import type { BoardJournal, Happening } from './journal.ts';
import type { Locks } from './locks.ts';

export type Refusal = 'BADREQ' | 'BADARG' | 'NOOP' | 'LATE' | 'BUSY' | 'FAULT' | 'NOSESSION';

/** What a request is judged by and done with; `at` is on the board's clock, `uptime` since its start. */
export type Desk = {
	readonly hardware: Hardware;
	readonly journal: Pick<BoardJournal, 'knows'>;
	readonly locks: Locks;
	readonly at: number;
	readonly uptime: number;
	readonly tell: (event: Happening) => void;
	/** By slot: what the scale said when it was set to nothing. */
	readonly tares: Map<number, number>;
};

const Whole = integer(-MAX_INTEGER, MAX_INTEGER);
const Slot = v.object({ c: Whole });
const Unlock = v.object({
	c: Whole,
	key: v.pipe(v.string(), v.regex(KEY)),
	by: Whole
});
const Light = v.object({ c: Whole, on: v.picklist([0, 1]) });
const Beep = v.object({ n: integer(1, 5) });
const Probe = v.object({ p: Whole });

type Operation = (desk: Desk, body: FrameBody) => FrameBody | Refusal;

/** Each operation by its name: a result, or why there is none. */
const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
	['state', ({ locks }) => ({ door: locks.letters })],
	['unlock', asking(Unlock, unlock)],
	[
		'light',
		asking(Light, ({ hardware }, { c, on }) => {
			if (c !== 0 && !hardware.slots.includes(c)) return 'FAULT';
			hardware.light(c, on === 1);
			return { ok: 1 };
		})
	],
	[
		'beep',
		asking(Beep, ({ hardware }, { n }) => {
			hardware.beep(n);
			return { ok: 1 };
		})
	],
	['weigh', asking(Slot, weigh)],
	[
		'tare',
		asking(Slot, (desk, { c }) => {
			const grams = desk.hardware.grams(c);
			if (grams === null) return 'FAULT';
			desk.tares.set(c, grams);
			return { ok: 1 };
		})
	],
	[
		'temp',
		asking(Probe, ({ hardware }, { p }) => {
			const dC = hardware.deciCelsius(p);
			return dC === null ? 'FAULT' : { dC };
		})
	],
	['selftest', selfTest]
]);

/** Does what a request asks [P4]. */
export function perform(desk: Desk, body: FrameBody): FrameBody | Refusal {
	const isFlat = Object.values(body).every((value) => typeof value !== 'object' || value === null);
	const { op } = body;
	if (typeof op !== 'string' || !isFlat) return 'BADREQ';
	return OPERATIONS.get(op)?.(desk, body) ?? 'NOOP';
}

/** The order matters: a key that is known was in time, and is done, whatever came since. */
function unlock(desk: Desk, { c, key, by }: v.InferOutput<typeof Unlock>): FrameBody | Refusal {
	if (desk.journal.knows(key)) return { dup: 1 };
	if (by < desk.uptime) return 'LATE';
	const pulled = desk.locks.unlock(c, desk.at, () => {
		desk.tell({ k: 'unlock', c, key });
	});
	if (pulled === 'open') return { open: 1 };
	return pulled === 'ok' ? { ok: 1 } : pulled;
}

function weigh({ hardware, tares }: Desk, { c }: { c: number }): FrameBody | Refusal {
	const grams = hardware.grams(c);
	return grams === null ? 'FAULT' : { g: grams - (tares.get(c) ?? 0) };
}

function selfTest({ hardware }: Desk): FrameBody | Refusal {
	const isWell =
		hardware.slots.every((slot) => hardware.lockWorks(slot)) && hardware.deciCelsius(1) !== null;
	return isWell ? { ok: 1 } : 'FAULT';
}

function asking<T>(
	schema: v.GenericSchema<unknown, T>,
	run: (desk: Desk, asked: T) => FrameBody | Refusal
): Operation {
	return (desk, body) => {
		const asked = v.safeParse(schema, body);
		return asked.success ? run(desk, asked.output) : 'BADARG';
	};
}

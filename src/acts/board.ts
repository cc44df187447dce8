import type { ControllerEvent } from '#controller/event.ts';
import type { Millis } from '#domain/calendar.ts';
import { withSample, type ReadingWindow } from '#domain/reading-window.ts';
import type { FactBody } from '#domain/shapes/fact.ts';
import { instant } from '#platform/clock.ts';
import type { Draft } from '#outbox/row.ts';

/** What was told of one slot's door. */
export type DoorMemory = {
	readonly isOpen?: true;
	/** The key of the unlock that has not been used up, or relocked, yet. */
	readonly unlockedBy?: string;
	/** It was unlocked the last time, and nobody pulled it open. */
	readonly wasNotPulled?: true;
	/** When it last closed, by the controller's uptime; not known after a start. */
	readonly closedMs?: number;
};

/** What the controller has told, as far as later events need it. */
export type Board = {
	readonly doors: Readonly<Record<number, DoorMemory>>;
	/** Readings that are not complete yet, by sensor. */
	readonly windows: Readonly<Record<string, ReadingWindow>>;
	/** What each sensor that works last measured, and when; absent before the first. */
	readonly measured?: Readonly<Record<string, { readonly celsius: number; readonly at: Millis }>>;
	/** What it said last of its supply; absent where it never did. */
	readonly power?: 'mains' | 'battery';
	/** Alerts that stand, so that each is told, and cleared, once; by kind and place. */
	readonly raised: readonly string[];
	/** Of those: raised before a part of the journal was lost; told anew where it is heard again. */
	readonly doubted?: readonly string[];
	/** How many events came that this code cannot read. */
	readonly unknownEvents: number;
	/** While a past is told that this store did not see: what of it is still so, and not told yet. */
	readonly stillSo?: readonly FactBody<'alert'>[];
};

export const EMPTY_BOARD: Board = { doors: {}, windows: {}, raised: [], unknownEvents: 0 };

export type Told = { readonly board: Board; readonly facts: readonly Draft[] };

/** Above it a temperature is told within the minute, in degrees Celsius; null where there is none. */
export type LimitOf = (sensor: string) => number | null;

/** At what a controller raises `talarm`, and ends it, in degrees Celsius [controller-link]. */
const ALARM_C = 8;
const COOL_C = 7;

/** The sensor of a probe, by the name that a machine's zones know it by. */
export const sensorOf = (probe: number): string => `t${probe}`;

export function withDoor(board: Board, slot: number, change: DoorMemory): Board {
	return { ...board, doors: { ...board.doors, [slot]: change } };
}

/** What was told before may be untrue by now: another journal, or a hole in it. */
export function inDoubt(board: Board): Board {
	return { ...board, doors: {}, doubted: board.raised };
}

/**
 * Another journal begins, of another controller or of one that has lost its own: it tells what stands
 * open and what runs on a battery, and nothing of what does not.
 */
export function begunAnew({ power: _, ...board }: Board): Told {
	const doors = board.raised.flatMap((key) => {
		const [kind, slot] = key.split(' ');
		return kind === 'door_open' ? [leftOpen(Number(slot))] : [];
	});
	return [onBattery, ...doors].reduce<Told>(
		(told, alarm) => also(told, cleared(told.board, alarm)),
		{ board, facts: [] }
	);
}

/** The alerts and readings that an event makes, whoever opened what; each alert once [M17]. */
export function boardAfter(board: Board, event: ControllerEvent, at: Millis, limit: LimitOf): Told {
	switch (event.k) {
		case 'temp': {
			const told = cleared(board, probeFault(event.p));
			// Its end may have been lost with a part of the journal.
			const isCool = event.dC / 10 < COOL_C;
			const cool = isCool ? also(told, cleared(told.board, tooWarm(event, limit))) : told;
			return withTemperature(cool, event, at, limit);
		}
		case 'talarm':
			return (event.on === 1 ? raised : cleared)(board, tooWarm(event, limit));
		case 'ajar':
			return raised(board, { ...leftOpen(event.c), value: event.s, unit: 's' });
		case 'door': {
			const told = cleared(board, sensorFault('door', event.c));
			return event.open === 1 ? told : also(told, cleared(told.board, leftOpen(event.c)));
		}
		case 'wt':
			return cleared(board, sensorFault('scale', event.c));
		case 'forced':
			return noticed(board, { kind: 'tamper', severity: 'critical', slot: event.c });
		case 'tamper':
			return noticed(board, { kind: 'tamper', severity: 'critical' });
		case 'power': {
			const measured = { ...onBattery, value: event.mV / 1_000, unit: 'V' };
			return event.src === 1
				? raised({ ...board, power: 'battery' }, measured)
				: cleared({ ...board, power: 'mains' }, onBattery);
		}
		case 'fault':
			return withFault(board, event);
		case 'boot':
		case 'unlock':
		case 'relock':
		case 'scan':
			return { board, facts: [] };
	}
}

/** The journal overflowed: so many events are gone, and what they told [P3]. */
export function overflowed(board: Board, events: number): Told {
	return noticed(board, { kind: 'journal_overflow', severity: 'warning', value: events });
}

type Alarm = Omit<FactBody<'alert'>, 'type' | 'cleared'>;

const onBattery: Alarm = { kind: 'power', severity: 'warning' };
/** Where its zone is judged by [F5], that decides when it is critical. */
const tooWarm = (
	{ p, dC }: { readonly p: number; readonly dC: number },
	limit: LimitOf
): Alarm => ({
	...{ kind: 'temperature', severity: limit(sensorOf(p)) === null ? 'critical' : 'warning' },
	...{ sensor: sensorOf(p), value: dC / 10, threshold: ALARM_C, unit: '°C' }
});
const leftOpen = (slot: number): Alarm => ({ kind: 'door_open', severity: 'warning', slot });
const probeFault = (probe: number): Alarm => ({
	...{ kind: 'sensor', severity: 'warning', sensor: sensorOf(probe) }
});
/** Not by slot: a door's and a scale's are two alerts. */
const sensorFault = (part: 'door' | 'scale', slot: number): Alarm => ({
	...{ kind: 'sensor', severity: 'warning', sensor: `${part} ${slot}` }
});

/** A lock's is told with its slot, which is offered to nobody then: see `withStuckDoor`. */
function withFault(board: Board, event: Extract<ControllerEvent, { k: 'fault' }>): Told {
	const { dev, c = 0, code } = event;
	switch (dev) {
		case 'lock':
			return { board, facts: [] };
		case 'door':
		case 'scale':
			return raised(board, { ...sensorFault(dev, c), value: code });
		case 'probe': {
			const { [sensorOf(c)]: _, ...measured } = board.measured ?? {};
			return raised({ ...board, measured }, { ...probeFault(c), value: code });
		}
		default: {
			const part = dev.trim().slice(0, 60) || 'unknown';
			const sensor = c > 0 ? `${part} ${c}` : part;
			return noticed(board, { kind: 'other', severity: 'info', value: code, sensor });
		}
	}
}

function withTemperature(
	{ board, facts }: Told,
	{ p, dC }: Extract<ControllerEvent, { k: 'temp' }>,
	at: Millis,
	limit: LimitOf
): Told {
	const sensor = sensorOf(p);
	const before = board.windows[sensor];
	const { window, done } = withSample(before, { at, celsius: dC / 10 }, limit(sensor));
	const others = Object.entries(board.windows).filter(([name]) => name !== sensor);
	const windows = Object.fromEntries(window ? [...others, [sensor, window]] : others);
	const measured = { ...board.measured, [sensor]: { celsius: dC / 10, at } };
	const readings = done.map((one) => reading(sensor, one));
	return { board: { ...board, windows, measured }, facts: [...facts, ...readings] };
}

function reading(sensor: string, window: ReadingWindow): FactBody<'reading'> {
	const { from, to, minC, maxC, sumC, samples } = window;
	return {
		...{ type: 'reading', sensor, from: instant(from), to: instant(to), minC, maxC, samples },
		meanC: Math.round((sumC / samples) * 100) / 100
	};
}

const also = (first: Told, then: Told): Told => ({
	board: then.board,
	facts: [...first.facts, ...then.facts]
});

export const alertKey = ({ kind, slot, sensor }: Alarm): string =>
	`${kind} ${sensor ?? slot ?? ''}`;

const alert = (alarm: Alarm, isCleared: boolean): FactBody<'alert'> => ({
	type: 'alert',
	...alarm,
	cleared: isCleared
});

/** Once until it is cleared. */
function raised(board: Board, alarm: Alarm): Told {
	const key = alertKey(alarm);
	const { raised: before, doubted = [] } = board;
	if (before.includes(key) && !doubted.includes(key)) return { board, facts: [] };
	const now = { ...withoutAlert(board, key), raised: [...without(before, key), key] };
	return { board: now, facts: [alert(alarm, false)] };
}

function cleared(board: Board, alarm: Alarm): Told {
	const key = alertKey(alarm);
	if (!board.raised.includes(key)) return { board, facts: [] };
	return { board: withoutAlert(board, key), facts: [alert(alarm, true)] };
}

const without = (keys: readonly string[], key: string): readonly string[] =>
	keys.filter((other) => other !== key);

function withoutAlert(board: Board, key: string): Board {
	const { raised: before, doubted, ...rest } = board;
	const left = without(doubted ?? [], key);
	return { ...rest, raised: without(before, key), ...(left.length > 0 ? { doubted: left } : {}) };
}

/** What nothing but a person ends: told each time. */
function noticed(board: Board, alarm: Alarm): Told {
	return { board, facts: [alert(alarm, false)] };
}

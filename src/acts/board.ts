import type { ControllerEvent } from '#controller/event.ts';
import type { Millis } from '#domain/calendar.ts';
import { withSample, type ReadingWindow } from '#domain/reading-window.ts';
import type { FactBody } from '#domain/shapes/fact.ts';
import { instant } from '#platform/clock.ts';
import type { Draft } from '#outbox/row.ts';

/** What was told of one slot's door and scale. */
export type DoorMemory = {
	readonly isOpen?: true;
	/** The key of the unlock that has not been used up, or relocked, yet. */
	readonly unlockedBy?: string;
	/** It was unlocked the last time, and nobody pulled it open. */
	readonly wasNotPulled?: true;
	readonly grams?: number;
};

/** What the controller has told, as far as later events need it. */
export type Board = {
	readonly doors: Readonly<Record<number, DoorMemory>>;
	/** Readings that are not complete yet, by sensor. */
	readonly windows: Readonly<Record<string, ReadingWindow>>;
	/** Alerts that stand, so that each is told, and cleared, once; by kind and place. */
	readonly raised: readonly string[];
	/** How many events came that this code cannot read. */
	readonly unknownEvents: number;
	/** While a past is told that this store did not see: what of it is still so, and not told yet. */
	readonly stillSo?: readonly FactBody<'alert'>[];
};

export const EMPTY_BOARD: Board = { doors: {}, windows: {}, raised: [], unknownEvents: 0 };

export type Told = { readonly board: Board; readonly facts: readonly Draft[] };

/** Above it a temperature is told within the minute, in degrees Celsius; null where there is none. */
export type LimitOf = (sensor: string) => number | null;

/** At what a controller raises `talarm`, in degrees Celsius [controller-link]. */
const ALARM_C = 8;

/** The sensor of a probe, by the name that a machine's zones know it by. */
export const sensorOf = (probe: number): string => `t${probe}`;

export function withDoor(board: Board, slot: number, change: DoorMemory): Board {
	return { ...board, doors: { ...board.doors, [slot]: change } };
}

/** What was told before may be untrue by now: another journal, or a hole in it. Weights stay. */
export function withoutDoors(board: Board): Board {
	const doors = Object.entries(board.doors).map(([slot, { grams }]) => [
		slot,
		grams === undefined ? {} : { grams }
	]);
	return { ...board, doors: Object.fromEntries(doors) as Board['doors'] };
}

/** The alerts and readings that an event makes, whoever opened what; each alert once [M17]. */
export function boardAfter(board: Board, event: ControllerEvent, at: Millis, limit: LimitOf): Told {
	switch (event.k) {
		case 'temp':
			return withTemperature(cleared(board, probeFault(event.p)), event, at, limit);
		case 'talarm': {
			const alarm = {
				...{ kind: 'temperature' as const, severity: 'critical' as const },
				...{ value: event.dC / 10, threshold: ALARM_C, unit: '°C', sensor: sensorOf(event.p) }
			};
			return event.on === 1 ? raised(board, alarm) : cleared(board, alarm);
		}
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
			const power = { kind: 'power' as const, severity: 'warning' as const };
			const measured = { ...power, value: event.mV / 1_000, unit: 'V' };
			return event.src === 1 ? raised(board, measured) : cleared(board, power);
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
		case 'probe':
			return raised(board, { ...probeFault(c), value: code });
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
	const readings = done.map((one) => reading(sensor, one));
	return { board: { ...board, windows }, facts: [...facts, ...readings] };
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
	if (board.raised.includes(key)) return { board, facts: [] };
	return { board: { ...board, raised: [...board.raised, key] }, facts: [alert(alarm, false)] };
}

function cleared(board: Board, alarm: Alarm): Told {
	const key = alertKey(alarm);
	if (!board.raised.includes(key)) return { board, facts: [] };
	const others = board.raised.filter((other) => other !== key);
	return { board: { ...board, raised: others }, facts: [alert(alarm, true)] };
}

/** What nothing but a person ends: told each time. */
function noticed(board: Board, alarm: Alarm): Told {
	return { board, facts: [alert(alarm, false)] };
}

import { NEWS_LAST } from '#domain/availability.ts';
import { MINUTE, parseInstant, type Millis } from '#domain/calendar.ts';
import type { FleetReply } from '#domain/shapes/people.ts';
import type { Freshness } from '#domain/shapes/words.ts';
import type { OpenAlert } from './tasks.ts';

export type FleetMachine = FleetReply['machines'][number];

/**
 * Why a machine comes where it does, the most urgent first. `critical` and `alert`: something is
 * open there. `lost`: it has hardware and is silent. `waiting`: it is not running yet. `old`: its
 * news is. `unsent`: facts wait at it.
 */
export const URGENCIES = [
	'critical',
	'alert',
	'lost',
	'waiting',
	'old',
	'unsent',
	'none',
	'gone'
] as const;
export type Urgency = (typeof URGENCIES)[number];

/** A machine with all that follows from its alerts and from the age of the news about it. */
export type Standing = {
	readonly machine: FleetMachine;
	readonly freshness: Freshness;
	readonly lastSeenAt: Millis | null;
	readonly urgency: Urgency;
	/** The most severe of its open alerts, and of those the oldest. */
	readonly alert: OpenAlert | null;
};

/** Silent for this long, a machine that was fresh in the last answer is so no more. */
const FRESH_LASTS = 3 * MINUTE;

/**
 * The fleet, most urgent first, then those with news, then by name. `alerts` come the most severe first; `sentAt` is when
 * the server said all this.
 */
export function standingsOf(
	machines: readonly FleetMachine[],
	alerts: readonly OpenAlert[],
	sentAt: Millis,
	now: Millis
): Standing[] {
	const worst = new Map<number, OpenAlert>();
	for (const alert of alerts) {
		const { machineId } = alert;
		if (machineId !== null && !worst.has(machineId)) worst.set(machineId, alert);
	}
	return machines
		.map((machine) => {
			const lastSeenAt = machine.lastSeenAt === null ? null : parseInstant(machine.lastSeenAt);
			const freshness = freshnessNow(machine.freshness, lastSeenAt, sentAt, now);
			const alert = worst.get(machine.machineId) ?? null;
			const urgency = urgencyOf(machine, freshness, alert);
			return { machine, freshness, lastSeenAt, urgency, alert };
		})
		.sort(byUrgency);
}

/** What the server said, made no better by the time that has passed since [M19]. */
export function freshnessNow(
	said: Freshness,
	lastSeenAt: Millis | null,
	sentAt: Millis,
	now: Millis
): Freshness {
	if (lastSeenAt === null || now - lastSeenAt > NEWS_LAST) return 'unknown';
	return said === 'fresh' && now - sentAt > FRESH_LASTS ? 'stale' : said;
}

function urgencyOf(machine: FleetMachine, freshness: Freshness, alert: OpenAlert | null): Urgency {
	if (machine.status === 'revoked') return 'gone';
	if (alert !== null) return alert.severity === 'critical' ? 'critical' : 'alert';
	if (machine.status === 'enrolled' || machine.status === 'pending') return 'waiting';
	if (machine.status === 'rejected') return 'gone';
	if (machine.hardware === 'controller' && freshness === 'unknown') return 'lost';
	if (freshness === 'stale') return 'old';
	return machine.unsentFacts > 0 ? 'unsent' : 'none';
}

function byUrgency(a: Standing, b: Standing): number {
	const rank = URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency);
	if (rank !== 0) return rank;
	const news = Number(a.freshness === 'unknown') - Number(b.freshness === 'unknown');
	if (news !== 0) return news;
	return a.machine.name < b.machine.name ? -1 : Number(a.machine.name > b.machine.name);
}

const NEEDS: readonly Urgency[] = ['critical', 'alert', 'lost', 'waiting'];

/** Whether a person has something to do about it. */
export function needsSomeone({ urgency }: Standing): boolean {
	return NEEDS.includes(urgency);
}

/** Whether a machine with hardware that ran is silent now. */
export function isLost({ machine, freshness }: Standing): boolean {
	return (
		machine.hardware === 'controller' && machine.status === 'accepted' && freshness === 'unknown'
	);
}

export type Figures = {
	readonly reporting: number;
	/** Machines that are on the map: accepted ones. */
	readonly running: number;
	readonly lost: number;
	readonly unsent: number;
	readonly portions: number;
};

/** The line of figures above the fleet. Portions count where the news is recent enough to mean it. */
export function figuresOf(standings: readonly Standing[]): Figures {
	const running = standings.filter(({ machine }) => machine.status === 'accepted');
	const reporting = running.filter(isReporting);
	return {
		reporting: reporting.length,
		running: running.length,
		lost: running.filter(isLost).length,
		unsent: sum(running.map(({ machine }) => machine.unsentFacts)),
		portions: sum(reporting.map(({ machine }) => machine.portions))
	};
}

function isReporting({ freshness }: Standing): boolean {
	return freshness === 'fresh' || freshness === 'reported';
}

/** Whether the machine's name or address holds what was typed, in any case. */
export function isCalled({ machine }: Standing, typed: string): boolean {
	const wanted = typed.trim().toLowerCase();
	return `${machine.name}\n${machine.address ?? ''}\n${machine.machineId}`
		.toLowerCase()
		.includes(wanted);
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, n) => total + n, 0);
}

import type { Millis } from '#domain/calendar.ts';
import { parseInstant } from '#domain/calendar.ts';
import type { AlertsReply } from '#domain/shapes/people.ts';
import type { AlertKind, Severity } from '#domain/shapes/words.ts';
import { clockAlert, doorOpen } from '#lib/icons/public.ts';
import { lock, wifiOff } from '#lib/icons/later.ts';
import {
	bell,
	droplets,
	history,
	packageOpen,
	thermometer,
	thermometerSun,
	triangleAlert,
	wrench
} from '#lib/icons/surfaces.ts';
import { languageTag } from '#lib/messages/messages.svelte.ts';
import { say } from './messages/say.ts';

export type OpenAlert = AlertsReply['alerts'][number];

/** An alert as a person reads it: the deed first, the cause beside it. */
export type Task = {
	readonly deed: string;
	readonly cause: string;
	/** The limit that was passed, where the machine said one. */
	readonly limit: string | null;
	/** The machine, and where in it. */
	readonly where: string;
	readonly icon: string;
	readonly tone: 'bad' | 'warn' | 'dull';
	readonly since: Millis;
};

type Deed = `deed:${AlertKind}` | 'deed:temperatureCritical' | 'deed:network';

/** What to do for each kind of alert, and what it is drawn with. */
const DEEDS: Record<AlertKind, { readonly deed: Deed; readonly icon: string }> = {
	temperature: { deed: 'deed:temperature', icon: thermometerSun },
	door_open: { deed: 'deed:door_open', icon: doorOpen },
	power: { deed: 'deed:power', icon: triangleAlert },
	lock: { deed: 'deed:lock', icon: lock },
	sensor: { deed: 'deed:sensor', icon: thermometer },
	controller_lost: { deed: 'deed:controller_lost', icon: wrench },
	offline: { deed: 'deed:offline', icon: wifiOff },
	tamper: { deed: 'deed:tamper', icon: triangleAlert },
	full: { deed: 'deed:full', icon: packageOpen },
	cleaning: { deed: 'deed:cleaning', icon: droplets },
	storage: { deed: 'deed:storage', icon: wrench },
	clock: { deed: 'deed:clock', icon: clockAlert },
	journal_overflow: { deed: 'deed:journal_overflow', icon: history },
	other: { deed: 'deed:other', icon: bell }
};

const TONES = { critical: 'bad', warning: 'warn', info: 'dull' } as const satisfies Record<
	Severity,
	Task['tone']
>;

export function taskOf(alert: OpenAlert): Task {
	const { deed, icon } = DEEDS[alert.kind];
	return {
		deed: say(deedOf(alert, deed)),
		cause: causeOf(alert),
		limit:
			alert.threshold === undefined
				? null
				: say('limit', { value: measured(alert, alert.threshold) }),
		where: whereOf(alert),
		icon,
		tone: TONES[alert.severity],
		since: parseInstant(alert.since) ?? 0
	};
}

/** Chilled food goes only when the fridge has been warm for too long [F5]. */
function deedOf({ kind, severity, machineId }: OpenAlert, deed: Deed): Deed {
	// Many at once: what they share has failed, and nobody needs to go to each of them [M15].
	if (machineId === null) return 'deed:network';
	return kind === 'temperature' && severity === 'critical' ? 'deed:temperatureCritical' : deed;
}

function causeOf(alert: OpenAlert): string {
	if (alert.machineId === null) return say('silentMachines', { n: alert.value ?? 0 });
	const cause = say(`cause:${alert.kind}`);
	if (alert.value === undefined) return cause;
	return say('causeValue', { cause, value: measured(alert, alert.value) });
}

function whereOf({ machineName, slot, sensor }: OpenAlert): string {
	if (machineName === null) return say('wholeNetwork');
	// Isolated: a name in one script keeps its order in a sentence of the other direction.
	const machine = `\u2068${machineName}\u2069`;
	if (slot !== undefined) return say('placeIn', { machine, place: say('door', { slot }) });
	if (sensor !== undefined) return say('placeIn', { machine, place: say('sensor', { sensor }) });
	return machine;
}

/** A value with its unit; degrees as the language writes them, other units as the machine does. */
function measured({ unit = '' }: OpenAlert, value: number): string {
	const options: Intl.NumberFormatOptions = { maximumFractionDigits: 1 };
	if (CELSIUS.includes(unit)) {
		Object.assign(options, { style: 'unit', unit: 'celsius' });
		return new Intl.NumberFormat(languageTag(), options).format(value);
	}
	const number = new Intl.NumberFormat(languageTag(), options).format(value);
	// Isolated, so that the number stays before its unit in every direction of writing.
	return unit === '' ? number : `\u2068${number}\u00a0${unit}\u2069`;
}

/** Degrees Celsius as machines may write them. */
const CELSIUS: readonly string[] = ['°C', 'C', 'celsius'];

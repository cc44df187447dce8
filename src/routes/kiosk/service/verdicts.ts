import type { Answer, ControllerInfo } from '#controller/controller.ts';
import type { ActOutcome, DoorStep } from '#acts/open-door.ts';
import { languageTag } from '#lib/messages/messages.svelte.ts';
import { say } from './words/say.ts';

/** What came of a trial, in words that say what to do. */
export type Verdict = { readonly tone: 'good' | 'dull' | 'warn' | 'bad'; readonly text: string };

type Signal = 'light' | 'beep' | 'selfTest';
type Sensor = 'scale' | 'probe';

/** Of a question whose answer cannot be shown, but seen or heard. */
export function signalVerdict(part: Signal, { kind }: Answer<null>): Verdict {
	return kind === 'ok'
		? { tone: 'good', text: say(`ok:${part}`) }
		: (failed(kind) ?? { tone: 'bad', text: say(`fault:${part}`) });
}

/** Grams as a scale says them, degrees Celsius as a thermometer does. */
export function sensorVerdict(part: Sensor, answer: Answer<number>): Verdict {
	if (answer.kind === 'ok') return { tone: 'good', text: measured(part, answer.value) };
	return failed(answer.kind) ?? { tone: 'bad', text: say(`fault:${part}`) };
}

export function zeroVerdict({ kind }: Answer<null>): Verdict {
	return kind === 'ok'
		? { tone: 'good', text: say('zeroed') }
		: (failed(kind) ?? { tone: 'bad', text: say('fault:scale') });
}

/** What is seen of a door while it is tried. */
export function stepVerdict(n: number, { kind }: DoorStep): Verdict {
	switch (kind) {
		case 'opening':
			return { tone: 'dull', text: say('try:opening', { n }) };
		case 'open':
		case 'leftOpen':
			return { tone: 'warn', text: say('try:open', { n }) };
		case 'unclear':
			return { tone: 'bad', text: say('try:unclear', { n }) };
	}
}

/** How the trial of a door ended. */
export function doorVerdict(n: number, outcome: ActOutcome): Verdict {
	switch (outcome.kind) {
		case 'settled':
		case 'withdrawn':
			return { tone: 'good', text: say('try:works', { n }) };
		case 'notOpened':
			return { tone: 'bad', text: say(`try:${outcome.why}`, { n }) };
		case 'unresolved':
			return { tone: 'bad', text: say('try:unclosed', { n }) };
		case 'notSaved':
			return { tone: 'bad', text: say('try:unsaved', { n }) };
	}
}

/** Whether a board has such a part, as far as it has said. */
export function has(info: ControllerInfo | null, capability: string): boolean {
	return info === null || info.capabilities.includes(capability);
}

function failed(kind: 'fault' | 'lacking' | 'noLink'): Verdict | null {
	if (kind === 'lacking') return { tone: 'dull', text: say('lacking') };
	return kind === 'noLink' ? { tone: 'bad', text: say('noAnswer') } : null;
}

function measured(part: Sensor, value: number): string {
	const unit = part === 'scale' ? 'gram' : 'celsius';
	const digits = part === 'scale' ? 0 : 1;
	const style = { style: 'unit', unit, minimumFractionDigits: digits } as const;
	return new Intl.NumberFormat(languageTag(), { ...style, maximumFractionDigits: digits }).format(
		value
	);
}

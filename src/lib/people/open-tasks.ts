import { isDerived } from '#domain/errand.ts';
import type { TasksReply } from '#domain/shapes/people.ts';
import { circleQuestionMark, clockAlert } from '#lib/icons/public.ts';
import { flag } from '#lib/icons/later.ts';
import { history, packageOpen, thermometer, triangleAlert } from '#lib/icons/surfaces.ts';
import { say } from './messages/say.ts';

export type OpenTask = TasksReply['tasks'][number];

type Deed = {
	readonly text: string;
	readonly icon: string;
	readonly tone: 'bad' | 'warn' | 'dull';
};

/** Kinds of tasks that have words of their own; another one is told in general. */
const KINDS = {
	illness: { icon: flag, tone: 'bad' },
	use_by_past: { icon: clockAlert, tone: 'warn' },
	wrong_storage: { icon: thermometer, tone: 'warn' },
	refused_food: { icon: triangleAlert, tone: 'warn' },
	no_label: { icon: triangleAlert, tone: 'warn' },
	unknown_slot: { icon: packageOpen, tone: 'warn' },
	date_too_far: { icon: clockAlert, tone: 'dull' },
	prepared_in_future: { icon: clockAlert, tone: 'dull' },
	lot_exists: { icon: circleQuestionMark, tone: 'dull' },
	unknown_lot: { icon: circleQuestionMark, tone: 'dull' },
	stock_negative: { icon: packageOpen, tone: 'dull' },
	unconfirmed: { icon: packageOpen, tone: 'dull' },
	move_open: { icon: packageOpen, tone: 'warn' },
	facts_lost: { icon: history, tone: 'dull' },
	quarantine: { icon: triangleAlert, tone: 'dull' }
} as const satisfies Record<string, Omit<Deed, 'text'>>;
type Kind = keyof typeof KINDS;

const isKind = (kind: string): kind is Kind => Object.hasOwn(KINDS, kind);

/** What to do, as a person reads it. */
export function deedOfTask({ kind }: OpenTask): Deed {
	return isKind(kind)
		? { text: say(`task:${kind}`), ...KINDS[kind] }
		: { text: say('deed:other'), icon: circleQuestionMark, tone: 'dull' };
}

/** What is worked out of the ledger goes when its cause does; what was sent wrong an operator ends. */
export function isEndedByWord(task: OpenTask): boolean {
	return !isDerived(task) && task.kind !== 'quarantine';
}

/** Illness first, then what concerns food that may be eaten, then the rest, each the oldest first. */
export function byHaste(a: OpenTask, b: OpenTask): number {
	return TONES.indexOf(deedOfTask(a).tone) - TONES.indexOf(deedOfTask(b).tone);
}

const TONES = ['bad', 'warn', 'dull'] as const;

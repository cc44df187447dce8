import * as v from 'valibot';
import { parseInstant } from '../calendar.ts';
import { envelope } from './envelope.ts';
import {
	Celsius,
	ClientId,
	decimal,
	Instant,
	integer,
	Seq,
	ShortText,
	SlotNumber,
	text,
	Uptime
} from './values.ts';
import * as words from './words.ts';

// Facts about the machine, and about the outbox itself: none of them moves food.

export const Alert = v.object({
	...envelope,
	kind: v.picklist(words.ALERT_KINDS, 'A known kind of alert.'),
	severity: v.picklist(words.SEVERITIES, 'One of info, warning, critical.'),
	cleared: v.boolean('true or false.'),
	value: v.optional(decimal(-1e9, 1e9)),
	threshold: v.optional(decimal(-1e9, 1e9)),
	unit: v.optional(ShortText),
	slot: v.optional(SlotNumber),
	sensor: v.optional(ShortText),
	message: v.optional(text(0, 500))
});

/** Whether `later` is not before `earlier`; a field that is not there has no order. */
function inOrder(earlier: string, later: string | undefined): boolean {
	if (later === undefined) return true;
	return (parseInstant(earlier) ?? 0) <= (parseInstant(later) ?? 0);
}

/** A mean that was rounded, or summed up in floating point, may lie this far outside [contract]. */
export const MEAN_TOLERANCE = 0.1;

/** What a sensor measured from `from` to `to`. */
export const Reading = v.pipe(
	v.object({
		...envelope,
		sensor: ShortText,
		from: Instant,
		to: Instant,
		minC: Celsius,
		maxC: Celsius,
		meanC: Celsius,
		samples: integer(1, 1_000_000)
	}),
	v.forward(
		v.partialCheck([['from'], ['to']], ({ from, to }) => inOrder(from, to), 'Not before `from`.'),
		['to']
	),
	v.forward(
		v.partialCheck([['minC'], ['maxC']], ({ minC, maxC }) => minC <= maxC, 'Not below `minC`.'),
		['maxC']
	),
	v.forward(
		v.partialCheck(
			[['minC'], ['meanC'], ['maxC']],
			({ minC, meanC, maxC }) => meanC >= minC - MEAN_TOLERANCE && meanC <= maxC + MEAN_TOLERANCE,
			'Between `minC` and `maxC`.'
		),
		['meanC']
	)
);

/** A change of a zone's cold-chain state [F5]. */
export const Safety = v.object({
	...envelope,
	zone: ShortText,
	state: v.picklist(words.COLD_CHAIN_STATES, 'One of ok, watch, warn, locked, unknown.'),
	since: Instant,
	aboveLimitMs: Uptime,
	policyVersion: ShortText
});

/** Somebody worked at the machine [F6]; without zone and slot, on the whole of it. */
export const Service = v.pipe(
	v.object({
		...envelope,
		zone: v.optional(ShortText),
		slot: v.optional(SlotNumber),
		done: v.pipe(
			v.array(v.picklist(words.SERVICE_WORK, 'One of clean, measure, restock, reopen.'), 'A list.'),
			v.check(
				(done) => done.length >= 1 && new Set(done).size === done.length,
				'What was done, each once.'
			),
			v.metadata({ minItems: 1, uniqueItems: true })
		),
		measuredC: v.optional(Celsius),
		personCode: v.optional(ShortText)
	}),
	v.forward(
		v.partialCheck(
			[['done'], ['measuredC']],
			({ done, measuredC }) => measuredC !== undefined || !done.includes('measure'),
			'What was measured.'
		),
		['measuredC']
	),
	v.metadata({
		if: { properties: { done: { contains: { const: 'measure' } } } },
		then: { required: ['measuredC'] }
	})
);

/** What a volunteer does with a task or an alert. */
export const Task = v.pipe(
	v.object({
		...envelope,
		taskId: v.optional(ClientId),
		alertId: v.optional(ClientId),
		action: v.picklist(words.TASK_ACTIONS, 'One of claim, release, snooze, handOver, done.'),
		until: v.optional(Instant),
		reason: v.optional(ShortText),
		toPersonId: v.optional(ClientId)
	}),
	v.forward(
		v.partialCheck(
			[['taskId'], ['alertId']],
			({ taskId, alertId }) => (taskId === undefined) !== (alertId === undefined),
			'Either a taskId or an alertId.'
		),
		['taskId']
	),
	v.forward(
		v.partialCheck(
			[['action'], ['until']],
			({ action, until }) => action !== 'snooze' || until !== undefined,
			'An instant in UTC, because of the action.'
		),
		['until']
	),
	v.forward(
		v.partialCheck(
			[['action'], ['toPersonId']],
			({ action, toPersonId }) => action !== 'handOver' || toPersonId !== undefined,
			'Who takes it, because of the action.'
		),
		['toPersonId']
	),
	v.metadata({
		oneOf: [{ required: ['taskId'] }, { required: ['alertId'] }],
		allOf: [
			{
				if: { properties: { action: { const: 'snooze' } } },
				then: { required: ['until'] }
			},
			{
				if: { properties: { action: { const: 'handOver' } } },
				then: { required: ['toPersonId'] }
			}
		]
	})
);

/** A door that opened without an act [S1a]. */
export const Access = v.pipe(
	v.object({
		...envelope,
		slot: SlotNumber,
		openedAt: Instant,
		closedAt: v.optional(Instant),
		cause: v.picklist(words.ACCESS_CAUSES, 'One of forced, key, unknown.')
	}),
	v.forward(
		v.partialCheck(
			[['openedAt'], ['closedAt']],
			({ openedAt, closedAt }) => inOrder(openedAt, closedAt),
			'Not before `openedAt`.'
		),
		['closedAt']
	)
);

/** What became of a command [M15]. */
export const Outcome = v.object({
	...envelope,
	commandId: ShortText,
	result: v.picklist(words.COMMAND_RESULTS, 'One of done, refused, expired.'),
	code: v.optional(ShortText)
});

/** Facts of this epoch that the machine has lost: they will not come [M12]. */
export const Gap = v.pipe(
	v.object({
		...envelope,
		fromSeq: Seq,
		toSeq: Seq,
		reason: v.picklist(words.GAP_REASONS, 'One of evicted, corrupt.')
	}),
	v.forward(
		v.partialCheck(
			[['fromSeq'], ['toSeq']],
			({ fromSeq, toSeq }) => toSeq >= fromSeq,
			'Not below `fromSeq`.'
		),
		['toSeq']
	),
	v.forward(
		// What is lost came before: a gap never says how far an outbox will go.
		v.partialCheck(
			[['toSeq'], ['seq']],
			({ toSeq, seq }) => toSeq < seq,
			'Below the `seq` of the fact itself.'
		),
		['toSeq']
	)
);

import { circleCheck, clock, clockAlert, user } from '#lib/icons/public.ts';
import { wifiOff } from '#lib/icons/later.ts';
import { ban, circleDashed, cloudUpload } from '#lib/icons/surfaces.ts';
import { say } from './messages/say.ts';
import type { Standing } from './fleet.ts';
import { taskOf } from './tasks.ts';

/** The one fact about a machine that decides where it comes in the list. */
export type StateNotice = {
	readonly text: string;
	readonly tone: 'bad' | 'warn' | 'good' | 'dull' | 'none';
	readonly icon: string;
};

export function stateOf(of: Standing): StateNotice {
	const { machine, alert } = of;
	switch (of.urgency) {
		case 'critical':
		case 'alert':
			return alert === null ? running(of) : openState(alert);
		case 'lost':
			return { text: say('noNewsState'), tone: 'none', icon: wifiOff };
		case 'waiting':
			return { text: say(`status:${machine.status}`), tone: 'warn', icon: clock };
		case 'old':
			return { text: say('oldNewsState'), tone: 'warn', icon: clockAlert };
		case 'unsent':
			return { text: say('unsent', { n: machine.unsentFacts }), tone: 'warn', icon: cloudUpload };
		case 'gone':
			return { text: say(`status:${machine.status}`), tone: 'dull', icon: ban };
		case 'none':
			return running(of);
	}
}

function openState(alert: NonNullable<Standing['alert']>): StateNotice {
	const { cause, tone, icon } = taskOf(alert);
	return { text: cause, tone, icon };
}

/** A machine without hardware is never said to run: people tell of it, or nobody does. */
function running({ machine, freshness }: Standing): StateNotice {
	if (machine.hardware === 'controller')
		return { text: say('status:accepted'), tone: 'good', icon: circleCheck };
	return freshness === 'reported'
		? { text: say('noHardware'), tone: 'good', icon: user }
		: { text: say('noHardware'), tone: 'none', icon: circleDashed };
}

import type { LinkClock } from './clock.ts';
import type { Unlocked } from './controller.ts';
import type { Link } from './link.ts';
import type { Reply } from './requests.ts';

/** A lock that others keep busy is asked for again after so long. */
const BUSY_PAUSE_MS = 200;

/** Keys that every controller takes and keeps as they are [P4]. */
export const KEY = /^[ -~]{1,36}$/;

/**
 * Asks for one lock until it is answered otherwise than busy, or there is no more time for it [P4].
 *
 * @throws RangeError where the key is none; nothing was sent
 */
export async function unlock(
	line: Pick<Link, 'isReady' | 'deadline' | 'request'> | null,
	{ slot, key, withinMs }: { slot: number; key: string; withinMs: number },
	{ uptime, after }: Pick<LinkClock, 'uptime' | 'after'>
): Promise<Unlocked> {
	if (!KEY.test(key)) {
		throw new RangeError('The key of an unlock is 1 to 36 characters of printable ASCII.');
	}
	if (!line?.isReady) return 'noLink';
	const endsAt = uptime() + withinMs;
	for (;;) {
		const by = line.deadline(endsAt - uptime());
		const outcome = outcomeOf(await line.request({ op: 'unlock', c: slot, key, by }));
		if (outcome !== 'busy' || endsAt - uptime() <= BUSY_PAUSE_MS) return outcome;
		await new Promise<void>((resolve) => after(BUSY_PAUSE_MS, resolve));
	}
}

function outcomeOf(reply: Reply): Unlocked {
	switch (reply.kind) {
		case 'result':
			return 'done';
		case 'refused':
			if (reply.code === 'LATE') return 'late';
			return reply.code === 'BUSY' ? 'busy' : 'fault';
		case 'noAnswer':
			return 'unknown';
		case 'notSent':
			return 'noLink';
	}
}

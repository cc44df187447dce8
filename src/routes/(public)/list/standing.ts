import type { Availability } from '#domain/availability.ts';

/** What a card says first of a machine. `unknown` is never drawn as good [M19]. */
export type Standing = 'food' | 'empty' | 'wasEmpty' | 'locked' | 'fault' | 'unknown';

export function standingOf(now: Availability): Standing {
	if (now.freshness === 'unknown') return 'unknown';
	if (now.canCollect) return 'food';
	if (now.reasons.includes('empty')) return now.freshness === 'stale' ? 'wasEmpty' : 'empty';
	if (now.reasons.includes('locked')) return 'locked';
	return now.reasons.includes('fault') ? 'fault' : 'food';
}

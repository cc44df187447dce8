import { judgeHeld } from './facts/again.ts';
import { noteRings } from './notices.ts';
import { watchSilence } from './offline.ts';
import { currentApp } from './pocketbase.ts';

/**
 * What the server looks after by itself, every few seconds (pocketbase/watch.go): machines that are
 * silent, then which alerts have to ring, and after a start what an older server held back. Each part by itself: the fault of one does not hold up the
 * others, and the next look makes up for it.
 */
export function watch(): void {
	const now = Date.now();
	[watchSilence, noteRings, judgeHeld].forEach((part) => {
		try {
			part(currentApp(), now);
		} catch (error) {
			$exes.log('error', 'a look at the network failed', { error: String(error) });
		}
	});
}

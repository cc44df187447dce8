import { parseArgs } from 'node:util';
import { isWrong, liveController } from './controller-life.ts';

// npm run controller:soak -- [--seed 1] [--events 3000]: one life of a host and its controller, of so
// many events; the same seed is the same life. The last line is
// "N events, 0 lost, 0 doubled, 0 unlocked twice, 0 stale".

function wholeNumber(text: string, name: string): number {
	if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
	console.error(`--${name} is a whole number from 1 on.`);
	process.exit(2);
}

const { values } = parseArgs({
	options: {
		seed: { type: 'string', default: '1' },
		events: { type: 'string', default: '3000' }
	}
});
const life = await liveController(
	wholeNumber(values.seed, 'seed'),
	wholeNumber(values.events, 'events')
);
const { events, lost, doubled, unlockedTwice, stale } = life;
console.log(
	`${events} events, ${lost} lost, ${doubled} doubled, ${unlockedTwice} unlocked twice, ${stale} stale`
);
process.exitCode = isWrong(life) ? 1 : 0;

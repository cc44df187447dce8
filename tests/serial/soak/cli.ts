// npm run serial:soak -- [--seed 1] [--events 100000] [--machines 8]: machines at bad cables, all at once:
// the production link against the controller of C. The last line is the sum over all of them.
import { parseArgs } from 'node:util';
import { soak, sumIn } from './soak.ts';

function wholeNumber(text: string, name: string): number {
	if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
	console.error(`--${name} is a whole number from 1 on.`);
	process.exit(2);
}

const { values } = parseArgs({
	options: {
		seed: { type: 'string', default: '1' },
		events: { type: 'string', default: '3000' },
		machines: { type: 'string', default: '8' }
	}
});
const began = performance.now();
const sum = await soak({
	seed: wholeNumber(values.seed, 'seed'),
	events: wholeNumber(values.events, 'events'),
	machines: wholeNumber(values.machines, 'machines'),
	onLife: (seed, verdict) => {
		console.log(`${seed}: ${sumIn(verdict)}`);
		for (const words of verdict.missing.slice(0, 5)) console.log(`  ${words}`);
	}
});
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
console.log(
	`${sum.unlocked} unlocks, ${sum.faults} faults of the line, ${sum.disturbances} resets, reloads, pulled cables and hangs in ${seconds} s`
);
console.log(sumIn(sum));
process.exitCode = sum.lost + sum.doubled + sum.unlockedTwice + sum.stale === 0 ? 0 : 1;

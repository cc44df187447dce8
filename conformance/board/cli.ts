// npm run controller:test -- DEVICE [--unlock SLOT] [--hands] [--baud 115200] [--json]: says rule by rule
// whether a board keeps the protocol of docs/controller-link.md.
import { parseArgs } from 'node:util';
import { countsOf, lineOf } from '../told.ts';
import { openDevice } from './device.ts';
import { boardConformance } from './run.ts';

const USAGE = `npm run controller:test -- DEVICE [--unlock SLOT] [--hands] [--baud 115200] [--json]

  DEVICE    the terminal device of the board, such as /dev/ttyACM0
  --unlock  a slot whose lock may be released; without it, no lock moves and those rules are not tried
  --hands   somebody stands beside the board, and does what is asked: open a door, take the power away
  --baud    the speed of the line
  --json    one JSON document instead of lines

What the board has in its journal counts as stored afterwards: do not try one that is in service.
Exit code 0: every rule that was tried is kept. 1: some are not. 2: it could not begin.`;

type Asked = {
	path: string;
	slot: number | null;
	hands: boolean;
	baud: number;
	json: boolean;
};

function asked(): Asked | null {
	try {
		const { values, positionals } = parseArgs({
			allowPositionals: true,
			options: {
				unlock: { type: 'string' },
				hands: { type: 'boolean', default: false },
				baud: { type: 'string', default: '115200' },
				json: { type: 'boolean', default: false }
			}
		});
		const { unlock, hands, json } = values;
		const [path, ...more] = positionals;
		const baud = Number(values.baud);
		const slot = unlock === undefined ? null : Number(unlock);
		const isSlot = slot === null || (Number.isInteger(slot) && slot >= 1);
		if (path === undefined || more.length > 0 || !(baud > 0) || !isSlot) return null;
		return { path, slot, hands, baud, json };
	} catch {
		return null; // an option that does not exist
	}
}

const options = asked();
if (!options) {
	console.error(USAGE);
	process.exit(2);
}
const { path, slot, hands, baud, json } = options;
const device = await openDevice(path, baud).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : String(error));
	process.exit(2);
});
const ask = (what: string): void => {
	console.error(`>>> ${what}`);
};
const outcomes = await boardConformance(device, {
	slot,
	ask: hands ? ask : null,
	onOutcome: (outcome) => {
		if (!json) console.log(lineOf(outcome));
	}
});
device.close();
const counts = countsOf(outcomes);
if (json) console.log(JSON.stringify({ device: path, ...counts, outcomes }, null, '\t'));
else console.log(`\n${counts.ok} ok, ${counts.failed} failed, ${counts.notTried} not tried`);
process.exitCode = counts.failed > 0 ? 1 : 0;

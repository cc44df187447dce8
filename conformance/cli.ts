// npm run conformance -- --url URL --code CODE [--at LAT,LON] [--json]: plays a machine against any server and
// says rule by rule whether it keeps the contract. docs/conformance.md tells more.
import { parseArgs } from 'node:util';
import { conformance } from './run.ts';
import { countsOf, lineOf } from './told.ts';

const USAGE = `npm run conformance -- --url URL --code CODE [--at LAT,LON] [--json]

  --url   the server, such as http://127.0.0.1:8090
  --code  an unused enrolment code of a machine made for this purpose: the kit fills it with food that is
          not there, takes it out again, and raises and clears alerts
  --at    where that machine stands, such as 52.52,13.405: without it, what nearest shows is not tried
  --json  one JSON document instead of lines

Exit code 0: every rule that was tried is kept. 1: some are not. 2: it could not begin.`;

type Asked = {
	url: string;
	code: string;
	place: { lat: number; lon: number } | null;
	json: boolean;
};

function asked(): Asked | null {
	try {
		const { values } = parseArgs({
			options: {
				url: { type: 'string' },
				code: { type: 'string' },
				at: { type: 'string' },
				json: { type: 'boolean', default: false }
			}
		});
		const { url = '', code = '', at, json } = values;
		const [lat = NaN, lon = NaN] = (at ?? '').split(',').map(Number);
		const isPlace = Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
		if (!URL.canParse(url) || code === '' || (at !== undefined && !isPlace)) return null;
		return { url, code, place: at === undefined ? null : { lat, lon }, json };
	} catch {
		return null; // an option that does not exist
	}
}

const options = asked();
if (!options) {
	console.error(USAGE);
	process.exit(2);
}
const { url, json } = options;
const isThere = await fetch(url, { signal: AbortSignal.timeout(10_000) }).then(
	() => true,
	() => false
);
if (!isThere) {
	console.error(`Nobody answers at ${url}.`);
	process.exit(2);
}
const outcomes = await conformance({
	...options,
	...(json
		? {}
		: {
				onOutcome: (outcome) => {
					console.log(lineOf(outcome));
				}
			})
});
const counts = countsOf(outcomes);
if (json) console.log(JSON.stringify({ url, ...counts, outcomes }, null, '\t'));
else console.log(`\n${counts.ok} ok, ${counts.failed} failed, ${counts.notTried} not tried`);
process.exitCode = counts.failed > 0 ? 1 : 0;

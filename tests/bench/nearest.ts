// npx node tests/bench/nearest.ts: nearest [M18] against PocketBase's own list with geoDistance.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distance, type Point } from '../../src/domain/geo.ts';
import { ask } from '../support/api.ts';
import { CITY, COUNTRY, countryOf, RARE, type Country, type Shape } from './country.ts';
import { short, tell, type Figure } from './figure.ts';
import { contest, cpu, median, ratio, type Contestant } from './load.ts';

const COMMAND = 'npx node tests/bench/nearest.ts';
const RADIUS_KM = 25;
const SMALL = 10_000;
const LARGE = 100_000;
/** Positions at which the answer is compared with a search through all machines. */
const CHECKED = 60;

const FILTERS = [
	{ name: 'unfiltered', ours: '', theirs: '' },
	{ name: 'a filter that 1 % pass', ours: '&diet=kosher', theirs: ' && kosher = true' }
] as const;
type Filter = (typeof FILTERS)[number];

const oursOf = ({ server, somewhere }: Country, { ours }: Filter): Contestant => ({
	...{ url: server.url, pid: server.pid, calls: 800 },
	next: () => {
		const { lat, lon } = somewhere();
		const path = `/api/location/nearest?lat=${lat.toFixed(6)}&lon=${lon.toFixed(6)}${ours}`;
		return { method: 'GET', path };
	}
});

const theirsOf = ({ server, somewhere }: Country, { theirs }: Filter): Contestant => ({
	...{ url: server.url, pid: server.pid, calls: 120 },
	next: () => {
		const { lat, lon } = somewhere();
		const place = `geoDistance(place.lon, place.lat, ${lon.toFixed(6)}, ${lat.toFixed(6)})`;
		const filter = encodeURIComponent(`${place} < ${RADIUS_KM}${theirs}`);
		const path = `/api/collections/benchMachines/records?perPage=20&filter=${filter}`;
		return { method: 'GET', path };
	}
});

/** How many machines were missed, or named that should not be, in all checked answers together. */
async function wrong({ server, points, somewhere }: Country, { ours }: Filter): Promise<number> {
	let count = 0;
	for (let i = 0; i < CHECKED; i++) {
		const at = somewhere();
		const path = `/api/location/nearest?lat=${at.lat}&lon=${at.lon}&limit=200${ours}`;
		const { body, status, text } = await ask(server, 'GET', path);
		if (status !== 200) throw new Error(text);
		const reply = body as { machines: { machineId: number }[]; total: number };
		const expected = searchAll(points, at, ours !== '');
		const found = new Set(reply.machines.map(({ machineId }) => machineId));
		const first = new Set(expected.slice(0, 200));
		count += first.symmetricDifference(found).size;
		count += Math.abs(reply.total - Math.min(1_000, expected.length));
	}
	return count;
}

function searchAll(points: readonly Point[], at: Point, onlyRare: boolean): number[] {
	return points
		.map((point, i) => ({ machineId: i + 1, metres: distance(at, point) }))
		.filter(
			({ machineId, metres }) =>
				metres <= RADIUS_KM * 1_000 && (!onlyRare || machineId % RARE === 0)
		)
		.sort((a, b) => a.metres - b.metres || a.machineId - b.machineId)
		.map(({ machineId }) => machineId);
}

async function shapeFigures(shape: Shape, folder: string): Promise<Figure[]> {
	const small = await countryOf(shape, SMALL, join(folder, 'small'));
	const large = await countryOf(shape, LARGE, join(folder, 'large'));
	const figures: Figure[] = [];
	const note = (figure: Figure): void => {
		figures.push(figure);
		console.error(`${figure.figure}: ${figure.measured}`); // the whole run takes minutes
	};
	try {
		for (const filter of FILTERS) {
			const where = `10,000 machines in ${shape.name}, ${filter.name}`;
			const { ours, theirs } = await contest({
				ours: oursOf(small, filter),
				theirs: theirsOf(small, filter)
			});
			const share = ratio(ours, theirs, cpu);
			const missed = (await wrong(small, filter)) + (await wrong(large, filter));
			note({
				figure: `nearest against PocketBase's list, ${where}: server CPU`,
				limit: 'at most 1/8, nothing missed',
				measured: `1/${short(1 / share)} (${short(median(ours.map(cpu)))} against ${short(median(theirs.map(cpu)))} ms), ${missed} wrong`,
				isMet: share <= 1 / 8 && missed === 0,
				command: COMMAND
			});
			const grown = await contest({ few: oursOf(small, filter), many: oursOf(large, filter) });
			const growth = ratio(grown.many, grown.few, cpu);
			note({
				figure: `nearest, 100,000 against 10,000 machines in ${shape.name}, ${filter.name}: server CPU`,
				limit: 'at most 2 times',
				measured: `${short(growth)} times (${short(median(grown.many.map(cpu)))} against ${short(median(grown.few.map(cpu)))} ms)`,
				isMet: growth <= 2,
				command: COMMAND
			});
		}
	} finally {
		await small.server.stop();
		await large.server.stop();
	}
	return figures;
}

export async function measure(): Promise<Figure[]> {
	const figures: Figure[] = [];
	for (const shape of [COUNTRY, CITY]) {
		const folder = mkdtempSync(join(tmpdir(), 'exes-bench-'));
		try {
			figures.push(...(await shapeFigures(shape, folder)));
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	}
	return figures;
}

if (import.meta.main) tell(await measure());

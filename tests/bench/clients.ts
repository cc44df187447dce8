// npx node tests/bench/clients.ts: 64 clients at once are served nearly as fast as 8.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machine, status } from '../support/api.ts';
import { COUNTRY, countryOf } from './country.ts';
import { short, tell, type Figure } from './figure.ts';
import { contest, median, rate, ratio, type Call } from './load.ts';

const COMMAND = 'npx node tests/bench/clients.ts';
const CALLS = 1_600;

export async function measure(): Promise<Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'exes-bench-'));
	const { server, somewhere } = await countryOf(COUNTRY, 10_000, folder);
	try {
		const { token } = await machine(server);
		let uptimeMs = 0;
		const kinds: Record<string, () => Call> = {
			status: () => ({
				...{ method: 'POST', path: '/api/machine/status', token },
				body: JSON.stringify(status({ uptimeMs: ++uptimeMs }))
			}),
			nearest: () => {
				const { lat, lon } = somewhere();
				return {
					method: 'GET',
					path: `/api/location/nearest?lat=${lat.toFixed(6)}&lon=${lon.toFixed(6)}`
				};
			}
		};
		const figures: Figure[] = [];
		for (const [name, next] of Object.entries(kinds)) {
			const to = { url: server.url, pid: server.pid, calls: CALLS, next };
			const { many, few } = await contest(
				{
					many: { ...to, clients: 64 },
					few: { ...to, clients: 8 }
				},
				5
			);
			const share = ratio(many, few, rate);
			figures.push({
				figure: `${name} with 64 clients against 8: answers a second`,
				limit: 'at least 0.8',
				measured: `${short(share)} (${short(median(many.map(rate)))} against ${short(median(few.map(rate)))} a second)`,
				isMet: share >= 0.8,
				command: COMMAND
			});
		}
		return figures;
	} finally {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

if (import.meta.main) tell(await measure());

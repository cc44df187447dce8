import { join } from 'node:path';
import { built } from './build.ts';
import { startServer } from './server.ts';

const fridges = join(import.meta.dirname, '../../data/fridges-us-137.json');

/**
 * Playwright's global set-up: one real server with the built app and the 137 fridges for all
 * journeys, at an address of its own. A journey that stops or breaks a server starts another one.
 */
export default async function serve(): Promise<() => Promise<void>> {
	await built();
	const server = await startServer();
	const seeded = await server.exes('import', fridges, '--apply', '--demo', '--json');
	if (seeded.code !== 0) {
		await server.stop();
		throw new Error(`The fridges could not be imported (${seeded.code}).\n${seeded.stderr}`);
	}
	process.env['E2E_URL'] = server.url;
	process.env['E2E_DATA_DIR'] = server.dataDir;
	return async () => {
		await server.stop();
	};
}

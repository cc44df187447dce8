import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright';

/** SIGKILL to the browser of a profile, as by a power cut; resolves when it is gone. */
export async function kill(context: BrowserContext, profile: string): Promise<void> {
	// The lock of a profile names the process that holds it.
	const pid = /-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock')))?.[1];
	if (pid === undefined) throw new Error('The browser has no lock.');
	const closed = new Promise<void>((done) => {
		context.once('close', () => {
			done();
		});
	});
	process.kill(Number(pid), 'SIGKILL');
	await closed;
}

import { execFile } from 'node:child_process';
import { ROOT } from './build.mjs';

const KIOSK = 'Demo kiosk';

/**
 * The 137 fridges, a kiosk to enrol and two people, all marked as demo; run twice it adds nothing
 * but new sign-in links. What fails is told, and the rest goes on.
 *
 * @param {string} exes the server's program
 * @param {string} url
 * @param {(line: string) => void} complain
 * @returns {Promise<[name: string, link: string][]>}
 */
export async function seed(exes, url, complain) {
	/** @type {[string, string][]} */
	const links = [];
	/** @param {string} what @param {() => Promise<unknown>} work */
	const attempt = async (what, work) => {
		await work().catch((error) => {
			complain(
				`The demo goes without ${what}: ${String(error instanceof Error ? error.message : error)}`
			);
		});
	};

	await attempt('the fridges', () =>
		ask(exes, ['import', 'data/fridges-us-137.json', '--apply', '--demo'])
	);
	await attempt('its kiosk', async () => {
		const { machines } = await ask(exes, ['machine', 'list']);
		const known = machines.find(({ name, demo }) => demo && name === KIOSK);
		// One that serves already needs no code; one that nobody has set up yet gets another.
		if (known && known.status !== 'enrolled') return;
		const place = ['--name', KIOSK, '--lat', '40.7127', '--lon', '-74.0059', '--demo'];
		const made = known
			? ['machine', 're-enrol', String(known.machineId)]
			: ['machine', 'enrol', ...place];
		const { enrolmentCode } = await ask(exes, made);
		links.push(['Enrol the demo kiosk', `${url}/kiosk/?doors=simulated#${enrolmentCode}`]);
	});
	for (const role of ['volunteer', 'operator']) {
		await attempt(`its ${role}`, async () => {
			const person = ['--email', `${role}@demo.example`, '--role', role, '--name', `Demo ${role}`];
			const { signInUrl } = await ask(exes, ['person', 'create', ...person, '--demo']);
			links.push([`Sign in as ${role}`, new URL(String(signInUrl), url).href]);
		});
	}
	return links;
}

/** @typedef {{ machineId: number, name: string, status: string, demo: boolean }} Listed */

/**
 * @param {string} exes
 * @param {string[]} command
 * @returns {Promise<{ enrolmentCode: string, signInUrl: string, machines: Listed[] }>} what of it the command tells
 */
function ask(exes, command) {
	return new Promise((settle, fail) => {
		const options = { cwd: ROOT, maxBuffer: 64_000_000 };
		execFile(exes, [...command, '--json'], options, (error, stdout, stderr) => {
			try {
				if (error) throw new Error(stderr.trim() || error.message);
				settle(JSON.parse(stdout));
			} catch (cause) {
				fail(cause);
			}
		});
	});
}

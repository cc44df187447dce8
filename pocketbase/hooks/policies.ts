import { policyIn, policyOf, type Policy } from '#domain/policy.ts';
import { rows } from './pocketbase.ts';

/** The policy of machines that have no configuration yet. */
export const presetPolicy = (): Policy => policyOf($os.getenv('EXES_POLICY'));

/** The policies that this runtime has read, by their text: a fleet has a few, and each is 6 kB. */
const read = new Map<string, Policy>();
const READ_AT_MOST = 50;

/** The policy in force at a machine: the newest one that is known here [F10]. */
export function policyAt(app: core.App, machineId: number): Policy {
	const text = rows(
		app,
		`SELECT "body" -> 'policy' AS "policy" FROM "configs" WHERE "machineId" = {:machineId} ORDER BY "version" DESC LIMIT 1`,
		{ machineId },
		{ policy: '' }
	)[0]?.policy;
	if (!text) return presetPolicy();
	const known = read.get(text);
	if (known) return known;
	const policy = policyIn(JSON.parse(text) as Parameters<typeof policyIn>[0]);
	if (read.size === READ_AT_MOST) read.clear();
	read.set(text, policy);
	return policy;
}

import { operatorApi } from '#remote/operator.ts';
import { Asking, token } from './asking.svelte.ts';

/**
 * Names of those to ask, for somebody whose role does not go so far: the server's own answer to what
 * only operators may see. Empty where it cannot be asked now.
 */
export async function whoMay(): Promise<readonly string[]> {
	const asking = new Asking();
	await asking.load(() => operatorApi(token).audit(null));
	return asking.whom;
}

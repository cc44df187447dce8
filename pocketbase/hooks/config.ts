import { configOf } from './configs.ts';
import { currentApp, guarded, hash } from './pocketbase.ts';
import { answerCached, knownMachine, refuse } from './request.ts';

/** `GET /api/machine/config`: the newest version, or 304 where the machine has it [M16]. */
export const config = guarded((e) => {
	const { machineId } = knownMachine(e);
	const current = configOf(currentApp(), machineId);
	if (!current) refuse(404, 'request', 'no_config', 'This machine has no configuration yet.');
	const json = `{"machineId":${machineId},"version":${current.version},"config":${current.body}}`;
	answerCached(e, `"${hash(json).slice(0, 32)}"`, 'private, no-cache', () => json);
});

import { check, isInteger, same } from '../expect.ts';
import { hasStatus } from '../http.ts';
import { HARDWARE } from '../machine.ts';
import { rule } from '../rule.ts';

const KEYS = [
	...['interval', 'timeZone', 'policy', 'zones', 'slots', 'recalls', 'languages', 'donationPaused'],
	...['notice', 'sessionSeconds', 'fairUsePortions', 'servicePin', 'openingHours']
];

/** The only road for settings. */
export const config = [
	rule('M16', 'config answers {machineId, version, config} with every key', async (m) => {
		const answer = await m.call('GET', '/api/machine/config');
		hasStatus(answer, 200, 'the config');
		same(answer.body['machineId'], m.machineId, 'machineId');
		isInteger(answer.body['version'], 0, 'version');
		const document = (answer.body['config'] ?? {}) as Record<string, unknown>;
		for (const key of KEYS) check(key in document, `the key ${key}`, Object.keys(document));
	}),

	rule('M16', 'slots and zones are those that the machine registered with', async (m) => {
		const { body } = await m.call('GET', '/api/machine/config');
		const { slots, zones } = body['config'] as {
			slots: { slot: number; storage: string }[];
			zones: unknown;
		};
		same(
			slots.map(({ slot, storage }) => [slot, storage]),
			HARDWARE.slots.map(({ slot, storage }) => [slot, storage]),
			'the slots'
		);
		same(
			(zones as { zone: string }[]).map(({ zone }) => zone),
			['cold'],
			'the zones'
		);
	}),

	rule('M16', 'an ETag brings 304 while nothing changed', async (m) => {
		const first = await m.call('GET', '/api/machine/config');
		const etag = first.headers.get('etag') ?? '';
		check(etag !== '', 'an ETag', first.headers.get('etag'));
		const again = await m.call('GET', '/api/machine/config', {
			headers: { 'if-none-match': etag }
		});
		hasStatus(again, 304, 'the config with its own ETag');
		same(again.text, '', 'the body of a 304');
		const other = await m.call('GET', '/api/machine/config', {
			headers: { 'if-none-match': '"another"' }
		});
		hasStatus(other, 200, 'the config with another ETag');
	}),

	rule('M15', 'status tells the version that config has', async (m) => {
		const { body } = await m.call('GET', '/api/machine/config');
		same((await m.report())['configVersion'], body['version'], 'configVersion');
	})
];

import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { acceptConfig } from './config-accept.ts';
import { newConfig } from './config.fixture.ts';
import { contradictions } from './config-fit.ts';
import { CONFIG_KEY_NAMES, MachineConfig } from './shapes/config.ts';

const before = newConfig({ notice: 'As before.', sessionSeconds: 90 });
const accept = (sent: unknown) => acceptConfig(sent, before, (name) => name !== 'Mars/Olympus');
const { servicePin: _, ...withoutPin } = newConfig({ interval: 30 });

describe('[M16] a machine keeps its last good value of each key', () => {
	test('a good document is taken whole', () => {
		const sent = newConfig({ interval: 30, notice: null, donationPaused: true });
		expect(accept(sent)).toEqual({ config: sent, refused: [] });
	});

	test('a key out of its range costs that key alone', () => {
		const sent = { ...newConfig({ interval: 30 }), sessionSeconds: 5, notice: 7 };
		const { config, refused } = accept(sent);
		expect(config).toEqual({ ...before, interval: 30 });
		expect(refused).toEqual([
			{ key: 'notice', code: 'invalid' },
			{ key: 'sessionSeconds', code: 'invalid' }
		]);
	});

	test.each([
		['a key that is missing', withoutPin, 'servicePin', 'missing'],
		[
			'a zone this machine does not know',
			newConfig({ timeZone: 'Mars/Olympus' }),
			'timeZone',
			'unknown_time_zone'
		],
		['a document that is none', 'hello', 'config', 'invalid'],
		['null', null, 'config', 'invalid'],
		['a list', [], 'config', 'invalid']
	])('%s is told', (_name, sent, key, code) => {
		const { config, refused } = accept(sent);
		expect(refused).toEqual([{ key, code }]);
		expect(config.timeZone).toBe('Europe/Berlin');
		expect(v.parse(MachineConfig, config)).toEqual(config);
	});

	test('zones and slots that contradict each other are both refused, the rest is taken', () => {
		const zones = [{ zone: 'left', storage: 'frozen' as const, slots: [1], sensors: [] }];
		const { config, refused } = accept(newConfig({ interval: 30, zones }));
		expect(config).toMatchObject({ interval: 30, zones: before.zones, slots: before.slots });
		expect(refused).toEqual([
			{ key: 'zones', code: 'storage_differs' },
			{ key: 'slots', code: 'storage_differs' }
		]);
	});

	test('a key of a later version is nobody’s fault', () => {
		expect(accept({ ...newConfig(), colour: 'red' }).refused).toEqual([]);
	});

	test('whatever comes, what it runs with is sound and has every key', () => {
		const key = fc.constantFrom(...CONFIG_KEY_NAMES);
		const value = fc.oneof(fc.jsonValue(), fc.anything());
		fc.assert(
			fc.property(fc.dictionary(key, value), fc.boolean(), (odd, isWhole) => {
				const { config, refused } = accept(isWhole ? { ...newConfig(), ...odd } : odd);
				expect(v.parse(MachineConfig, config)).toEqual(config);
				expect(contradictions(config)).toEqual([]);
				for (const { key: name } of refused) expect([...CONFIG_KEY_NAMES]).toContain(name);
			})
		);
	});
});

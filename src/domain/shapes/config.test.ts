import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { BREAD_RECALL, newConfig } from '../config.fixture.ts';
import { policyKey, policyOf } from '../policy.ts';
import { configHelp, configTable } from '../config-table.ts';
import { CONFIG_KEY_NAMES, CONFIG_KEYS, MachineConfig, type ConfigKey } from './config.ts';

const zone = { zone: 'left', storage: 'chilled', slots: [1], sensors: ['t1'] };
const slot = { slot: 1, storage: 'chilled', kind: 'locker' };
const many = <T>(n: number, one: T) => Array.from({ length: n }, () => one);

/** For each key what is just inside its range, and what is just outside. */
const table: Record<ConfigKey, { takes: unknown[]; refuses: unknown[] }> = {
	interval: { takes: [10, 60, 3_600], refuses: [9, 3_601, 60.5, '60', null, NaN, Infinity] },
	timeZone: {
		takes: ['Europe/Berlin', 'UTC', 'Etc/GMT+12', 'America/Argentina/Buenos_Aires', 'EST5EDT'],
		refuses: ['', 'posix/Europe/Berlin', '../etc/passwd', 'localtime', 'Factory', 'Europe/', 7]
	},
	policy: {
		takes: [policyKey(policyOf('us'))],
		refuses: [
			null,
			'eu',
			{ ...policyKey(policyOf('eu')), profile: 'uk' },
			{ ...policyKey(policyOf('eu')), version: 'another' },
			{ ...policyKey(policyOf('eu')), document: { graceDays: {} } }
		]
	},
	zones: {
		takes: [[], [zone], many(100, zone)],
		refuses: [
			null,
			zone,
			[{ ...zone, storage: 'cold' }],
			[{ ...zone, slots: [0] }],
			many(101, zone)
		]
	},
	slots: {
		takes: [[], [slot], [{ ...slot, litres: 40, lock: 0 }]],
		refuses: [[{ slot: 1, storage: 'chilled' }], [{ ...slot, lock: 256 }], many(501, slot)]
	},
	recalls: {
		takes: [
			[],
			[BREAD_RECALL],
			[{ ...BREAD_RECALL, match: { category: 'bakery', from: BREAD_RECALL.since } }]
		],
		refuses: [
			[{ ...BREAD_RECALL, match: {} }],
			[{ ...BREAD_RECALL, match: { gtin: '123' } }],
			[{ ...BREAD_RECALL, since: 'yesterday' }],
			[{ ...BREAD_RECALL, reason: '' }],
			['everything']
		]
	},
	languages: {
		takes: [['en'], ['ar', 'de', 'en']],
		refuses: [[], ['fr'], ['en', 'en'], 'en', null]
	},
	donationPaused: { takes: [true, false], refuses: ['yes', 1, null] },
	notice: {
		takes: [null, 'Mind the step.', 'x'.repeat(500), '<b>🍎</b>'],
		refuses: ['', '   ', 'x'.repeat(501), 'a\0b', 7]
	},
	sessionSeconds: { takes: [10, 600], refuses: [9, 601, '60', null] },
	fairUsePortions: { takes: [null, 1, 999], refuses: [0, 1_000, 1.5, '3'] },
	servicePin: {
		takes: [null, '0123', '123456789012'],
		refuses: ['123', '1234567890123', '12a4', 1234]
	},
	openingHours: {
		takes: [null, '24/7', 'Mo-Fr 08:00-18:00'],
		refuses: ['', 'always', `"${'x'.repeat(250)}"`, 24]
	}
};

describe.each(CONFIG_KEY_NAMES)('[M16] %s', (key) => {
	const { schema } = CONFIG_KEYS[key];
	test.each(table[key].takes.map((value) => [value]))('takes %j', (value) => {
		expect(v.safeParse(schema, value).success).toBe(true);
	});
	test.each(table[key].refuses.map((value) => [value]))('refuses %j', (value) => {
		const result = v.safeParse(MachineConfig, newConfig({ [key]: value }));
		expect(result.success).toBe(false);
		expect(new Set(result.issues?.map(({ path }) => path?.[0]?.key))).toEqual(new Set([key]));
	});
});

test('[M16] a new machine’s configuration has every key, within its range', () => {
	const config = newConfig();
	expect(v.parse(MachineConfig, config)).toEqual(config);
	expect(Object.keys(config).sort()).toEqual([...CONFIG_KEY_NAMES].sort());
	for (const key of CONFIG_KEY_NAMES) {
		const { preset } = CONFIG_KEYS[key];
		if ('is' in preset) expect(config[key]).toEqual(preset.is);
	}
});

test('every zone that a browser knows has the form of one', () => {
	const named = Intl.supportedValuesOf('timeZone');
	expect(named.length).toBeGreaterThan(300);
	const refused = named.filter((name) => !v.is(CONFIG_KEYS.timeZone.schema, name));
	expect(refused).toEqual([]);
});

test('docs/operations.md has the table of keys', () => {
	const docs = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8');
	const inDocs = /<!-- config-keys:begin -->(.*)<!-- config-keys:end -->/s.exec(docs)?.[1] ?? '';
	// The formatter widens the columns.
	const bare = (text: string) =>
		text.trim().replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---').replaceAll('\\|', '|');
	expect(bare(inDocs)).toBe(bare(configTable()));
});

test('the help of the command line names every key with what it takes', () => {
	for (const key of CONFIG_KEY_NAMES) {
		expect(configHelp()).toContain(`${key}: ${CONFIG_KEYS[key].takes}`);
	}
});

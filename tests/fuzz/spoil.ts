import { gzipSync } from 'node:zlib';
import type { Chance } from './chance.ts';
import { PROTOTYPE_NAMES } from './mutate.ts';

/** What is wrong with the text of a body, not with the value in it. */
const SPOILERS: Record<string, (json: string, chance: Chance) => string | Buffer> = {
	truncated: (json, chance) => json.slice(0, chance.integer(0, json.length - 1)),
	'truncated within a character': (json) =>
		Buffer.from(json.replace(/"/, '"🍎').replace(/"/g, '"é'), 'utf8').subarray(0, 4),
	'trailing bytes': (json, chance) => json + chance.one([' {}', ']', '\u0000', 'x', ',', '//']),
	'a byte order mark': (json) => `\ufeff${json}`,
	'UTF-16': (json) => Buffer.from(json, 'utf16le'),
	'Latin-1': (json) => Buffer.from(json.replace(/":"/, '":"ä'), 'latin1'),
	'invalid UTF-8': (json, chance) =>
		Buffer.concat([
			Buffer.from(json.slice(0, 2)),
			Buffer.from(chance.one([[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf8, 0x88]])),
			Buffer.from(json.slice(2))
		]),
	compressed: (json) => gzipSync(json),
	'a key twice': (json, chance) =>
		json.replace(/"([a-zA-Z]+)":/, (whole, key: string) => `"${key}":${literal(chance)},${whole}`),
	'a key twice, the last counts': (json, chance) =>
		json.replace(/\}$/, `,"${chance.one(['events', 'seq', 'machineId'])}":${literal(chance)}}`),
	'a key of every object': (json, chance) =>
		json.replace(/\{/, `{"${chance.one(PROTOTYPE_NAMES)}":${literal(chance)},`),
	'a number that is none': (json, chance) =>
		json.replace(
			/:(-?\d+)/,
			() =>
				`:${chance.one(['NaN', 'Infinity', '-Infinity', '01', '+1', '.5', '1.', '0x1', '1_000', '--1'])}`
		),
	'a number that hardly is one': (json, chance) =>
		json.replace(
			/:(-?\d+)/,
			() =>
				`:${chance.one(['-0', '1e999', '-1e999', '1e-999', '1E400', `1${'0'.repeat(400)}`, '9007199254740993', '1.0', '1e0', `0.${'1'.repeat(300)}`])}`
		),
	'half a surrogate pair': (json, chance) =>
		json.replace(
			/":"/,
			() => `":"${chance.one(['\\ud800', '\\udc00', '\\ud83d\\u0041', '\\u0000'])}`
		),
	'escapes that are none': (json, chance) =>
		json.replace(/":"/, () => `":"${chance.one(['\\x', '\\u12', "\\'", '\n', '\u0001'])}`),
	'nested too deep': (json, chance) => {
		const levels = chance.one([60, 64, 65, 500, 20_000]);
		return json.replace(/\}$/, `,"deep":${'['.repeat(levels)}${']'.repeat(levels)}}`);
	},
	'never closed': (json, chance) =>
		json.slice(0, -1) + `,"a":${'{"a":'.repeat(chance.one([10, 5_000]))}`,
	'too large': (json, chance) =>
		json.replace(/\}$/, `,"x":"${'é'.repeat(chance.one([4_000, 40_000, 200_000]))}"}`),
	'many keys': (json) =>
		json.replace(/\}$/, `,${Array.from({ length: 800 }, (_, i) => `"k${i}":${i}`).join()}}`),
	'not an object': (_, chance) =>
		chance.one(['null', '[]', '7', '"x"', 'true', '', ' ', '[{}]', '-']),
	'not JSON': (_, chance) =>
		chance.one(['a=1&b=2', '<a/>', "{'a':1}", '{a:1}', '{"a":1,}', '/**/{}', 'undefined'])
};

function literal(chance: Chance): string {
	return chance.one(['null', '0', '"x"', '[]', '{}', 'true', '-1', '{"a":{"b":1}}', '[1,[2]]']);
}

export function spoiled(json: string, chance: Chance): { body: string | Buffer; how: string } {
	const how = chance.one(Object.keys(SPOILERS));
	return { how, body: SPOILERS[how]?.(json, chance) ?? json };
}

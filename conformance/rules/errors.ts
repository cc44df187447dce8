import { check, same } from '../expect.ts';
import { codesOf, hasStatus, type Request } from '../http.ts';
import { rule } from '../rule.ts';

const POSTS = [
	...['/api/machine/register', '/api/machine/auth', '/api/machine/status', '/api/machine/events'],
	...['/api/food/donate', '/api/food/collect', '/api/maintenance/expired', '/api/maintenance/alert']
];

/** No JSON object, each in its own way [contract, "Bodies"]. */
const NO_OBJECTS: [string, Request['raw']][] = [
	['an empty body', ''],
	['no JSON', '{"a":'],
	['a list', '[]'],
	['a text', '"x"'],
	['null', 'null'],
	['trailing bytes', '{} {}'],
	['NaN', '{"uptimeMs":NaN}'],
	['invalid UTF-8', Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
	['a number that is not finite', '{"uptimeMs":1e999}'],
	['an integer beyond 2^53', '{"uptimeMs":9007199254740993}'],
	['nesting of 5,000 levels', `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`]
];

/** No input gives a 500, a hang or a stack trace; each error has one form. */
export const errors = [
	rule('M20', 'a body that is no JSON object is a 400 in the one form of errors', async (m) => {
		for (const path of POSTS) {
			for (const [what, raw] of NO_OBJECTS) {
				const answer = await m.call('POST', path, { raw: raw ?? '' });
				hasStatus(answer, 400, `${what} at ${path}`);
				codesOf(answer, `${what} at ${path}`);
			}
		}
	}),

	rule('M20', 'no error tells of the inside of the server', async (m) => {
		for (const path of POSTS) {
			const { text } = await m.call('POST', path, { raw: '{"events":{},"lot":[],"hardware":7}' });
			const told =
				/goroutine|\.(js|ts|go|py|rb|java|php):\d+|SELECT |sql:|Traceback|node_modules/i.exec(text);
			check(told === null, `an error at ${path} without a stack trace`, text);
		}
	}),

	rule('M20', 'a body over the limit is 413', async (m) => {
		for (const path of POSTS) {
			const raw = `{"a":"${'x'.repeat(300_000)}"}`;
			hasStatus(await m.call('POST', path, { raw }), 413, `300,000 bytes at ${path}`);
		}
	}),

	rule('M20', 'another media type is 415 or 400', async (m) => {
		for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
			const answer = await m.call('POST', '/api/machine/status', {
				...{ raw: 'a=1', headers: { 'content-type': type } }
			});
			hasStatus(answer, [400, 415], type);
		}
	}),

	rule('M20', 'a wrong method is 405 or 404', async (m) => {
		for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
			hasStatus(await m.call(method, '/api/food/donate'), [404, 405], `${method} /api/food/donate`);
		}
		hasStatus(
			await m.call('POST', '/api/machine/config', { body: {} }),
			[404, 405],
			'POST /api/machine/config'
		);
	}),

	rule('M20', 'an unknown path below /api is a 404 in JSON, never a page', async (m) => {
		for (const path of ['/api/nothing', '/api/machine', '/api/machine/status/x', '/api/food/']) {
			const answer = await m.ask('GET', path);
			hasStatus(answer, 404, path);
			codesOf(answer, path);
		}
	}),

	rule('M20', 'of a key that is there twice the last one counts', async (m) => {
		const status = `"bootId":"${m.bootId}","uptimeMs":1,"appVersion":"1"`;
		const good = await m.call('POST', '/api/machine/status', { raw: `{"uptimeMs":-1,${status}}` });
		hasStatus(good, 200, 'a right value after a wrong one');
		const bad = await m.call('POST', '/api/machine/status', { raw: `{${status},"uptimeMs":-1}` });
		hasStatus(bad, 400, 'a wrong value after a right one');
		same(Object.keys(codesOf(bad, 'a wrong value')), ['uptimeMs'], 'the named fields');
	}),

	rule('M20', 'keys that every object of a language has do no harm', async (m) => {
		for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
			const raw = `{"${key}":{"x":1},"bootId":"${m.bootId}","uptimeMs":1,"appVersion":"1"}`;
			hasStatus(await m.call('POST', '/api/machine/status', { raw }), 200, `a status with ${key}`);
			const { code } = await m.result(m.fact(key, {}));
			same(code, 'version_unknown', `the code of a fact of type ${key}`);
		}
	})
];

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrol } from '../tests/support/api.ts';
import { broken, type Breakage } from '../tests/support/broken.ts';
import { sample } from '../tests/support/sample.ts';
import { startServer, type Server } from '../tests/support/server.ts';
import { conformance } from './run.ts';
import { lineOf } from './told.ts';

/** Servers that are ours but for one thing, and what the kit must say of each. */
const SERVERS: [how: string, finds: RegExp, breakage: Breakage][] = [
	[
		'takes a fact that it has for a new one',
		/\[M9\] the same fact again is a duplicate ... FAILED/,
		{
			json: ({ results = [] }) => {
				for (const one of results) {
					if (one.result !== 'duplicate') continue;
					one.result = 'accepted';
					delete one.code;
				}
			}
		}
	],
	[
		'does not say what is missing',
		/\[M12\] a gap shows in missingSeqs and delays nothing ... FAILED/,
		{
			json: (body) => {
				if (body.missingSeqs) body.missingSeqs = [];
			}
		}
	],
	[
		'answers a mistake with 500',
		/\[M20\] a body that is no JSON object is a 400 .* FAILED/,
		{
			json: (body, _, answer) => {
				if (answer.status === 400) body.status = answer.status = 500;
			}
		}
	],
	[
		'shows a page for every path',
		/\[M20\] an unknown path below \/api is a 404 in JSON, never a page ... FAILED/,
		{
			after: (answer) => {
				if (answer.status !== 404) return;
				Object.assign(answer, { status: 200, text: '<!doctype html>' });
				answer.headers['content-type'] = 'text/html';
			}
		}
	],
	[
		'tells a wrong machine from a wrong secret',
		/\[M7\] wrong machine, wrong secret, .* FAILED/,
		{
			json: (body, { body: sent }, answer) => {
				if (answer.status === 401 && sent.includes('9007199254740991'))
					body.message = 'No such machine.';
			}
		}
	],
	[
		'answers machineId as text',
		/\[M1\] machineId may be sent as a number or as text, .* FAILED/,
		{
			json: (body) => {
				if (body.machineId) body.machineId = String(body.machineId);
			}
		}
	],
	[
		'sends the config anew each time',
		/\[M16\] an ETag brings 304 while nothing changed ... FAILED/,
		{
			before: ({ headers }) => {
				delete headers['if-none-match'];
				return undefined;
			}
		}
	],
	[
		'answers a batch in another order',
		/\[M12\] every fact is answered, in the order sent ... FAILED/,
		{ json: ({ results }) => results?.reverse() }
	],
	[
		'acknowledges what it does not have',
		/\[M12\] a gap shows in missingSeqs and delays nothing ... FAILED/,
		{
			json: (body, { body: sent }) => {
				if (!body.results || !sent.includes('"events"')) return;
				const { events } = JSON.parse(String(sent)) as { events: any[] };
				body.ackedThroughSeq = Math.max(0, ...events.map((event) => Number(event?.seq ?? 0)));
			}
		}
	],
	[
		'tells the time without a zone',
		/\[M5\] register answers machineId, status, interval and serverTime ... FAILED/,
		{
			json: (body) => {
				if (body.serverTime) body.serverTime = String(body.serverTime).replace('Z', '');
			}
		}
	],
	[
		'answers nearest from a cache',
		/\[M18\] every acknowledged fact shows at once ... FAILED/,
		{ ...cached('/api/location/nearest') }
	],
	[
		'fails a batch for one bad fact',
		/\[M12\] one bad fact fails none of its neighbours ... FAILED/,
		{
			json: (body, { path }, answer) => {
				const isBad = body.results?.some((one: any) => one.result === 'quarantined');
				if (!isBad || path !== '/api/machine/events') return;
				answer.status = 400;
				for (const key of Object.keys(body)) Reflect.deleteProperty(body, key);
				Object.assign(body, { status: 400, message: 'No.', data: {} });
			}
		}
	],
	[
		'names the first mistake alone',
		/\[M21\] a status with mistakes names each of them ... FAILED/,
		{
			json: (body, _, answer) => {
				if (answer.status !== 400) return;
				body.data = Object.fromEntries(Object.entries(body.data as object).slice(0, 1));
			}
		}
	],
	[
		'rejects a fact for its clock',
		/\[M3\] a fact is never rejected for its clock ... FAILED/,
		{
			before: (request) => {
				const text = String(request.body).replace('"1970-01-01T00:00:00Z"', '"never"');
				request.body = Buffer.from(text);
				return undefined;
			}
		}
	],
	[
		'gives one code to two machines',
		/\[M5\] the same code with another secret is 409 enrolment_used ... FAILED/,
		{
			json: (body, { path }, answer) => {
				if (answer.status !== 409 || !path.endsWith('register')) return;
				answer.status = 201;
				for (const key of Object.keys(body)) Reflect.deleteProperty(body, key);
				const reply = { machineId: 1, status: 'accepted', interval: 60 };
				Object.assign(body, reply, { serverTime: new Date().toISOString() });
			}
		}
	],
	[
		'knows nothing of what it was sent',
		/\[M15\] acked tells what the server has of the newest epoch, gaps and all ... FAILED/,
		{
			json: (body) => {
				if (body.acked) body.acked = null;
			}
		}
	],
	[
		'takes bytes after the body',
		/\[M20\] a body that is no JSON object is a 400 .* FAILED/,
		{
			before: (request) => {
				if (String(request.body) === '{} {}') request.body = Buffer.from('{}');
				return undefined;
			},
			json: (_, { body }, answer) => {
				if (String(body) === '{}') answer.status = 200;
			}
		}
	]
];

/** The first answer of a path, for ever. */
function cached(path: string): Breakage {
	let first: { status: number; headers: Record<string, string>; text: string } | undefined;
	return {
		before: (request) =>
			request.path.startsWith(`${path}?lat=52.52`) ? first && { ...first } : undefined,
		after: (answer, request) => {
			if (request.path.startsWith(`${path}?lat=52.52`)) first ??= { ...answer };
		}
	};
}

let server: Server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const place = { lat: 52.52, lon: 13.405 };

describe('the kit finds a server that', () => {
	test.each(sample(SERVERS, 6))(
		'%s',
		async (_, finds, breakage) => {
			const { enrolmentCode: code } = await enrol(server);
			await using proxy = await broken(server.url, breakage);
			const outcomes = await conformance({ url: proxy.url, code, place });
			const failed = outcomes.filter(({ result }) => result === 'failed').map(lineOf);
			expect(failed).toContainEqual(expect.stringMatching(finds));
		},
		60_000
	);
});

describe('npm run conformance', () => {
	const run = (...args: string[]) =>
		new Promise<{ code: number; stdout: string; stderr: string }>((settle) => {
			const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...args], {
				timeout: 110_000
			});
			const said = { stdout: '', stderr: '' };
			child.stdout.on('data', (text: Buffer) => (said.stdout += String(text)));
			child.stderr.on('data', (text: Buffer) => (said.stderr += String(text)));
			child.on('close', (code) => {
				settle({ code: code ?? -1, ...said });
			});
		});

	test('says rule by rule what it found: nothing, through a proxy that changes nothing', async () => {
		await using limited = await startServer({ env: { EXES_LIMITS: '1' } });
		const { enrolmentCode } = await enrol(limited);
		await using proxy = await broken(limited.url, {});
		const at = ['--at', '52.52,13.405'];
		const { code, stdout } = await run('--url', proxy.url, '--code', enrolmentCode, ...at);
		expect(stdout).toMatch(/^\[M9\] the same fact again is a duplicate \.\.\. ok$/m);
		expect(stdout).toMatch(/^\d+ ok, 0 failed, 5 not tried$/m);
		expect(code).toBe(0);
	}, 120_000);

	test('with a code that opens nothing it ends with 1, and says what could not be tried', async () => {
		const { code, stdout } = await run('--url', server.url, '--code', 'x', '--json');
		const { failed, notTried, outcomes } = JSON.parse(stdout);
		expect(code).toBe(1);
		expect(failed).toBeGreaterThan(0);
		expect(notTried).toBeGreaterThan(50);
		expect(outcomes).toContainEqual({
			...{ rule: 'M9', says: 'the same fact again is a duplicate', result: 'notTried' },
			why: 'this machine could not sign in'
		});
	}, 120_000);

	test.each([
		['nothing', []],
		['no code', ['--url', 'http://127.0.0.1:1']],
		['an option that does not exist', ['--loud']],
		['a place that is none', ['--url', 'http://127.0.0.1:1', '--code', 'x', '--at', '91,0']],
		['a server that is not there', ['--url', 'http://127.0.0.1:1', '--code', 'x']]
	])('%s: 2, and says why', async (_, args) => {
		const { code, stdout, stderr } = await run(...args);
		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).toMatch(/conformance|Nobody answers/);
	});
});

test('a server that never answers is given up', async () => {
	await using proxy = await broken(server.url, {
		before: ({ path }) => (path.endsWith('/auth') ? 'hang' : undefined)
	});
	const { enrolmentCode: code } = await enrol(server);
	const outcomes = await conformance({ url: proxy.url, code, patienceMs: 3_000 });
	const lines = outcomes.map(lineOf).join('\n');
	expect(lines).toMatch(/\[M7\] the secret brings a token.*FAILED\n.*\n.*TimeoutError/);
	expect(lines).toMatch(/\[M9\] the same fact again is a duplicate ... not tried/);
}, 120_000);

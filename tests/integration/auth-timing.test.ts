import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { call, enrol, machine, newSecret } from '../support/api.ts';
import { EXES, startServer, type Server } from '../support/server.ts';
import { bound, distance, quantile } from '../support/two-samples.ts';

/**
 * [M7] Whatever is wrong with a sign-in, it is refused in the same time: the server's own, to the
 * microsecond, from its log, where no network hides a difference. Of each kind so many tries, all in
 * one run, in each round in another order, so that whatever else the machine does falls on all alike.
 * Each kind is held against the first by the test of Kolmogorov and Smirnov.
 */
const TRIES = process.env['TEST_ALL'] === undefined ? 400 : 2_000;
/** Of 10,000 runs on a server that treats all alike less than one fails, over all comparisons. */
const ALPHA = 1 / 10_000;

type Attempt = { readonly machineId: number; readonly secret: () => string };

async function attempts(server: Server): Promise<Record<string, Attempt>> {
	const known = await machine(server);
	const waiting = await enrol(server);
	const revoked = await machine(server);
	await server.exes('machine', 'revoke', String(revoked.machineId));
	return {
		'wrong secret': { machineId: known.machineId, secret: newSecret },
		'wrong machine': { machineId: 999_999, secret: newSecret },
		'revoked, right secret': { machineId: revoked.machineId, secret: () => revoked.secret },
		'another form': { machineId: known.machineId, secret: () => `"${newSecret().slice(2)}"` },
		'before registration': { machineId: waiting.machineId, secret: newSecret }
	};
}

/** Milliseconds that the server took for each try, by kind. */
async function measured(server: Server): Promise<Map<string, number[]>> {
	const kinds = Object.entries(await attempts(server));
	const asked = new Map<string, string>();
	const warmUp = 50;
	for (let round = -warmUp; round < TRIES; round++) {
		const order = kinds.map((kind) => ({ kind, at: Math.random() })).sort((a, b) => a.at - b.at);
		for (const { kind } of order) {
			const [name, { machineId, secret }] = kind;
			const body = { machineId, secret: secret() };
			const answer = await call(server, 'POST', '/api/machine/auth', { body });
			if (answer.status !== 401) throw new Error(`${name}: ${answer.status}`);
			if (round >= 0) asked.set(answer.headers.get('x-request-id') ?? '', name);
		}
	}
	const times = new Map<string, number[]>(kinds.map(([name]) => [name, []]));
	const linesOf = () => server.log().split('\n').slice(0, -1); // the last may not be whole yet
	const isAuth = (line: string) => line.includes('"/api/machine/auth"');
	const all = (warmUp + TRIES) * kinds.length + 2; // and the tokens of the two machines that registered
	await expect.poll(() => linesOf().filter(isAuth).length, { timeout: 10_000 }).toBe(all);
	for (const line of linesOf().filter(isAuth)) {
		const { request, ms } = JSON.parse(line) as { request: string; ms: number };
		times.get(asked.get(request) ?? '')?.push(ms);
	}
	return times;
}

/** The kinds that are told apart from the first; prints what was measured. */
function toldApart(times: Map<string, number[]>): string[] {
	const [head, ...others] = [...times];
	const first = head?.[1] ?? [];
	const alpha = ALPHA / others.length;
	const lines = [...times].map(([name, sample]) => {
		const far = distance(first, sample);
		const limit = bound(first.length, sample.length, alpha);
		const figures = [0.5, 0.95, 0.99].map((q) => quantile(sample, q).toFixed(3));
		return { name, n: sample.length, figures, far, apart: far > limit, limit };
	});
	console.log(
		lines
			.map(({ name, n, figures, far, limit }) =>
				[
					name.padEnd(22),
					`n ${n}`,
					`median ${figures[0]} ms`,
					`p95 ${figures[1]}`,
					`p99 ${figures[2]}`,
					`D ${far.toFixed(4)} of ${limit.toFixed(4)}`
				].join('  ')
			)
			.join('\n')
	);
	return lines.filter(({ apart }) => apart).map(({ name }) => name);
}

/** The built hooks with one door that works a little longer for a machine that there is not. */
function slowHooks(): string {
	const folder = mkdtempSync(join(tmpdir(), 'exes-hooks-'));
	cpSync(join(EXES, '../hooks'), folder, { recursive: true });
	const file = join(folder, 'main.pb.js');
	const built = readFileSync(file, 'utf8');
	const slow = built.replace(/\(e\) => (require\([^)]*\)\.authenticate\(e\))/, (_, handler) =>
		[
			'(e) => {',
			'if (e.get("body").includes("999999")) for (let i = 0; i < 60; i++) $security.sha256("x");',
			`return ${String(handler)};`,
			'}'
		].join(' ')
	);
	if (slow === built)
		throw new Error('The built hooks have another form: nothing was made slower.');
	writeFileSync(file, slow);
	return folder;
}

const env = { EXES_LOG: 'json' };

describe('[M7] the time of a refusal', () => {
	test(
		'tells nothing: no kind is told apart from a wrong secret',
		{ timeout: 240_000 },
		async () => {
			await using server = await startServer({ env });
			const times = await measured(server);
			expect([...times.values()].map((sample) => sample.length)).toEqual(
				[...times.values()].map(() => TRIES)
			);
			expect(toldApart(times)).toEqual([]);
		}
	);

	test('a tenth of a millisecond more would be seen', { timeout: 240_000 }, async () => {
		const hooksDir = slowHooks();
		try {
			await using server = await startServer({ env, hooksDir });
			expect(toldApart(await measured(server))).toEqual(['wrong machine']);
		} finally {
			rmSync(hooksDir, { recursive: true, force: true });
		}
	});
});

test('two samples are told apart where they differ, and only there', () => {
	const line = Array.from({ length: 1_000 }, (_, i) => i);
	expect(distance(line, line)).toBe(0);
	expect(
		distance(
			line,
			line.map((x) => x + 100)
		)
	).toBeCloseTo(0.1, 2);
	expect(distance([1, 1, 1], [2, 2])).toBe(1);
	// Massey 1951, for large samples at one in a hundred: 1.63 sqrt((n + m) / nm).
	expect(bound(1_000, 1_000, 0.01)).toBeCloseTo(1.63 * Math.sqrt(2 / 1_000), 3);
	expect(quantile(line, 0.5)).toBe(500);
});

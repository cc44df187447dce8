import { check, same } from '../../expect.ts';
import { rule } from '../../rule.ts';
import type { Body, Host } from '../host.ts';
import { newKey } from './session.ts';

async function refused(host: Host, body: Body, code: string): Promise<void> {
	const { type, body: answer } = await host.request(body);
	same([type, answer['e']], ['x', code], `the answer to ${JSON.stringify(body)}`);
}

/** Questions, and what a board refuses. */
export const requests = [
	rule<Host>('P4', 'state has one letter of LUOF for each slot', async (host) => {
		const { n } = await host.beginQuiet();
		const { type, body } = await host.request({ op: 'state' });
		const isSo = type === 'r' && new RegExp(`^[LUOF]{${n}}$`).test(String(body['door']));
		check(isSo, `{"door": ${n} letters}`, body);
	}),

	rule<Host>('P4', 'a repeated id is answered from memory', async (host) => {
		await host.beginQuiet();
		const first = await host.request({ op: 'state' }, 1);
		host.forget();
		const second = await host.request({ op: 'fly' }, 1);
		same([second.type, second.body], [first.type, first.body], 'the answer to the repeated id');
	}),

	rule<Host>('P4', 'the memory has at least 16 answers', async (host) => {
		await host.beginQuiet();
		for (let id = 1; id <= 16; id++) await host.request({ op: 'state' }, id);
		host.forget();
		const { type } = await host.request({ op: 'fly' }, 1);
		check(type === 'r', 'the result of before', type);
	}),

	rule<Host>('P4', 'a new session begins its ids anew', async (host) => {
		await host.beginQuiet();
		await host.request({ op: 'state' }, 1);
		await host.beginQuiet();
		const { type, body } = await host.request({ op: 'fly' }, 1);
		same([type, body['e']], ['x', 'NOOP'], 'the answer to the first id of the new session');
	}),

	rule<Host>('P4', 'an unknown op is NOOP, a body without op BADREQ', async (host) => {
		await host.beginQuiet();
		await refused(host, { op: 'fly' }, 'NOOP');
		await refused(host, {}, 'BADREQ');
		await refused(host, { c: 1 }, 'BADREQ');
	}),

	rule<Host>('P4', 'an unlock without a good slot, key or deadline is BADARG', async (host) => {
		const { n, up } = await host.beginQuiet();
		const by = up + 60_000;
		const good = { op: 'unlock', c: 1, key: newKey(), by };
		await refused(host, { ...good, c: n + 1 }, 'BADARG');
		await refused(host, { ...good, c: 0 }, 'BADARG');
		await refused(host, { ...good, key: 'k'.repeat(37) }, 'BADARG');
		await refused(host, { op: 'unlock', c: 1, by }, 'BADARG');
		await refused(host, { op: 'unlock', c: 1, key: newKey() }, 'BADARG');
	}),

	rule<Host>('P4', 'an unlock after its deadline is LATE, and opens nothing', async (host) => {
		await host.beginQuiet();
		const { up, next } = await host.ping();
		await refused(host, { op: 'unlock', c: 1, key: newKey(), by: up - 1 }, 'LATE');
		same((await host.ping()).next, next, 'the next event');
	}),

	rule<Host>('P4', 'a question about a part that is not there is FAULT', async (host) => {
		const { caps } = await host.beginQuiet();
		if (!caps.includes('wt')) await refused(host, { op: 'weigh', c: 1 }, 'FAULT');
		if (!caps.includes('beep')) await refused(host, { op: 'beep', n: 1 }, 'FAULT');
		if (!caps.includes('light')) await refused(host, { op: 'light', c: 0, on: 0 }, 'FAULT');
		await refused(host, { op: 'temp', p: 99 }, 'FAULT');
	}),

	rule<Host>('P4', 'what it says it has, it does', async (host) => {
		const { caps } = await host.beginQuiet();
		const asked: [string, Body, string][] = [
			['wt', { op: 'weigh', c: 1 }, 'g'],
			['temp', { op: 'temp', p: 1 }, 'dC'],
			['light', { op: 'light', c: 0, on: 0 }, 'ok'],
			['beep', { op: 'beep', n: 1 }, 'ok']
		];
		for (const [cap, body, field] of asked) {
			if (!caps.includes(cap)) continue;
			const { type, body: answer } = await host.request(body);
			const isSo = type === 'r' && Number.isSafeInteger(answer[field]);
			check(isSo, `a whole number ${field} from ${JSON.stringify(body)}`, answer);
		}
	})
];

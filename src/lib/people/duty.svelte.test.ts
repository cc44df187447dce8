import { expect, test } from 'vitest';
import { MINUTE } from '#domain/calendar.ts';
import type { Session } from '#platform/session.ts';
import { ApiError } from '#remote/api.ts';
import type { DutyAnswer } from '#remote/people.ts';
import { Duty } from './duty.svelte.ts';
import type { Kept } from './kept-duty.ts';
import { alert, answer, machine, session } from './people.fixture.ts';

/** A world of which a test decides who is signed in, what the server says and what is kept. */
function world() {
	const at = Date.now();
	const seen = machine({ lastSeenAt: new Date(at - 20_000).toISOString() });
	const sent = answer([alert()], [seen], new Date(at).toISOString());
	const asked: string[] = [];
	const state = {
		session: session() as Session | null,
		says: (): Promise<DutyAnswer> => Promise.resolve(sent),
		kept: null as Kept | null,
		hasNetwork: true,
		/** What waits in the outbox, and whether it can be sent. */
		unsent: 0,
		canSend: true,
		log: [] as string[]
	};
	const duty = new Duty({
		session: () => state.session,
		forgetSession: () => {
			state.session = null;
		},
		fetch: (token) => {
			asked.push(token);
			return state.says();
		},
		kept: {
			read: () => Promise.resolve(state.kept),
			write: (kept) => {
				state.kept = kept;
				return Promise.resolve();
			},
			forget: () => {
				state.kept = null;
				return Promise.resolve();
			}
		},
		outgoing: {
			follow: () => Promise.resolve(),
			handOver: ({ token }) => {
				state.log.push(`hand over with ${token}`);
				if (state.canSend) state.unsent = 0;
				return Promise.resolve(state.unsent === 0);
			},
			heard: (feed) => {
				state.log.push(`heard ${feed}`);
				return Promise.resolve();
			},
			destroy: () => {
				state.log.push(`destroy ${state.unsent}`);
				return Promise.resolve();
			}
		},
		renew: (now) => Promise.resolve(now),
		revoke: () => {
			state.log.push('revoke');
			return Promise.resolve();
		},
		hasNetwork: () => state.hasNetwork
	});
	const fails = (...error: ConstructorParameters<typeof ApiError>) => {
		state.says = () => Promise.reject(new ApiError(...error));
	};
	return { duty, state, fails, asked, sent, at };
}

test('what the server says is shown, and kept for times without network', async () => {
	const { duty, state } = world();
	await duty.ask();
	expect(duty.state).toBe('live');
	expect(duty.alerts).toHaveLength(1);
	expect(state.kept?.personId).toBe('person000000001');
});

test.each([
	['offline', false, 'offline'],
	['offline', true, 'server'],
	['timeout', true, 'server'],
	['busy', true, 'server'],
	['unexpected', true, 'server']
] as const)(
	'%s, network %s: what was kept is shown with its age',
	async (code, hasNetwork, why) => {
		const { duty, state, fails, sent, at } = world();
		state.kept = { personId: 'person000000001', cameAt: at - 90 * MINUTE, ...sent };
		state.hasNetwork = hasNetwork;
		fails(code, 'test');
		await duty.ask();
		expect(duty).toMatchObject({ state: 'old', why });
		expect(duty.alerts).toHaveLength(1);
		expect(duty.now - duty.sentAt).toBeGreaterThanOrEqual(90 * MINUTE);
		// [M19] It was fresh when it was kept.
		expect(duty.standings[0]?.freshness).toBe('stale');
	}
);

test('without anything kept it has failed, and another try brings it', async () => {
	const { duty, state, fails, sent } = world();
	fails('timeout', 'test');
	await duty.ask();
	expect(duty).toMatchObject({ state: 'failed', why: 'server' });
	state.says = () => Promise.resolve(sent);
	const again = duty.retry();
	expect(duty.state).toBe('loading');
	await again;
	expect(duty.state).toBe('live');
});

test('a sign-in that has ended keeps what is there, and is not asked with again', async () => {
	const { duty, state, fails, asked, sent } = world();
	await duty.ask();
	fails('unauthorized', 'test', { status: 401 });
	await duty.ask();
	expect(duty).toMatchObject({ state: 'old', why: 'ended' });
	expect(duty.alerts).toHaveLength(1);
	await duty.ask();
	expect(asked).toHaveLength(2);

	state.session = { ...session(), token: 'newer' };
	state.says = () => Promise.resolve(sent);
	await duty.ask();
	expect(duty.state).toBe('live');
	expect(asked).toEqual(['token', 'token', 'newer']);
});

test('whoever may not see it sees nothing of it, kept copies included', async () => {
	const { duty, state, fails } = world();
	await duty.ask();
	fails('refused', 'test', { status: 403 });
	await duty.ask();
	expect(duty.state).toBe('forbidden');
	expect(duty.alerts).toEqual([]);
	expect(state.kept).toBeNull();
});

test('another person on the same device sees nothing that was kept for the first', async () => {
	const { duty, state, fails, sent, at } = world();
	state.kept = { personId: 'somebodyelse001', cameAt: at, ...sent };
	fails('offline', 'test');
	await duty.ask();
	expect(duty.state).toBe('failed');
	expect(duty.alerts).toEqual([]);
});

test('signing out removes everything, and an answer that comes later is nobody’s', async () => {
	const { duty, state, sent } = world();
	await duty.ask();
	let arrive: (answer: DutyAnswer) => void = () => undefined;
	state.says = () => new Promise((done) => (arrive = done));
	const asking = duty.ask();
	await duty.signOut();
	arrive(sent);
	await asking;
	expect(duty).toMatchObject({ state: 'signedOut', session: null });
	expect(duty.alerts).toEqual([]);
	expect(state.kept).toBeNull();
});

test('a question that is on its way is answered before the session ends', async () => {
	const { duty, state, sent } = world();
	await duty.ask();
	let arrive: (answer: DutyAnswer) => void = () => undefined;
	state.says = () => new Promise((done) => (arrive = done));
	void duty.ask();
	const leaving = duty.signOut();
	await new Promise((done) => setTimeout(done, 50));
	expect(state.log).not.toContain('revoke');
	arrive(sent);
	await leaving;
	expect(state.log).toContain('revoke');
	expect([duty.state, state.kept]).toEqual(['signedOut', null]);
});

const shutOut = [
	'refused',
	'test',
	{ status: 403, fields: { request: { code: 'device_revoked', message: '' } } }
] as const;

test('a device that was signed out sends first, then forgets everything, and says so', async () => {
	const { duty, state, fails } = world();
	await duty.ask();
	expect(duty.alerts).toHaveLength(1);
	state.unsent = 2;
	fails(...shutOut);
	await duty.ask();
	expect(duty.state).toBe('revoked');
	expect(state.log).toEqual(['hand over with token', 'destroy 0']);
	expect([duty.alerts, duty.machines, duty.session]).toEqual([[], [], null]);
	expect([state.kept, state.session]).toEqual([null, null]);
	await duty.ask();
	expect(duty.state).toBe('revoked');
});

test('what it cannot send yet it keeps, and nothing else; with the network it goes', async () => {
	const { duty, state, fails } = world();
	await duty.ask();
	Object.assign(state, { unsent: 2, canSend: false, hasNetwork: false });
	fails(...shutOut);
	await duty.ask();
	expect([duty.state, duty.why, duty.alerts, state.kept]).toEqual(['revoked', 'offline', [], null]);
	expect(state.session).not.toBeNull();
	expect(state.log).toEqual(['hand over with token']);
	Object.assign(state, { canSend: true, hasNetwork: true });
	await duty.ask();
	expect([duty.state, duty.why, state.session]).toEqual(['revoked', null, null]);
	expect(state.log.at(-1)).toBe('destroy 0');
});

test('signing out sends first, and loses nothing unasked', async () => {
	const { duty, state } = world();
	await duty.ask();
	Object.assign(state, { unsent: 1, canSend: false });
	expect(await duty.signOut()).toBe(false);
	expect([state.session?.token, state.log]).toEqual(['token', ['hand over with token']]);
	expect(await duty.signOut({ losing: true })).toBe(true);
	expect([state.session, state.log.slice(-2)]).toEqual([null, ['revoke', 'destroy 1']]);
});

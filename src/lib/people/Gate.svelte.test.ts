import { createRawSnippet } from 'svelte';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { Duty, type DutyState, type Why } from './duty.svelte.ts';
import Gate from './Gate.svelte';
import { session } from './people.fixture.ts';

const children = createRawSnippet(() => ({ render: () => '<p>the content</p>' }));

function dutyIn(state: DutyState, why: Why | null = null, role = 'volunteer' as const): Duty {
	const duty = new Duty({
		session: () => session({ role }),
		forgetSession: () => undefined,
		fetch: () => new Promise(() => undefined),
		kept: {
			read: () => Promise.resolve(null),
			write: () => Promise.resolve(),
			forget: () => Promise.resolve()
		},
		outgoing: {
			follow: () => Promise.resolve(),
			handOver: () => Promise.resolve(true),
			destroy: () => Promise.resolve(),
			heard: () => Promise.resolve()
		},
		renew: (now) => Promise.resolve(now),
		revoke: () => Promise.resolve(),
		hasNetwork: () => true
	});
	duty.session = state === 'signedOut' ? null : session({ role });
	duty.state = state;
	duty.why = why;
	return duty;
}

test.each([
	['signedOut', null, 'Sign in first', 'How to sign in'],
	['failed', 'offline', 'What is open did not load', 'Try again'],
	['failed', 'server', 'What is open did not load', 'Try again'],
	['failed', 'ended', 'Your sign-in has ended.', 'Sign in again'],
	['forbidden', null, 'You may not see this', 'Try again']
] as const)('%s (%s) says so in words and has a way on', async (state, why, words, way) => {
	const screen = await render(Gate, { duty: dutyIn(state, why), children });
	await expect.element(screen.getByRole('heading', { name: words })).toBeVisible();
	await expect.element(screen.getByText(way, { exact: true })).toBeVisible();
	expect(screen.getByText('the content').query()).toBeNull();
});

test.each([
	['old', 'offline', 'No network.', 'Try again'],
	['old', 'server', 'Our server does not answer.', 'Try again'],
	['old', 'ended', 'Your sign-in has ended.', 'Sign in again']
] as const)('%s (%s) shows what is there below a note', async (state, why, words, way) => {
	const screen = await render(Gate, { duty: dutyIn(state, why), children });
	await expect.element(screen.getByText('the content')).toBeVisible();
	await expect.element(screen.getByRole('status')).toMatchTextContent(words);
	await expect.element(screen.getByText(way, { exact: true })).toBeVisible();
});

test('a page for operators tells a volunteer so, and leads back', async () => {
	const screen = await render(Gate, { duty: dutyIn('live'), operators: true, children });
	await expect.element(screen.getByText(/Ask an operator of your network/)).toBeVisible();
	await expect.element(screen.getByRole('link', { name: 'To your page' })).toBeVisible();
	expect(screen.getByText('the content').query()).toBeNull();
});

test('while it loads it says so, to the ear too', async () => {
	const screen = await render(Gate, { duty: dutyIn('loading'), children });
	await expect.element(screen.getByRole('status')).toMatchTextContent('Looking what is open');
	expect(screen.getByText('the content').query()).toBeNull();
});

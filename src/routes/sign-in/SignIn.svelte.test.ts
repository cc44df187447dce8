import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { SignInReply } from '#domain/shapes/people.ts';
import { session } from '#lib/people/people.fixture.ts';
import { forgetSession, keepSession, keptSession, type Session } from '#platform/session.ts';
import { ApiError } from '#remote/api.ts';
import SignIn from './SignIn.svelte';

const reply: SignInReply = { ...session(), serverTime: '2026-11-23T18:00:00.000Z' };

beforeEach(() => {
	forgetSession();
	sessionStorage.clear();
	history.replaceState(null, '', location.pathname + location.search);
});

function open(code: string, answers: (() => Promise<SignInReply>)[]) {
	const asked: string[] = [];
	const gone: Session[] = [];
	if (code !== '') history.replaceState(null, '', `#${code}`);
	const screen = render(SignIn, {
		goOn: (to: Session) => {
			gone.push(to);
		},
		askServer: (used: string) => {
			asked.push(used);
			return (answers.shift() ?? (() => Promise.reject(new Error('asked too often'))))();
		}
	});
	return { screen, asked, gone };
}

const fails =
	(...error: ConstructorParameters<typeof ApiError>) =>
	() =>
		Promise.reject(new ApiError(...error));

test('the code leaves the address at once, is used once, and the session is kept', async () => {
	const { screen, asked, gone } = open('CODE', [() => Promise.resolve(reply)]);
	await screen;
	expect(location.hash).toBe('');
	await expect.poll(() => gone).toHaveLength(1);
	expect(asked).toEqual(['CODE']);
	expect(keptSession()).toEqual(session());
	expect(JSON.stringify([sessionStorage, localStorage])).not.toContain('CODE');
});

test('without a code it says who gives one', async () => {
	const { screen, asked } = open('', []);
	const shown = await screen;
	await expect.element(shown.getByText(/Ask your operator for one\./)).toBeVisible();
	await expect.element(shown.getByText(/npm run exes -- person create/)).toBeVisible();
	expect(asked).toEqual([]);
});

test('a used or expired link is refused in words, and not tried again after a reload', async () => {
	const { screen } = open('USED', [fails('refused', 'used', { status: 403 })]);
	const shown = await screen;
	await expect.element(shown.getByText('This link does not work any more')).toBeVisible();
	expect(JSON.stringify(sessionStorage)).not.toContain('USED');
	expect(keptSession()).toBeNull();
});

test.each([
	['timeout', 'Our server does not answer'],
	['busy', 'Our server does not answer'],
	['unexpected', 'Our server does not answer']
] as const)('%s: the code waits, and Try again uses it', async (code, words) => {
	const { screen, asked, gone } = open('CODE', [fails(code, 'test'), () => Promise.resolve(reply)]);
	const shown = await screen;
	await expect.element(shown.getByText(words)).toBeVisible();
	expect(JSON.stringify(sessionStorage)).toContain('CODE');
	await shown.getByRole('button', { name: 'Try again' }).click();
	await expect.poll(() => gone).toHaveLength(1);
	expect(asked).toEqual(['CODE', 'CODE']);
});

test('who is signed in already can go on', async () => {
	keepSession(session());
	const { screen, gone } = open('', []);
	const shown = await screen;
	await expect.element(shown.getByText('You are signed in as Ada')).toBeVisible();
	await shown.getByRole('button', { name: 'Go on' }).click();
	expect(gone).toEqual([session()]);
});

import { beforeEach, describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { SignInReply } from '#domain/shapes/people.ts';
import { session } from '#lib/people/people.fixture.ts';
import { forgetSession, keepSession, keptSession, type Session } from '#platform/session.ts';
import { ApiError } from '#remote/api.ts';
import * as remote from '#remote/sign-in.ts';
import SignIn from './SignIn.svelte';

const reply: SignInReply = { ...session(), serverTime: '2026-11-23T18:00:00.000Z' };
const later = () => new Date(Date.now() + 600_000).toISOString();

beforeEach(() => {
	forgetSession();
	sessionStorage.clear();
	localStorage.clear();
	history.replaceState(null, '', location.pathname + location.search);
});

function open(code: string, answers: (() => Promise<SignInReply>)[]) {
	const asked: object[] = [];
	const mailed: string[] = [];
	const gone: Session[] = [];
	if (code !== '') history.replaceState(null, '', `#${code}`);
	const screen = render(SignIn, {
		goOn: (to: Session) => {
			gone.push(to);
		},
		server: {
			...remote,
			beginPasskey: () => Promise.reject(new ApiError('offline', 'none in this test')),
			requestCode: (email: string) => {
				mailed.push(email);
				const requestId = `request00000000${mailed.length}`;
				return Promise.resolve({ requestId, expiresAt: later(), serverTime: later() });
			},
			signIn: (used: object) => {
				asked.push(used);
				return (answers.shift() ?? (() => Promise.reject(new Error('asked too often'))))();
			}
		}
	});
	return { screen, asked, mailed, gone };
}

const fails =
	(...error: ConstructorParameters<typeof ApiError>) =>
	() =>
		Promise.reject(new ApiError(...error));
const refused = fails('refused', 'no', {
	status: 403,
	fields: { code: { code: 'sign_in_invalid', message: '' } }
});

describe('by a link', () => {
	async function take(...opened: Parameters<typeof open>) {
		const { screen, ...seen } = open(...opened);
		const shown = await screen;
		await shown.getByRole('button', { name: 'Sign in on this device' }).click();
		return { shown, ...seen };
	}

	test('it waits for a tap: what looks into mails opens links too', async () => {
		const { screen, asked } = open('CODE', []);
		const shown = await screen;
		await expect
			.element(shown.getByRole('button', { name: 'Sign in on this device' }))
			.toBeVisible();
		expect(asked).toEqual([]);
	});

	test('the code leaves the address at once, is used once, and the session is kept', async () => {
		const { asked, gone } = await take('CODE', [() => Promise.resolve(reply)]);
		expect(location.hash).toBe('');
		await expect.poll(() => gone).toHaveLength(1);
		expect(asked).toEqual([{ code: 'CODE' }]);
		expect(keptSession()).toEqual(session());
		expect(JSON.stringify([sessionStorage, localStorage])).not.toContain('CODE');
	});

	test('one that was used is refused in words, not tried again after a reload, and there is another way', async () => {
		const { shown } = await take('USED', [refused]);
		await expect.element(shown.getByText(/This link does not work any more/)).toBeVisible();
		await expect.element(shown.getByRole('textbox', { name: /e-mail/ })).toBeVisible();
		expect(JSON.stringify(sessionStorage)).not.toContain('USED');
		expect(keptSession()).toBeNull();
	});

	test.each(['timeout', 'busy', 'unexpected'] as const)(
		'%s: the code waits, and Try again uses it',
		async (code) => {
			const { shown, asked, gone } = await take('CODE', [
				fails(code, 'test'),
				() => Promise.resolve(reply)
			]);
			await expect.element(shown.getByText('Our server does not answer')).toBeVisible();
			expect(JSON.stringify(sessionStorage)).toContain('CODE');
			await shown.getByRole('button', { name: 'Try again' }).click();
			await expect.poll(() => gone).toHaveLength(1);
			expect(asked).toHaveLength(2);
		}
	);
});

describe('by mail', () => {
	async function atDigits(answers: (() => Promise<SignInReply>)[]) {
		const opened = open('', answers);
		const shown = await opened.screen;
		await shown.getByRole('textbox', { name: /e-mail/ }).fill('ada@example.org');
		await shown.getByRole('button', { name: 'Send me a code' }).click();
		const digits = shown.getByRole('textbox', { name: /six digits/ });
		await expect.element(digits).toHaveFocus();
		return { ...opened, shown, digits };
	}

	test('six digits sign in as soon as they are there, however they were pasted', async () => {
		const { digits, asked, mailed, gone } = await atDigits([() => Promise.resolve(reply)]);
		expect(mailed).toEqual(['ada@example.org']);
		await digits.fill('Code: 12 34-٥٦');
		await expect.poll(() => gone).toHaveLength(1);
		expect(asked).toEqual([{ requestId: 'request000000001', digits: '123456' }]);
		expect(JSON.stringify(localStorage)).not.toContain('request0');
	});

	test('the long code of a mail without digits signs in too, typed or pasted', async () => {
		const { digits, asked, gone } = await atDigits([() => Promise.resolve(reply)]);
		await digits.fill('5pxw-8kda');
		await expect.element(digits).toHaveValue('5pxw8kda');
		expect(asked).toEqual([]);
		await digits.fill('5pxw-8kda-qm3t-h7ry-b4jc');
		await expect.poll(() => gone).toHaveLength(1);
		expect(asked).toEqual([{ code: '5pxw8kdaqm3th7ryb4jc' }]);
	});

	test('the fields are what password managers, phones and screen readers look for', async () => {
		const { digits, shown } = await atDigits([]);
		const input = digits.element();
		expect(input.getAttribute('autocomplete')).toBe('one-time-code');
		expect(input.getAttribute('inputmode')).toBe('numeric');
		await shown.getByRole('button', { name: 'Another address' }).click();
		const email = shown.getByRole('textbox', { name: /e-mail/ }).element();
		expect(email.getAttribute('autocomplete')).toBe('username webauthn');
		expect(email.getAttribute('type')).toBe('email');
	});

	test('wrong digits are said, and the next ones can be typed at once', async () => {
		const { digits, shown, gone } = await atDigits([refused, () => Promise.resolve(reply)]);
		await digits.fill('000000');
		await expect.element(shown.getByText(/do not fit/)).toBeVisible();
		await expect.element(digits).toHaveAttribute('aria-invalid', 'true');
		await digits.fill('123456');
		await expect.poll(() => gone).toHaveLength(1);
	});

	test('after a second mail, digits of the first one are good too', async () => {
		const { digits, shown, asked, gone } = await atDigits([refused, () => Promise.resolve(reply)]);
		await shown.getByRole('button', { name: 'Send it again' }).click();
		await expect.element(shown.getByText(/Sent again/)).toBeVisible();
		await digits.fill('123456');
		await expect.poll(() => gone).toHaveLength(1);
		expect(asked).toEqual([
			{ requestId: 'request000000002', digits: '123456' },
			{ requestId: 'request000000001', digits: '123456' }
		]);
	});

	test('who went to read the mail comes back to the digits', async () => {
		const first = await atDigits([]);
		await first.shown.unmount();
		const again = open('', [() => Promise.resolve(reply)]);
		const shown = await again.screen;
		await shown.getByRole('textbox', { name: /six digits/ }).fill('123456');
		await expect.poll(() => again.gone).toHaveLength(1);
		expect(again.mailed).toEqual([]);
	});

	test.each([
		[fails('busy', 'test', { status: 429 }), /Too many tries/],
		[fails('timeout', 'test'), /Our server does not answer/]
	])('what failed is said, and what was typed stays', async (answer, words) => {
		const { digits, shown } = await atDigits([answer]);
		await digits.fill('123456');
		await expect.element(shown.getByText(words)).toBeVisible();
		await expect.element(digits).toHaveValue('123456');
	});

	test('what is no address is said before anything is sent', async () => {
		const { screen, mailed } = open('', []);
		const shown = await screen;
		await shown.getByRole('textbox', { name: /e-mail/ }).fill('ada');
		await shown.getByRole('button', { name: 'Send me a code' }).click();
		await expect.element(shown.getByText(/such as ada@example.org/)).toBeVisible();
		expect(mailed).toEqual([]);
	});
});

test('who is signed in already can go on', async () => {
	keepSession(session());
	const { screen, gone } = open('', []);
	const shown = await screen;
	await shown.getByRole('button', { name: 'Go on as Ada' }).click();
	expect(gone).toEqual([session()]);
});

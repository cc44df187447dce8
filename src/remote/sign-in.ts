import type { PasskeyChallenge } from '#domain/shapes/passkeys.ts';
import type { RequestCodeReply, SignInReply } from '#domain/shapes/people.ts';
import type { Language } from '#domain/shapes/words.ts';
import { ApiError, request } from './api.ts';

// Types alone are taken from the shapes: the page of the way in has to be light. Our own server answers,
// of the same build; the outline tells it from a captive portal's.

/** A one-time code: that of a link, or the digits of a mail with the request that asked for it. */
export type OneTime =
	{ readonly code: string } | { readonly requestId: string; readonly digits: string };

/**
 * Asks for a mail with a code; the answer is the same whether somebody has the address or not. Where
 * the network sends no mail it is `refused` as `no_mail`.
 *
 * @throws {ApiError}
 */
export async function requestCode(email: string, language: Language): Promise<RequestCodeReply> {
	const body = { email, language };
	return outlined<RequestCodeReply>(await post('/api/people/code', body), 'requestId');
}

/**
 * Uses a one-time code up. One that is unknown, used or too old is `refused` as `sign_in_invalid`.
 *
 * @throws {ApiError}
 */
export async function signIn(code: OneTime, deviceName: string): Promise<SignInReply> {
	return outlined<SignInReply>(await post('/api/people/sign-in', { ...code, deviceName }), 'token');
}

/**
 * What a passkey has to sign.
 *
 * @throws {ApiError}
 */
export async function beginPasskey(): Promise<PasskeyChallenge> {
	return outlined<PasskeyChallenge>(
		await post('/api/people/passkeys/sign-in/begin', {}),
		'challenge'
	);
}

/**
 * Signs in with what a passkey signed.
 *
 * @throws {ApiError}
 */
export async function finishPasskey(
	challenge: string,
	credential: unknown,
	deviceName: string
): Promise<SignInReply> {
	const body = { challenge, credential, deviceName };
	return outlined<SignInReply>(await post('/api/people/passkeys/sign-in/finish', body), 'token');
}

const post = async (path: string, body: object): Promise<unknown> =>
	(await request(path, { method: 'POST', body })).body;

function outlined<T>(body: unknown, key: keyof T & string): T {
	if (typeof (body as T | null)?.[key] === 'string') return body as T;
	throw new ApiError('unexpected', 'An answer of another form.');
}

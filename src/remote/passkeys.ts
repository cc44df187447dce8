import { PasskeyChallenge, PasskeyReply, PasskeysReply } from '#domain/shapes/passkeys.ts';
import { request } from './api.ts';
import { expectShape } from './shape.ts';

/** @throws {ApiError} */
export async function fetchPasskeys(token: string): Promise<PasskeysReply> {
	return expectShape(PasskeysReply, (await request('/api/people/passkeys', { token })).body);
}

const post = async (token: string, path: string, body: object): Promise<unknown> =>
	(await request(`/api/people/passkeys/${path}`, { method: 'POST', token, body })).body;

/**
 * What a new passkey has to sign.
 *
 * @throws {ApiError}
 */
export async function beginPasskey(token: string): Promise<PasskeyChallenge> {
	return expectShape(PasskeyChallenge, await post(token, 'begin', {}));
}

/** @throws {ApiError} */
export async function finishPasskey(
	token: string,
	challenge: string,
	credential: unknown,
	name: string
): Promise<PasskeyReply> {
	return expectShape(PasskeyReply, await post(token, 'finish', { challenge, credential, name }));
}

/** @throws {ApiError} */
export async function deletePasskey(token: string, passkeyId: string): Promise<void> {
	await post(token, `${passkeyId}/delete`, {});
}

import { signInReply } from './examples.ts';
import * as example from './passkey-examples.ts';
import type { Route } from './route.ts';

/** The body limits, in bytes: a key of some makers comes with a chain of certificates. */
const SMALL = 16_384;
const LARGE = 65_536;

/** Passkeys: the quick way back in, without a code (WebAuthn, level 3). */
export const PASSKEYS: readonly Route[] = [
	{
		id: 'listPasskeys',
		method: 'GET',
		path: '/api/people/passkeys',
		group: 'people',
		caller: 'person',
		summary: 'Your passkeys',
		says: 'The newest first.',
		rules: [],
		replies: [
			{
				status: 200,
				says: 'Your passkeys.',
				shape: 'PasskeysReply',
				example: example.passkeysReply
			}
		]
	},
	{
		id: 'beginPasskey',
		method: 'POST',
		path: '/api/people/passkeys/begin',
		group: 'people',
		caller: 'person',
		summary: 'Ask for a new passkey',
		says: 'Give `options` to `PublicKeyCredential.parseCreationOptionsFromJSON` and its result to `navigator.credentials.create`, within five minutes.',
		rules: [],
		body: { shape: 'BeginPasskey', limit: SMALL, example: {} },
		replies: [
			{
				status: 200,
				says: 'What to ask the browser for.',
				shape: 'PasskeyChallenge',
				example: example.creationReply
			}
		],
		refuses: { 409: ['no_passkeys', 'too_many_passkeys'] }
	},
	{
		id: 'finishPasskey',
		method: 'POST',
		path: '/api/people/passkeys/finish',
		group: 'people',
		caller: 'person',
		summary: 'Keep the passkey that the browser made',
		says: 'Send the `challenge` as it came, once, and what the browser made by its `toJSON()`.',
		rules: [],
		body: { shape: 'FinishPasskey', limit: LARGE, example: example.finish },
		replies: [{ status: 201, says: 'Kept.', shape: 'PasskeyReply', example: example.passkeyReply }],
		refuses: {
			403: ['challenge_over', 'passkey_invalid'],
			409: ['no_passkeys', 'too_many_passkeys']
		}
	},
	{
		id: 'beginPasskeySignIn',
		method: 'POST',
		path: '/api/people/passkeys/sign-in/begin',
		group: 'people',
		caller: 'anyone',
		summary: 'Ask for any passkey of this site',
		says: 'Nobody is named: the browser shows whichever it has. Give `options` to `PublicKeyCredential.parseRequestOptionsFromJSON` and its result to `navigator.credentials.get`, within five minutes.',
		rules: [],
		body: { shape: 'BeginPasskey', limit: SMALL, example: {} },
		replies: [
			{
				status: 200,
				says: 'What to ask the browser for.',
				shape: 'PasskeyChallenge',
				example: example.requestReply
			}
		],
		refuses: { 409: ['no_passkeys'] }
	},
	{
		id: 'finishPasskeySignIn',
		method: 'POST',
		path: '/api/people/passkeys/sign-in/finish',
		group: 'people',
		caller: 'anyone',
		summary: 'The answer of a passkey in, a token out',
		says: 'Send the `challenge` as it came, once. A passkey whose counter went back may have been copied, and signs nobody in any more.',
		rules: ['M2', 'M22'],
		body: { shape: 'SignInPasskey', limit: LARGE, example: example.signIn },
		replies: [{ status: 200, says: 'Signed in.', shape: 'SignInReply', example: signInReply }],
		refuses: {
			403: ['challenge_over', 'passkey_invalid', 'passkey_unknown', 'passkey_suspect'],
			409: ['no_passkeys'],
			429: ['too_many_failures']
		}
	},
	{
		id: 'renamePasskey',
		method: 'POST',
		path: '/api/people/passkeys/{passkeyId}/rename',
		group: 'people',
		caller: 'person',
		summary: 'Call a passkey of yours something else',
		says: '',
		rules: [],
		body: { shape: 'RenamePasskey', limit: SMALL, example: example.rename },
		replies: [
			{ status: 200, says: 'Renamed.', shape: 'PasskeyReply', example: example.passkeyReply }
		],
		refuses: { 404: ['unknown_passkey'] }
	},
	{
		id: 'deletePasskey',
		method: 'POST',
		path: '/api/people/passkeys/{passkeyId}/delete',
		group: 'people',
		caller: 'person',
		summary: 'Delete a passkey of yours',
		says: 'It signs nobody in from now on. The browser keeps its half until somebody deletes it there.',
		rules: [],
		body: { shape: 'DeletePasskey', limit: SMALL, example: {} },
		replies: [
			{
				status: 200,
				says: 'Deleted: this is what it was.',
				shape: 'PasskeyReply',
				example: example.passkeyReply
			}
		],
		refuses: { 404: ['unknown_passkey'] }
	}
];

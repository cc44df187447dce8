import * as v from 'valibot';
import { Instant, text } from './values.ts';

// The browser's own words: what `navigator.credentials` takes and gives as JSON (WebAuthn level 3,
// `parseCreationOptionsFromJSON` and `toJSON`). The server reads them with a library of their own.

const Options = v.record(v.string(), v.unknown());

/** A key as the browser gives it, for as many bytes as one may have. */
const Credential = v.looseObject({
	id: text(1, 1_400),
	rawId: text(1, 1_400),
	type: v.literal('public-key'),
	response: v.record(v.string(), v.unknown()),
	clientExtensionResults: v.exactOptional(v.record(v.string(), v.unknown())),
	authenticatorAttachment: v.exactOptional(v.nullable(v.string()))
});

/** `POST /api/people/passkeys/begin` and `/api/people/passkeys/sign-in/begin`. */
export const BeginPasskey = v.object({});

export const PasskeyChallenge = v.object({
	/** To be sent back with the credential, once. */
	challenge: v.string(),
	/** `publicKey` of `navigator.credentials.create` or `.get`, as JSON. */
	options: Options,
	expiresAt: Instant,
	serverTime: Instant
});
export type PasskeyChallenge = v.InferOutput<typeof PasskeyChallenge>;

const Challenge = text(1, 4_000);

/** `POST /api/people/passkeys/finish`: the new key. */
export const FinishPasskey = v.object({
	challenge: Challenge,
	credential: Credential,
	name: v.exactOptional(text(0, 80))
});

/** `POST /api/people/passkeys/sign-in/finish`: a key that this server knows. */
export const SignInPasskey = v.object({
	challenge: Challenge,
	credential: Credential,
	deviceName: v.exactOptional(text(0, 80))
});

export const Passkey = v.object({
	passkeyId: v.string(),
	name: v.string(),
	createdAt: Instant,
	lastUsedAt: v.nullable(Instant),
	/** Since when it may be a copy: it signs nobody in any more. */
	suspectSince: v.nullable(Instant)
});
export type Passkey = v.InferOutput<typeof Passkey>;

/** `GET /api/people/passkeys`: those of the person, the newest first. */
export const PasskeysReply = v.object({ passkeys: v.array(Passkey), serverTime: Instant });
export type PasskeysReply = v.InferOutput<typeof PasskeysReply>;

export const RenamePasskey = v.object({ name: text(1, 80) });
export const DeletePasskey = v.object({});
export const PasskeyReply = v.object({ passkey: Passkey, serverTime: Instant });
export type PasskeyReply = v.InferOutput<typeof PasskeyReply>;

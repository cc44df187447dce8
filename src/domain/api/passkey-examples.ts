// What a browser and a server say to each other about a passkey, shortened: real keys are longer.

const expiresAt = '2026-11-23T18:03:13.204Z';
const serverTime = '2026-11-23T17:58:13.204Z';
const challenge = 'eyJhbGciOiJIUzI1NiJ9.eyJwdXJwb3NlIjoiZ2V0In0.c2VhbGVk';
const asked = 'cXVlc3Rpb25xdWVzdGlvbnF1ZXN0aW9ucXVlc3Rpb24';
const id = 'a2V5a2V5a2V5a2V5';

export const creationReply = {
	challenge,
	options: {
		challenge: asked,
		rp: { id: 'food.example', name: 'Exes' },
		user: { id: 'cGVyc29uMDAwMDAwMDAx', name: 'ada@example.org', displayName: 'Ada' },
		pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
		timeout: 300_000,
		excludeCredentials: [],
		authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
		attestation: 'none'
	},
	expiresAt,
	serverTime
};
export const finish = {
	challenge,
	credential: {
		id,
		rawId: id,
		type: 'public-key',
		response: { clientDataJSON: 'e30', attestationObject: 'oA', transports: ['internal'] },
		clientExtensionResults: {}
	},
	name: 'My phone'
};

export const requestReply = {
	challenge,
	options: {
		challenge: asked,
		timeout: 300_000,
		rpId: 'food.example',
		userVerification: 'required'
	},
	expiresAt,
	serverTime
};
export const signIn = {
	challenge,
	credential: {
		id,
		rawId: id,
		type: 'public-key',
		response: {
			clientDataJSON: 'e30',
			authenticatorData: 'AA',
			signature: 'AA',
			userHandle: 'cGVyc29uMDAwMDAwMDAx'
		},
		clientExtensionResults: {}
	},
	deviceName: 'My phone'
};

const passkey = {
	passkeyId: 'passkey00000001',
	name: 'My phone',
	createdAt: serverTime,
	lastUsedAt: null,
	suspectSince: null
};
export const passkeyReply = { passkey, serverTime };
export const passkeysReply = { passkeys: [passkey], serverTime };
export const rename = { name: 'My phone' };

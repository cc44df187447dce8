import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** What a test may do otherwise than a sound authenticator and browser would. */
export type Odd = {
	readonly origin?: string;
	readonly rpId?: string;
	readonly type?: string;
	readonly crossOrigin?: boolean;
	/** Whether its holder has unlocked it. */
	readonly verified?: boolean;
	readonly userHandle?: string;
	/** Signs by another key. */
	readonly forged?: boolean;
	/** The counter that it tells; it goes on from there. */
	readonly counter?: number;
};

type Options = {
	readonly challenge: string;
	readonly rp?: { readonly id: string };
	readonly rpId?: string;
	readonly user?: { readonly id: string };
};

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const base64 = (data: Buffer | string): string => Buffer.from(data).toString('base64url');

/**
 * A passkey of one person in software, with the browser around it: ES256, no attestation, level 3 of
 * WebAuthn as far as one key needs it.
 */
export class Authenticator {
	readonly id = randomBytes(16);
	private readonly origin: string;
	private readonly counts: boolean;
	private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	private counter = 0;
	private userHandle = '';

	/** With a counter, as keys in hardware have one, or without: then it is always 0, as of synced ones. */
	constructor(origin: string, counts = true) {
		this.origin = origin;
		this.counts = counts;
	}

	/** What `navigator.credentials.create(...)` gives, as JSON. */
	create(options: Options, odd: Odd = {}): object {
		this.userHandle = options.user?.id ?? '';
		const length = Buffer.alloc(2);
		length.writeUInt16BE(this.id.length);
		const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.publicKey()]);
		const authData = Buffer.concat([this.authData(options.rp?.id ?? '', 0x40, odd), attested]);
		const attestation = map([
			[text('fmt'), text('none')],
			[text('attStmt'), map([])],
			[text('authData'), bytes(authData)]
		]);
		return this.credential({
			clientDataJSON: this.clientData('webauthn.create', options, odd),
			attestationObject: base64(attestation),
			transports: ['internal']
		});
	}

	/** What `navigator.credentials.get(...)` gives, as JSON. */
	get(options: Options, odd: Odd = {}): object {
		const authData = this.authData(options.rpId ?? '', 0, odd);
		const clientData = this.clientData('webauthn.get', options, odd);
		const signed = Buffer.concat([authData, sha256(Buffer.from(clientData, 'base64url'))]);
		const key: KeyObject =
			odd.forged === true
				? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
				: this.keys.privateKey;
		return this.credential({
			clientDataJSON: clientData,
			authenticatorData: base64(authData),
			signature: base64(sign('sha256', signed, key)),
			userHandle: odd.userHandle === undefined ? this.userHandle : base64(odd.userHandle)
		});
	}

	private credential(response: object): object {
		const id = base64(this.id);
		return {
			...{ id, rawId: id, type: 'public-key', response },
			...{ clientExtensionResults: {}, authenticatorAttachment: 'platform' }
		};
	}

	private clientData(type: string, { challenge }: Options, odd: Odd): string {
		const { origin = this.origin, crossOrigin = false } = odd;
		return base64(JSON.stringify({ type: odd.type ?? type, challenge, origin, crossOrigin }));
	}

	private authData(rpId: string, more: number, odd: Odd): Buffer {
		if (odd.counter !== undefined) this.counter = odd.counter;
		else if (this.counts) this.counter++;
		const present = 0x01;
		const verified = odd.verified === false ? 0 : 0x04;
		const synced = this.counts ? 0 : 0x18; // may be backed up, and is
		const tail = Buffer.alloc(5);
		tail.writeUInt8(present | verified | synced | more);
		tail.writeUInt32BE(this.counter, 1);
		return Buffer.concat([sha256(odd.rpId ?? rpId), tail]);
	}

	/** The public key in COSE. */
	private publicKey(): Buffer {
		const { x = '', y = '' } = this.keys.publicKey.export({ format: 'jwk' });
		return map([
			[integer(1), integer(2)],
			[integer(3), integer(-7)],
			[integer(-1), integer(1)],
			[integer(-2), bytes(Buffer.from(x, 'base64url'))],
			[integer(-3), bytes(Buffer.from(y, 'base64url'))]
		]);
	}
}

// As much of CBOR (RFC 8949) as stands above.

function head(major: number, n: number): Buffer {
	if (n < 24) return Buffer.from([(major << 5) | n]);
	if (n < 256) return Buffer.from([(major << 5) | 24, n]);
	return Buffer.from([(major << 5) | 25, n >> 8, n & 0xff]);
}
const integer = (n: number): Buffer => (n < 0 ? head(1, -1 - n) : head(0, n));
const bytes = (data: Buffer): Buffer => Buffer.concat([head(2, data.length), data]);
const text = (words: string): Buffer => Buffer.concat([head(3, words.length), Buffer.from(words)]);
const map = (entries: readonly [Buffer, Buffer][]): Buffer =>
	Buffer.concat([head(5, entries.length), ...entries.flat()]);

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** An id that a client makes: 15 characters of `[a-z0-9]`, about 77 bits of chance. */
export function newId(): string {
	let id = '';
	while (id.length < 15) {
		for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
			// 252 is the largest multiple of 36 below 256: what lies above would favour some letters.
			if (byte < 252 && id.length < 15) id += LETTERS.charAt(byte % 36);
		}
	}
	return id;
}

/** 32 bytes of chance in base64url: 43 characters. */
export function newSecret(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(32));
	return btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replaceAll('=', '');
}

/**
 * The six digits that a kiosk shows and an operator types to confirm it [M6]. They are of the
 * secret's hash, which both sides know, so that whoever has only a stolen code shows others; they
 * tell 20 of its 256 bits.
 *
 * @param secretHash SHA-256 of the secret, in hexadecimal
 */
export function digitsOf(secretHash: string): string {
	return String(Number.parseInt(secretHash.slice(0, 12), 16) % 1_000_000).padStart(6, '0');
}

/** As they are read aloud, in two groups: `012 345`. */
export function groupsOf(digits: string): readonly [string, string] {
	return [digits.slice(0, 3), digits.slice(3)];
}

/** What was typed, without the spaces and hyphens between groups; null where it is not six digits. */
export function typedDigits(typed: string): string | null {
	const digits = typed.replace(/[\s-]/g, '');
	return /^\d{6}$/.test(digits) ? digits : null;
}

/** After so many wrong tries a machine can no longer be confirmed: a guess is one in 200,000. */
export const CONFIRMATION_TRIES = 5;

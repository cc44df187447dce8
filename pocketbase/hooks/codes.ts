import { hash } from './pocketbase.ts';

/** 32 letters that nobody mixes up when reading aloud: a letter is 5 bits. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A new one-time code of 100 bits; only its hash is ever kept [M5]. */
export const newCode = (): string => $security.randomStringWithAlphabet(20, LETTERS);

/** The hash of a code as people type it: small letters, spaces and hyphens do not matter. */
export const hashOfCode = (typed: string): string =>
	hash(typed.toUpperCase().replace(/[\s-]/g, ''));

/** Where people reach this installation, without a slash at the end. */
export function publicUrl(): string {
	const address = $os.getenv('EXES_ADDR') || '127.0.0.1:8090';
	return ($os.getenv('EXES_PUBLIC_URL') || `http://${address}`).replace(/\/+$/, '');
}

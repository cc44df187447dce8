import { isWay, type Way } from '#acts/hardware.ts';

/** What a scanned text is to a screen that waits for its set-up code. */
export type SetUpCode =
	| { readonly kind: 'code'; readonly code: string; readonly way: Way | null }
	/** A link for another address: this page could not use it. */
	| { readonly kind: 'elsewhere'; readonly origin: string }
	| { readonly kind: 'none' };

/** A code as servers give them, with letters: what has only digits is a product's. */
const CODE = /^(?=.*[a-z])[a-z0-9-]{8,80}$/i;

/** The code in a text: the code itself, or the link that carries it. */
export function setUpCodeIn(text: string, here: string): SetUpCode {
	if (CODE.test(text)) return { kind: 'code', code: text, way: null };
	const link = URL.parse(text);
	if (!link || link.hash.length < 2 || !link.pathname.startsWith('/kiosk')) return { kind: 'none' };
	if (link.origin !== here) return { kind: 'elsewhere', origin: link.origin };
	return { kind: 'code', ...codeOf(link) };
}

/** The code that a link to this page carries, and what it says that opens the doors; '' where none. */
export function codeOf({ hash, searchParams }: URL): { code: string; way: Way | null } {
	const doors = searchParams.get('doors');
	return { code: decoded(hash.slice(1)), way: isWay(doors) ? doors : null };
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text; // A percent sign of its own: it is no code of ours, and the server will say so.
	}
}

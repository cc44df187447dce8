import type { Millis } from './calendar.ts';

// Apart from the rules that make a window: the page's first view asks nothing more of them.

/** When a lot may be offered: from `from` on, before `until`. */
export type OfferWindow = { readonly from: Millis; readonly until: Millis };

export function isOffered(window: OfferWindow, at: Millis): boolean {
	return at >= window.from && at < window.until;
}

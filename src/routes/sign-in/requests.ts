/** Mails that were asked for and may still be read; the newest first. */
export type Asked = {
	readonly email: string;
	readonly requests: readonly { readonly requestId: string; readonly expiresAt: string }[];
};

const KEPT = 'exes:sign-in-request';
/** Digits are good with the request of their own mail: of so many the app tries them. */
const MOST = 3;

/**
 * What was asked for a moment ago, on this device: who goes to read the mail may find the page loaded
 * anew. Null where nothing can be typed any more.
 */
export function askedBefore(now: number): Asked | null {
	try {
		const { email, requests } = JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Asked>;
		const good = requests?.filter(({ expiresAt }) => Date.parse(expiresAt) > now) ?? [];
		return email !== undefined && good.length > 0 ? { email, requests: good } : null;
	} catch {
		return null;
	}
}

/** Remembers one more, and gives all that are good for this address. */
export function remember(
	asked: Asked | null,
	email: string,
	request: Asked['requests'][number]
): Asked {
	const before = asked?.email === email ? asked.requests : [];
	const now = { email, requests: [request, ...before].slice(0, MOST) };
	try {
		localStorage.setItem(KEPT, JSON.stringify(now));
	} catch {
		// Storage is refused: it lasts as long as the page.
	}
	return now;
}

export function forgetAsked(): void {
	try {
		localStorage.removeItem(KEPT);
	} catch {
		// Where storage is refused there is nothing to forget.
	}
}

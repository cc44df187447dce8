/** A server that does something else than the contract says. */
export class Mismatch extends Error {
	override readonly name = 'Mismatch';
	readonly expected: string;
	readonly got: string;

	constructor(expected: string, got: string) {
		super(`expected ${expected}, got ${got}`);
		this.expected = expected;
		this.got = got;
	}
}

/** What cannot be seen from here, and why. */
export class NotTried extends Error {
	override readonly name = 'NotTried';
}

/** Fails unless it is so. */
export function check(isSo: boolean, expected: string, got: unknown): asserts isSo {
	if (!isSo) throw new Mismatch(expected, shown(got));
}

/** Fails unless both are the same as JSON; `of` says what it is that is compared. */
export function same(got: unknown, expected: unknown, of: string): void {
	check(shown(got) === shown(expected), `${of} to be ${shown(expected)}`, got);
}

export function isOneOf(got: unknown, expected: readonly unknown[], of: string): void {
	check(expected.includes(got), `${of} to be one of ${expected.map(shown).join(', ')}`, got);
}

/** `2026-11-23T18:00:00Z`, with or without a fraction [M4]. */
export function isInstant(got: unknown, of: string): void {
	const isSo =
		typeof got === 'string' &&
		/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(got) &&
		!Number.isNaN(Date.parse(got));
	check(isSo, `${of} to be an instant in UTC such as 2026-11-23T18:00:00Z`, got);
}

export function isInteger(got: unknown, atLeast: number, of: string): void {
	const isSo = typeof got === 'number' && Number.isSafeInteger(got) && got >= atLeast;
	check(isSo, `${of} to be a whole number from ${atLeast}`, got);
}

function shown(value: unknown): string {
	const text = value === undefined ? 'nothing' : JSON.stringify(value);
	return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

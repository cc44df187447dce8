import type { HeldFact } from '#domain/shapes/access.ts';
import type { FactType } from '#domain/shapes/words.ts';
import { FACT_TYPES } from '#domain/shapes/words.ts';
import type { QuarantineCode } from '#domain/shapes/fact-codes.ts';
import { QUARANTINE_CODES } from '#domain/shapes/fact-codes.ts';
import { say } from './messages/say.ts';

const isType = (type: unknown): type is FactType =>
	(FACT_TYPES as readonly unknown[]).includes(type);
const isCode = (code: string): code is QuarantineCode =>
	(QUARANTINE_CODES as readonly string[]).includes(code);

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/**
 * What somebody tried to tell, as far as it can be read: what was sent is kept as it came, and may be
 * of any form.
 */
export function toldBy({ fact }: Pick<HeldFact, 'fact'>): {
	readonly what: string;
	/** What of, and how many of it; null where it does not say. */
	readonly food: string | null;
	readonly portions: number | null;
	readonly slot: number | null;
	readonly note: string | null;
} {
	const told = fieldsOf(fact);
	const lot = fieldsOf(told['lot']);
	const number = (value: unknown) => (Number.isSafeInteger(value) ? (value as number) : null);
	const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
	return {
		what: isType(told['type']) ? say(`fact:${told['type']}`) : say('unreadable'),
		food: text(lot['name']),
		portions: number(lot['portions']) ?? number(told['portions']),
		slot: number(lot['slot']) ?? number(told['slot']),
		note: text(told['note']) ?? text(told['message'])
	};
}

/** Why it was held; of a reason that came with a later server, in that server's words. */
export const whyHeld = ({ code, reason }: Pick<HeldFact, 'code' | 'reason'>): string =>
	isCode(code) ? say(`held:${code}`) : reason;

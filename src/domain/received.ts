import * as v from 'valibot';
import { canonicalJson } from './canonical.ts';
import type { Identity } from './judged.ts';
import { isClientId, isFrequent, isSeq, quickContent, quickFact } from './quick-fact.ts';
import { fieldErrors, type FieldErrors } from './shapes/error.ts';
import { FACTS, SIDE_FIELDS, type Fact } from './shapes/fact.ts';
import { ClientId, MachineId, Seq } from './shapes/values.ts';
import type { FactType } from './shapes/words.ts';

// What is made of an element as it was received: who it says it is, its content, its fact.

const IdentityShape = v.object({ eventId: ClientId, epoch: ClientId, seq: Seq });

/** An element's own account of who it is; null where that is not valid [M12]. */
export function identityOf(element: unknown): Identity | null {
	if (typeof element !== 'object' || element === null) return null;
	const { eventId, epoch, seq } = element as Record<string, unknown>;
	return isClientId(eventId) && isClientId(epoch) && isSeq(seq) ? { eventId, epoch, seq } : null;
}

export type Parsed =
	| { readonly success: true; readonly fact: Fact }
	| { readonly success: false; readonly errors: FieldErrors };

export const NOT_AN_OBJECT: Parsed = {
	success: false,
	errors: { event: { code: 'invalid_event', message: 'A fact is an object.' } }
};

/** A fact from what travelled, or every field that is wrong. */
export function parseFact(received: Record<string, unknown>): Parsed {
	const type = received['type'];
	if (typeof type !== 'string' || !Object.hasOwn(FACTS, type)) {
		return {
			success: false,
			errors: {
				type: { code: 'invalid_type', message: `One of ${Object.keys(FACTS).join(', ')}.` },
				...identityErrors(received)
			}
		};
	}
	const parsed = v.safeParse(FACTS[type as FactType], received);
	if (!parsed.success) return { success: false, errors: fieldErrors(parsed.issues) };
	return { success: true, fact: { ...parsed.output, type } as Fact };
}

function identityErrors(received: unknown): FieldErrors {
	const parsed = v.safeParse(IdentityShape, received);
	return parsed.success ? {} : fieldErrors(parsed.issues);
}

/** A fact that went past its schema. */
export type Quick = {
	readonly success: true;
	readonly fact: Fact;
	readonly content: string;
	/** Whether nothing was sent that its shape does not know. */
	readonly isWhole: boolean;
};

/** A fact that is plainly right, and its content; null for every other, which goes the long way. */
export function quickly(received: Record<string, unknown>, own: number): Quick | null {
	const type = received['type'];
	if (!isFrequent(type)) return null;
	const quick = quickFact(type, received);
	if (!quick) return null;
	const { fact, hasMore } = quick;
	fact['type'] = type;
	fact['machineId'] ??= own;
	const known = quickContent(type, fact);
	const content = hasMore ? contentOf(received, own) : known;
	return { success: true, fact: fact as unknown as Fact, content, isWhole: content === known };
}

/**
 * What makes two deliveries the same fact, as canonical JSON: all fields as sent but its place in the
 * outbox, with its type and the number of its machine [M9].
 */
export function contentOf(received: Record<string, unknown>, own: number): string {
	const content: Record<string, unknown> = { ...received, machineId: received['machineId'] ?? own };
	Reflect.deleteProperty(content, 'epoch');
	Reflect.deleteProperty(content, 'seq');
	if (typeof content['machineId'] === 'string') {
		const machineId = v.safeParse(MachineId, content['machineId']);
		if (machineId.success) content['machineId'] = machineId.output;
	}
	return canonicalJson(content);
}

/** What the ledger holds of a fact, and what stands aside for as long as it may be kept [M23]. */
export type Split = {
	readonly body: string;
	readonly sideTexts: readonly { readonly field: string; readonly value: string }[];
};

/** The side text that holds a fact which was sent with more, or other, than its shape has. */
export const AS_SENT = 'asSent';

/**
 * Splits a fact: the ledger gets the fields that its shape knows, less free texts and people. Fields
 * that nobody knows are content [M9], but nobody can tell whether they name a person: they stand
 * aside too, within the fact as it was sent.
 *
 * @param isWhole whether the shape has every field that was sent; null where that is not known yet
 */
export function split(fact: Fact, content: string, own: number, isWhole: boolean | null): Split {
	const known = fact as unknown as Record<string, unknown>;
	const aside = SIDE_FIELDS[fact.type];
	const sideTexts: { field: string; value: string }[] = [];
	aside?.forEach((field) => {
		const value = known[field];
		if (typeof value === 'string') sideTexts.push({ field, value });
	});
	if (!(isWhole ?? contentOf(known, own) === trimmed(content))) {
		sideTexts.push({ field: AS_SENT, value: content });
	}
	if (sideTexts.length === 0) return { body: content, sideTexts };
	const kept = { ...known };
	aside?.forEach((field) => Reflect.deleteProperty(kept, field));
	const { type } = fact;
	// The names of what went past its schema are known.
	const body =
		isWhole !== null && isFrequent(type) ? quickContent(type, kept) : contentOf(kept, own);
	return { body, sideTexts };
}

/** The content as a shape would take it, whose texts are trimmed. */
function trimmed(content: string): string {
	return canonicalJson(
		JSON.parse(content, (_, value: unknown) => (typeof value === 'string' ? value.trim() : value))
	);
}

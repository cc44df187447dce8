import type { FactBody } from '#domain/shapes/fact.ts';
import type { Draft } from '#outbox/row.ts';
import { alertKey } from './board.ts';

type Alert = FactBody<'alert'>;

/** They tell of a moment, and only a person ends them. */
const MOMENTARY: readonly Alert['kind'][] = ['tamper', 'other', 'journal_overflow'];

/**
 * What is still so of a past that this store did not see: alerts that were raised, and not cleared, and
 * the end of those that this store had told before. Doors that were opened then, and what was measured,
 * another store has told.
 *
 * @param told the facts that one more event of that past makes
 */
export function stillSo(before: readonly Alert[], told: readonly Draft[]): readonly Alert[] {
	return told.filter(lasts).reduce((standing, alert) => {
		const others = standing.filter((one) => alertKey(one) !== alertKey(alert));
		const isOfThatPast = others.length < standing.length;
		return alert.cleared && isOfThatPast ? others : [...others, alert];
	}, before);
}

const lasts = (fact: Draft): fact is Alert =>
	fact.type === 'alert' && !MOMENTARY.includes((fact as Alert).kind);

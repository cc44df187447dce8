import { judge } from '#domain/judge.ts';
import type { Verdict } from '#domain/judged.ts';
import type { FactType } from '#domain/shapes/words.ts';
import { currentApp, inLongTransaction } from '../pocketbase.ts';
import { epochOf, missingSeqs } from '../seqs.ts';
import { append } from './record.ts';
import { revisionOf } from './revisions.ts';
import {
	conclude,
	judged,
	store,
	viewOf,
	type Delivered,
	type Delivery,
	type Sender,
	type View
} from './store.ts';

/** So many facts of a batch make one step. */
export const STEP = 10;

/** What facts are judged by, and the revision of their machine at which it was so. */
type Look = { readonly view: View; readonly revision: number };

/**
 * Stores a batch in small steps, each judged before the database is locked for writing, so that others
 * who write meanwhile wait for a few milliseconds. The judge is a function of what is known: where that
 * has changed by the time the lock is taken, which the revision of the machine tells, it judges again.
 *
 * @returns stores a step from the given fact on, and throws what the database says
 */
export function stepper(
	sender: Sender,
	delivery: Delivery,
	recordedAt: number
): (from: number) => Delivered {
	let look: Look | null = null;
	return (from) => {
		const elements = delivery.elements.slice(from, from + STEP);
		const isLast = from + STEP >= delivery.elements.length;
		const before = look ?? lookFrom(from, sender, delivery, recordedAt);
		look = null; // a step that fails leaves nothing known
		const verdicts = before && judged(before.view, elements, judge);
		const step = inLongTransaction((tx) => {
			if (!before || !verdicts || revisionOf(tx, sender.machineId) !== before.revision) {
				return { ...store(tx, sender, { ...delivery, elements }, recordedAt, judge), look: null };
			}
			const { view } = before;
			append(tx, verdicts, view.context);
			const { epoch, revision } = conclude(tx, view, verdicts);
			const missing = isLast ? missingSeqs(tx, sender.origin, epoch) : [];
			const isKnown = verdicts.every(leavesKnown);
			return {
				verdicts,
				epoch,
				missing,
				look: isKnown ? { view: { ...view, epoch }, revision } : null
			};
		});
		look = step.look;
		look?.view.known.described.clear(); // they are written
		return step;
	};
}

/** Null where nothing can be judged before the lock: the epoch is yet to be made, or has ended. */
function lookFrom(
	from: number,
	sender: Sender,
	delivery: Delivery,
	recordedAt: number
): Look | null {
	if (sender.tells.kind !== 'machine' || delivery.epoch === null) return null;
	const app = currentApp();
	// First: what changes while the rest is read is seen by it.
	const revision = revisionOf(app, sender.machineId);
	const epoch = epochOf(app, sender.origin, delivery.epoch);
	if (!epoch || epoch.closedAt > 0) return null;
	const rest = { ...delivery, elements: delivery.elements.slice(from) };
	return { view: viewOf(app, sender, rest, recordedAt, epoch), revision };
}

/** Of these the judge itself has noted all that follows. */
const NOTED: ReadonlySet<FactType> = new Set(['donate', 'collect', 'expired', 'reading']);

const leavesKnown = (verdict: Verdict): boolean =>
	verdict.kind !== 'applied' || NOTED.has(verdict.applied.fact.type);

import { alertNext, reopens, type Alert, type Raise } from './alert.ts';
import type { Millis } from './calendar.ts';
import { byPlace, type Mark } from './place.ts';

/** What one fact said of an alert, and where it stands. */
export type Told = Raise & { readonly at: Mark };

/**
 * The alert as all that was told of it makes it, in whatever order it came [M11]: since when it is
 * open and when it ended are those of its history in order. Who cares for it is no machine's to
 * tell: as long as the newest word is the same, so is its state [M17].
 *
 * @param told of one kind and place, in any order: the newest, or all where `isAll`
 * @param before as the facts made it in the order in which they came
 * @param doneAt when a person was done with an alert, by its id
 * @returns null where what is older than `told` matters too
 */
export function alertFrom(
	told: readonly Told[],
	isAll: boolean,
	before: Alert,
	doneAt: ReadonlyMap<string, Millis> = new Map()
): Alert | null {
	const history = inOrder(told);
	const from = beginning(history, isAll);
	if (from === null) return null;
	const alert = history.slice(from).reduce<Alert | null>((so, { at, ...raise }) => {
		return alertNext(so && ended(so, doneAt.get(so.alertId), at.at), raise, at, at.at);
	}, null);
	if (!alert) return before;
	const isSameWord = byPlace(alert.at, before.at) === 0;
	if (!isSameWord) {
		const goesOn = alert.state !== 'resolved' && before.state !== 'resolved';
		return goesOn ? { ...alert, state: before.state } : alert;
	}
	// A person may have ended what the machine has not cleared.
	const clearedAt = before.state === 'resolved' ? alert.clearedAt || before.clearedAt : 0;
	return { ...alert, state: before.state, clearedAt };
}

/** The alert as a person left it who was done with it before something more was told of it [M17]. */
function ended(alert: Alert, doneAt: Millis | undefined, next: Millis): Alert {
	const isDone = doneAt !== undefined && alert.updatedAt <= doneAt && doneAt < next;
	return isDone && alert.state !== 'resolved'
		? { ...alert, state: 'resolved', clearedAt: doneAt }
		: alert;
}

/**
 * Each origin's words in the order of their places, the words of several by their time: none comes
 * before an older one of its own origin.
 */
function inOrder(told: readonly Told[]): Told[] {
	const latest = new Map<string, Millis>();
	return Array.from(told)
		.sort((a, b) => byPlace(a.at, b.at))
		.map((one) => {
			const { origin, at } = one.at;
			const time = Math.max(at, latest.get(origin) ?? at);
			latest.set(origin, time);
			return { one, time };
		})
		.sort((a, b) => a.time - b.time || byOrigin(a.one.at, b.one.at))
		.map(({ one }) => one);
}

function byOrigin(a: Mark, b: Mark): number {
	if (a.origin === b.origin) return byPlace(a, b);
	return a.origin < b.origin ? -1 : 1;
}

/**
 * Where the newest alert begins that has nothing to do with what was before it: at a raise that comes
 * too long after a clear to reopen what that ended. Null where it may have begun before all of this.
 */
function beginning(history: readonly Told[], isAll: boolean): number | null {
	for (let i = history.length - 1; i > 0; i--) {
		if (history[i]?.cleared || !history[i - 1]?.cleared) continue;
		let ended = i - 1;
		while (ended > 0 && history[ended - 1]?.cleared) ended--;
		if (ended === 0) break; // what they ended, if anything, is not in sight
		if (!reopens(history[ended]?.at.at ?? 0, history[i]?.at.at ?? 0)) return i;
		i = ended;
	}
	return isAll ? 0 : null;
}

import type { Millis } from '#domain/calendar.ts';
import type { WireFact } from '#outbox/row.ts';
import type { OutboxStore } from '#outbox/store.ts';

/**
 * Why a fact does not count. `fails`: the server does not answer to it alone, and it is tried again.
 * The others were answered and wait for an operator: nothing has to be done here.
 */
export type HeldWhy =
	'fails' | 'role' | 'device' | 'version' | 'conflict' | 'server' | 'unreadable';

/** A fact that was saved here and does not count at the server. */
export type HeldHere = {
	readonly fact: WireFact;
	/** When it was saved, by the device's clock. */
	readonly storedAt: Millis;
	readonly why: HeldWhy;
	/** When it is sent again, by the device's clock; null where it is not. */
	readonly nextAt: Millis | null;
};

/** What the server holds back, and what fails alone [S3]; the newest first. */
export async function heldFacts(outbox: OutboxStore): Promise<HeldHere[]> {
	const rows = [
		...(await outbox.inState('setAside').toArray()),
		...(await outbox.inState('deadLetter').toArray())
	];
	const held = rows.flatMap(({ fact, state, storedAt, answer, retry }): HeldHere[] => {
		if (fact === null) return [];
		if (state === 'setAside')
			return [{ fact, storedAt, why: 'fails', nextAt: retry?.until ?? null }];
		return [{ fact, storedAt, why: whyOf(answer?.code), nextAt: null }];
	});
	return held.sort((a, b) => b.storedAt - a.storedAt);
}

function whyOf(code: string | undefined): HeldWhy {
	switch (code) {
		case 'role_may_not':
			return 'role';
		case 'device_revoked':
			return 'device';
		case 'version_unknown':
			return 'version';
		case 'other_machine':
		case 'event_conflict':
		case 'seq_conflict':
		case 'seq_out_of_range':
			return 'conflict';
		case 'internal':
			return 'server';
		default:
			return 'unreadable';
	}
}

import type { FactResult } from '#domain/shapes/batch.ts';

export type Summary = Omit<Tally, 'count' | 'summary'> & {
	/** Facts without an answer. */
	readonly unsent: number;
};

/** What a fleet has done since it started; printed at the end. */
export class Tally {
	made = 0;
	/** Deliveries: a fact that is sent twice counts twice. */
	sent = 0;
	accepted = 0;
	acceptedWithWarning = 0;
	duplicates = 0;
	quarantined = 0;
	statuses = 0;
	/** Replies that were thrown away, as a bad line would. */
	lostReplies = 0;
	/** Requests that brought nothing. */
	failures = 0;
	/** How often each code was answered. */
	readonly codes: Record<string, number> = {};

	count(results: readonly FactResult[]): void {
		for (const { result, code } of results) {
			if (code !== undefined) this.codes[code] = (this.codes[code] ?? 0) + 1;
			switch (result) {
				case 'accepted':
					this.accepted++;
					break;
				case 'acceptedWithWarning':
					this.acceptedWithWarning++;
					break;
				case 'duplicate':
					this.duplicates++;
					break;
				case 'quarantined':
					this.quarantined++;
					break;
			}
		}
	}

	summary(unsent: number): Summary {
		const { made, sent, accepted, acceptedWithWarning, duplicates, quarantined } = this;
		const { statuses, lostReplies, failures, codes } = this;
		const facts = { made, sent, accepted, acceptedWithWarning, duplicates, quarantined, unsent };
		return { ...facts, statuses, lostReplies, failures, codes };
	}
}

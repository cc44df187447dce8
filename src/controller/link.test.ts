import { describe, expect, test } from 'vitest';
import type { JournalKeeper, JournalPosition } from './journal.ts';
import { linkBench, type LinkMutant } from '../../tests/support/link-bench.ts';
import { LINK_RULES } from './link-contract.ts';

describe('the link keeps, with a simulated board behind it,', () => {
	test.each(Object.entries(LINK_RULES))('%s', async (_name, live) => {
		await live(await linkBench());
	});
});

/** Says at once that it is stored, and stores it then. */
function hasty(keeper: JournalKeeper): JournalKeeper {
	return {
		position: (id) => keeper.position(id),
		keep: (entry) => {
			void keeper.keep(entry).catch(() => undefined);
			return Promise.resolve();
		}
	};
}

/** Believes what it has received to be stored. */
function remembering(keeper: JournalKeeper): JournalKeeper {
	let last: JournalPosition | null = null;
	return {
		position: async (id) => last ?? (await keeper.position(id)),
		keep: (entry) => {
			last = entry.position;
			return keeper.keep(entry);
		}
	};
}

const FAR = 2 ** 40;

/** Ways in which somebody might break the link; each has to be found by a rule. */
const MUTANTS: Readonly<Record<string, LinkMutant>> = {
	'acknowledges before it is stored': { keeper: hasty },
	'goes on from its own counter instead of the store': { keeper: remembering },
	'never starts anew where the journal is another one': {
		keeper: (keeper) => ({
			position: () => Promise.resolve(null),
			keep: (entry) => keeper.keep(entry)
		})
	},
	'sends a request again with another number': {
		sends: () => {
			let requests = 0;
			return (frame) => (frame.type === 'q' ? { ...frame, id: (requests += 1) } : frame);
		}
	},
	'unlocks without a deadline': {
		sends: () => (frame) =>
			frame.type === 'q' && 'by' in frame.body
				? { ...frame, body: { ...frame.body, by: FAR } }
				: frame
	},
	'gives each try of an unlock another key': {
		sends: () => {
			let keys = 0;
			return (frame) =>
				frame.type === 'q' && 'key' in frame.body
					? { ...frame, body: { ...frame.body, key: `key${(keys += 1)}` } }
					: frame;
		}
	},
	'takes whatever event comes for the next one': {
		receives: () => {
			let last = 0;
			return (frame) => {
				if (frame.type !== 'e') return frame;
				const id = last === 0 ? frame.id : Math.min(frame.id, last + 1);
				last = Math.max(last, id);
				return { ...frame, id };
			};
		}
	},
	'acknowledges what it has not received': {
		sends: () => (frame) => (frame.type === 'a' ? { ...frame, id: frame.id + 1 } : frame)
	}
};

test.each(Object.entries(MUTANTS))('it is found when the link %s', async (_name, mutant) => {
	const broken: string[] = [];
	for (const [rule, live] of Object.entries(LINK_RULES)) {
		try {
			await live(await linkBench(mutant));
		} catch {
			broken.push(rule);
		}
	}
	expect(broken).not.toEqual([]);
});

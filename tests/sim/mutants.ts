import type { OutboxStore } from '#outbox/store.ts';
import type { Mutant } from './life.ts';

const DAYS_35 = 35 * 24 * 3_600_000;

/** Ways in which somebody might break the outbox, the feed or the server; each has to be found. */
export const MUTANTS: Readonly<Record<string, Mutant>> = {
	'marks facts as done before the server has them': {
		withoutMending: true,
		device: {
			beforeSend: async (store, { events }) => {
				const ids = events.map((fact) => fact.eventId);
				await store.rows.where('eventId').anyOf(ids).modify({ state: 'done' });
			}
		}
	},
	'remembers a checkpoint instead of asking what is pending': {
		withoutMending: true,
		device: {
			store: (store) => {
				const asked = store.inState.bind(store);
				let seen = 0;
				store.inState = (state) =>
					asked(state).filter((row) => {
						if (state !== 'pending') return true;
						if (row.seq <= seen) return false;
						seen = row.seq;
						return true;
					});
			}
		}
	},
	'applies again what it has applied': { server: { forgets: true } },
	'reads the feed by a time instead of a sequence': { server: { timestamps: true } },
	'goes on past a page that was not stored': { device: { blindFeed: true } },
	'drops its queue at a 401': {
		withoutMending: true,
		device: {
			onUnauthorized: async (store: OutboxStore) => {
				await store.inState('pending').modify({ state: 'done' });
			}
		}
	},
	'ages what is unsent by the clock of the device': {
		device: {
			beforeDrain: (store, deviceNow) =>
				store
					.inState('pending')
					.filter((row) => deviceNow - row.storedAt > DAYS_35)
					.delete()
		}
	}
};

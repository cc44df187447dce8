import { Drainer } from '#outbox/drainer.ts';
import type { OutgoingBatch, Sent } from '#outbox/drain.ts';
import { OutboxStore } from '#outbox/store.ts';
import { newId } from '#platform/ids.ts';
import { sleep } from '#platform/clock.ts';
import type { BatchReply } from '#domain/shapes/batch.ts';
import { donation, PACE, type Told, type Way } from './way.ts';

/** Ours, as a kiosk has it. */
export function outbox({ token }: Told): Way {
	const around = {
		now: () => Date.now(),
		uptime: () => performance.now(),
		bootId: newId(),
		newId
	};
	const store = new OutboxStore({ name: 'outbox', surroundings: around });
	new Drainer({
		...around,
		store,
		send: (batch) => send(token, batch),
		random: () => Math.random(),
		exclusive: (task) => navigator.locks.request('outbox', task),
		sleep: (ms, signal) => sleep(ms * PACE, signal),
		onFault: (fault) => {
			throw fault as Error;
		}
	}).start();
	return {
		keep: async () => {
			const [fact] = await store.append([donation(newId())]);
			if (!fact) throw new Error('A fact was stored.');
			return fact.eventId;
		}
	};
}

async function send(token: string, batch: OutgoingBatch): Promise<Sent> {
	try {
		const answer = await fetch('/api/machine/events', {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: token },
			body: JSON.stringify(batch)
		});
		if (answer.status === 503) return { kind: 'busy', retryAfterMs: null };
		if (!answer.ok) return { kind: 'refused', status: answer.status };
		return { kind: 'answered', reply: (await answer.json()) as BatchReply };
	} catch {
		return { kind: 'noAnswer' };
	}
}

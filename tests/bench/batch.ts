// npx node tests/bench/batch.ts: a batch of 100 facts [M12] against 100 creates by PocketBase's record API.
import { call, donation, machine, newId, type Machine } from '../support/api.ts';
import { startServer } from '../support/server.ts';
import { collection, superuser } from './country.ts';
import { short, tell, type Figure } from './figure.ts';
import { contest, cpu, median, ratio, type Call } from './load.ts';

const SIZE = 100;
/** Machines that send, each from one client at a time. */
const MACHINES = 4;

/** Batches of a machine as a busy day makes them: 30 donations, 65 pickups, 5 discards. */
function batches({ token }: Machine): () => Call {
	const epoch = newId();
	let seq = 0;
	return () => {
		const lots: string[] = [];
		const events = Array.from({ length: SIZE }, (_, i) => {
			const { lot, evidence, ...envelope } = donation(
				{ portions: 8, allergens: { contains: ['gluten'], mayContain: [], freeOf: ['milk'] } },
				{ epoch, seq: ++seq }
			);
			if (i < 30) {
				lots.push((lot as { lotId: string }).lotId);
				return { ...envelope, type: 'donate', evidence, lot };
			}
			const lotId = lots[i % 30];
			if (i < 95) return { ...envelope, type: 'collect', lotId, portions: 1, evidence: 'door' };
			return { ...envelope, type: 'expired', lotId, portions: 1, reason: 'expired' };
		});
		const body = JSON.stringify({ events });
		return { method: 'POST', path: '/api/machine/events', token, body };
	};
}

/** One row with what a fact's row holds. */
function creates({ token, machineId }: Machine): () => Call {
	let seq = 0;
	return () => {
		const { lot, ...envelope } = donation({}, { seq: ++seq });
		const { eventId, epoch, occurredAt } = envelope as {
			eventId: string;
			epoch: string;
			occurredAt: string;
		};
		const record = { eventId, epoch, seq, occurredAt, type: 'donate', machineId };
		const body = JSON.stringify({
			...{ ...record, origin: 'm1', epochNo: 1, recordedAt: Date.now() },
			...{ lotId: (lot as { lotId: string }).lotId, portions: 4, body: { ...envelope, lot } }
		});
		return { method: 'POST', path: '/api/collections/benchFacts/records', token, body };
	};
}

export async function measure(): Promise<Figure[]> {
	await using server = await startServer();
	const texts = ['eventId', 'origin', 'epoch', 'occurredAt', 'type', 'lotId'];
	const numbers = ['epochNo', 'seq', 'machineId', 'recordedAt', 'portions'];
	await collection(server, await superuser(server), {
		name: 'benchFacts',
		type: 'base',
		// As ours: nobody but the machine itself.
		createRule: '@request.auth.machineId = machineId',
		fields: [
			...texts.map((name) => ({ name, type: 'text' })),
			...numbers.map((name) => ({ name, type: 'number' })),
			{ name: 'body', type: 'json' }
		],
		indexes: [
			'CREATE UNIQUE INDEX benchFactsByEvent ON benchFacts (eventId)',
			'CREATE INDEX benchFactsByMachine ON benchFacts (machineId, recordedAt)'
		]
	});
	const machines: Machine[] = [];
	for (let i = 0; i < MACHINES; i++) machines.push(await machine(server));
	const senders = machines.map(batches);
	const creators = machines.map(creates);
	const { url, pid } = server;
	const accepted = await call(server, 'POST', '/api/machine/events', sample(senders[0]));
	if (!accepted.text.includes('"accepted"')) throw new Error(accepted.text);
	const { ours, theirs } = await contest({
		ours: {
			...{ url, pid, calls: 80, clients: MACHINES },
			next: inTurn(senders)
		},
		theirs: { url, pid, calls: 20 * SIZE, clients: MACHINES, next: inTurn(creators) }
	});
	const share = ratio(ours, theirs, cpu) / SIZE;
	return [
		{
			figure: `a batch of 100 facts, each judged by itself, against 100 creates by PocketBase's record API: server CPU`,
			limit: 'at most 1/3',
			measured: `1/${short(1 / share)} (${short(median(ours.map(cpu)))} against ${short(SIZE * median(theirs.map(cpu)))} ms)`,
			isMet: share <= 1 / 3,
			command: 'npx node tests/bench/batch.ts'
		}
	];
}

function inTurn(all: readonly (() => Call)[]): () => Call {
	let turn = 0;
	return () => {
		const next = all[turn++ % all.length];
		if (!next) throw new RangeError('Nobody sends.');
		return next();
	};
}

function sample(next: (() => Call) | undefined): { token?: string | undefined; raw: string } {
	const first = next?.();
	return { token: first?.token, raw: first?.body ?? '' };
}

if (import.meta.main) tell(await measure());

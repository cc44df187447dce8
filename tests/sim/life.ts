import { createHash } from 'node:crypto';
import { Chance } from '../fuzz/chance.ts';
import { FAULTS, SimDevice, type DeviceMutant } from './device.ts';
import { SimServer, type ServerMutant } from './server.ts';

export type Mutant = {
	readonly server?: ServerMutant;
	readonly device?: DeviceMutant;
	/** Without a last status and a last restore, which mend much of what else is wrong. */
	readonly withoutMending?: boolean;
};

/** How a life went. */
export type Life = {
	readonly seed: number;
	readonly facts: number;
	/** Saved, and not on the server at the end. */
	readonly lost: number;
	/** Applied more than once. */
	readonly doubled: number;
	/** What a screen showed that was not so, in words. */
	readonly wrong: readonly string[];
	/** Of all that happened: the same seed gives the same. */
	readonly trace: string;
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STEPS = 40;
/** Longer than any pause of the outbox. */
const HEALS = 400;

type Op =
	| 'give'
	| 'take'
	| 'drain'
	| 'again'
	| 'status'
	| 'reload'
	| 'pull'
	| 'crashFeed'
	| 'freeze'
	| 'clock'
	| 'epoch'
	| 'evict'
	| 'backup'
	| 'restore';

const OPS: readonly Op[] = [
	...Array.from({ length: 6 }, () => 'give' as const),
	...Array.from({ length: 5 }, () => 'take' as const),
	...Array.from({ length: 12 }, () => 'drain' as const),
	...Array.from({ length: 6 }, () => 'pull' as const),
	...(['again', 'status', 'status', 'reload', 'crashFeed', 'freeze', 'clock', 'epoch'] as const),
	...(['evict', 'backup', 'restore'] as const)
];

const told = (stock: ReadonlyMap<string, number>): string =>
	JSON.stringify([...stock].sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * One life of two kiosks and their server, from a seed: people give and take, and everything between
 * the disk of one and that of the other fails in its turn. Then all of it heals, and what was saved has
 * to be there, once, and on the screens what is there.
 */
export async function live(seed: number, mutant: Mutant = {}): Promise<Life> {
	const chance = new Chance(`life ${seed}`);
	const time = { now: Date.UTC(2026, 10, 23, 18) };
	const server = new SimServer(() => time.now, mutant.server);
	const devices = [7, 8].map(
		(machineId) => new SimDevice(machineId, server, time, chance, mutant.device)
	);
	const trace = createHash('sha256');
	const wrong: string[] = [];
	/** Kiosks whose own facts tell all that is inside: nothing was lost of them. */
	const whole = new Set(devices);
	let backup = server.copy();

	/** What was given and not taken yet, as the person at the door sees it. */
	const inside = async (device: SimDevice) => [...(await device.view())];

	async function step(op: Op, device: SimDevice): Promise<unknown> {
		const tab = chance.integer(0, 1);
		switch (op) {
			case 'give':
				return device.append(
					Array.from({ length: chance.integer(1, chance.happens(0.1) ? 120 : 4) }, () =>
						donation(chance)
					),
					tab
				);
			case 'take': {
				const one = chance.pick(await inside(device));
				if (!one) return null;
				const [lotId, portions] = one;
				const taken = { lotId, portions: chance.integer(1, portions), evidence: 'door' };
				return device.append([{ type: 'collect', ...taken }], tab);
			}
			case 'drain':
				return device.drain(chance.one(FAULTS));
			case 'again':
				device.deliverAgain();
				return null;
			case 'status':
				return device.status();
			case 'reload':
				device.reload();
				return null;
			case 'pull':
				return device.pull(
					chance.happens(0.3) ? chance.integer(1, 3) : 0,
					chance.happens(0.3) ? chance.integer(1, 2) : 0
				);
			case 'crashFeed':
				return device.crashFeed();
			case 'freeze':
				time.now += chance.integer(1, HOUR);
				return null;
			case 'clock':
				device.clockOff = chance.one([0, -DAY, 3_650 * DAY, chance.integer(-HOUR, HOUR)]);
				return null;
			case 'epoch':
				return device.startEpoch();
			case 'evict':
				if (!chance.happens(0.3)) return null;
				whole.delete(device);
				return device.evict();
			case 'backup':
				backup = server.copy();
				return null;
			case 'restore':
				if (mutant.withoutMending === true) return null;
				server.restore(backup);
				// It takes its time, after which a kiosk asks before it tells [M14].
				time.now += chance.integer(61_000, HOUR);
				// What was on its way was on its way to the server before.
				for (const one of devices) one.sent.length = 0;
				// A browser that lost its store while the server lost the facts has nothing to tell them by.
				for (const one of devices.filter((each) => !whole.has(each))) {
					for (const eventId of one.saved) if (!server.has(eventId)) one.saved.delete(eventId);
				}
				return null;
		}
	}

	for (let i = 0; i < STEPS; i++) {
		time.now += chance.integer(0, 60_000);
		const [op, device] = [chance.one(OPS), chance.one(devices)];
		await step(op, device);
		const view = told(await device.view());
		trace.update(`${op} ${device.machineId} ${view}\n`);
		// Nobody else tells of this machine: its screen shows all that was done there, each once, at every
		// moment, whatever was sent, answered or pulled [S12].
		if (whole.has(device)) {
			const own = told(await device.ownStock());
			if (view !== own)
				wrong.push(`step ${i} (${op}): machine ${device.machineId} shows ${view}, not ${own}`);
		}
	}

	for (const device of devices) {
		device.clockOff = 0;
		for (let i = 0; i < HEALS; i++) {
			if (mutant.withoutMending !== true && i % 10 === 0) await device.status();
			if ((await device.store.stats()).unsent === 0 && i % 10 !== 0) break;
			await device.drain('none');
			time.now += HOUR;
		}
		const { unsent } = await device.store.stats();
		if (unsent > 0) wrong.push(`at rest machine ${device.machineId} has ${unsent} that wait`);
		await device.pull(0, 0);
		const [view, there] = [told(await device.view()), told(server.stock(device.machineId))];
		trace.update(`${view}\n`);
		if (view !== there)
			wrong.push(`at rest machine ${device.machineId} shows ${view}, not ${there}`);
	}
	const saved = devices.flatMap((device) => [...device.saved]);
	const lost = saved.filter((eventId) => !server.has(eventId)).length;
	for (const device of devices) await device.close();
	return {
		...{ seed, facts: saved.length, lost, doubled: server.doubled, wrong },
		trace: trace.digest('hex')
	};
}

function donation(chance: Chance) {
	return {
		type: 'donate',
		evidence: 'door',
		lot: {
			...{ lotId: chance.id(), slot: chance.integer(1, 9), name: 'Bread', category: 'bakery' },
			...{ storage: 'ambient', dateKind: 'bestBefore', date: '2026-12-01', allergens: null },
			portions: chance.integer(1, 6)
		}
	};
}

/** Whether a life shows that something is wrong. */
export const isWrong = ({ lost, doubled, wrong }: Life): boolean =>
	lost > 0 || doubled > 0 || wrong.length > 0;

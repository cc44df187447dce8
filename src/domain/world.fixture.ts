import { placeOf, raiseOf } from './alert.ts';
import { alertFrom } from './alert-history.ts';
import { BOOT, context, NOON, nothingKnown } from './facts.fixture.ts';
import { alertKey, judge } from './judge.ts';
import type { Applied, Known } from './judged.ts';
import { noteAccess, standingOf, sumAfter, type LotSum } from './ledger.ts';
import { moveAfter, moveKey, type Move } from './move.ts';
import { byPlace, latest, type Mark } from './place.ts';
import { merged, without, type Range } from './ranges.ts';
import { lossTask, lotTask, moveTask, taskKey, type ReconcileTask } from './reconcile.ts';
import type { Storage } from './shapes/words.ts';

/** The rules by which a world adds facts up; a test may put a wrong one in their place. */
export const RULES = { judge, sumAfter, moveAfter, latest, noteAccess, standingOf, alertFrom };
export type Rules = typeof RULES;

type Epoch = { seqs: Map<number, string>; highestSeq: number; epochNo: number };
type Machine = {
	lots: Map<string, LotSum>;
	accesses: Map<number, Mark>;
	alerts: Known['alerts'];
	epochs: Map<string, Epoch>;
	/** What the judge has noted of lots and doors, which is what a server writes. */
	noted: Pick<Known, 'lots' | 'accesses'>;
};

/** When every move should have ended. */
const FAR = 4e12;

/** By it the place in the boot tells when a fact happened, so that arrival tells nothing. */
const ANCHOR = { bootId: BOOT, uptimeMs: 3_600_000, recordedAt: NOON };

/** What a server keeps of many machines, in memory: the judge and the rules, and nothing else. */
export class World {
	readonly facts = new Map<string, Applied & { machineId: number }>();
	/** Content hashes of what could not be stored as facts. */
	readonly quarantine = new Map<string, string>();
	readonly #rules: Rules;
	readonly #machines = new Map<number, Machine>();
	readonly #moves = new Map<string, Move>();

	constructor(rules: Rules = RULES) {
		this.#rules = rules;
	}

	/**
	 * The server has seen these epochs, in this order. It numbers them in order of first sight [M3a], so
	 * that only what follows is independent of any order.
	 */
	begin(machineId: number, epochs: readonly string[]): void {
		for (const epoch of epochs) epochOf(this.#machine(machineId), epoch);
	}

	/** A batch of one machine's facts of one epoch: what is known is read before it, written after it. */
	deliver(machineId: number, elements: readonly { epoch: string }[]): void {
		const [first] = elements;
		if (!first) return;
		const machine = this.#machine(machineId);
		const epoch = epochOf(machine, first.epoch);
		const { seqs, highestSeq, epochNo } = epoch;
		const known: Known = {
			...nothingKnown(),
			facts: new Map([...this.facts].map(([eventId, fact]) => [eventId, fact.contentHash])),
			lots: new Map(machine.noted.lots),
			accesses: new Map(machine.noted.accesses),
			storages: this.#storages(),
			...{ seqs, highestSeq, alerts: machine.alerts }
		};
		const origin = `m${machineId}`;
		const site = context({ origin, machineId, epochNo, anchors: [ANCHOR] });
		for (const element of elements) {
			const verdict = this.#rules.judge(element, known, site);
			if (verdict.kind === 'applied') this.#apply(machine, machineId, verdict.applied);
			else if (verdict.kind === 'quarantined') {
				const { eventId, code, contentHash } = verdict.quarantined;
				this.quarantine.set(`${eventId} ${code} ${contentHash}`, contentHash);
			}
		}
		for (const key of known.lateAlerts) this.#tellAlert(machine, machineId, key);
		epoch.highestSeq = known.highestSeq;
		machine.noted = known;
	}

	#tellAlert(machine: Machine, machineId: number, key: string): void {
		const before = machine.alerts.get(key);
		const told = [...this.facts.values()].flatMap(({ fact, place, ...of }) => {
			const isOurs = fact.type === 'alert' && of.machineId === machineId;
			return isOurs && alertKey(fact.kind, placeOf(fact)) === key
				? [{ ...raiseOf(fact), at: place }]
				: [];
		});
		const after = before && this.#rules.alertFrom(told, true, before);
		if (after) machine.alerts.set(key, after);
	}

	#apply(machine: Machine, machineId: number, applied: Applied): void {
		const { fact, place, movement } = applied;
		this.facts.set(fact.eventId, { ...applied, machineId });
		if (movement) {
			const { lotId } = movement;
			machine.lots.set(lotId, this.#rules.sumAfter(machine.lots.get(lotId), fact, place));
		}
		if (fact.type === 'access') this.#rules.noteAccess(machine.accesses, fact.slot, place);
		if (fact.type === 'moveOut' || fact.type === 'moveIn') {
			const key = moveKey(fact);
			const before = this.#moves.get(key) ?? null;
			this.#moves.set(key, this.#rules.moveAfter(before, fact, machineId, place.at));
		}
	}

	/** Physical stock of a lot, at one machine or at all. */
	portions(lotId: string, at?: number): number {
		return [...this.#machines]
			.filter(([machineId]) => at === undefined || machineId === at)
			.reduce((sum, [, { lots }]) => sum + (lots.get(lotId)?.portions ?? 0), 0);
	}

	lots(): { machineId: number; lotId: string; sum: LotSum }[] {
		return [...this.#machines].flatMap(([machineId, { lots }]) =>
			[...lots].map(([lotId, sum]) => ({ machineId, lotId, sum }))
		);
	}

	/** What is on its way between machines. */
	inTransit(lotId: string): number {
		return [...this.#moves.values()]
			.filter((move) => move.lotId === lotId)
			.reduce((sum, move) => sum + move.outPortions - move.inPortions, 0);
	}

	/** What must be the same whatever order facts came in [M11]. */
	state(): unknown {
		const sorted = (values: readonly string[]) => [...values].sort();
		const machines = [...this.#machines].map(([machineId, machine]) => {
			const own = [...this.facts.values()].filter((fact) => fact.machineId === machineId);
			const of = (type: string) => own.filter(({ fact }) => fact.type === type);
			const safety = this.#rules.latest(of('safety'), ({ fact }) =>
				JSON.stringify('zone' in fact && fact.zone)
			);
			const service = this.#rules.latest(of('service'), ({ fact }) =>
				JSON.stringify('done' in fact && fact.done)
			);
			return {
				machineId,
				lots: sorted(
					[...machine.lots].map(([lotId, sum]) =>
						JSON.stringify([lotId, sum, this.#standing(machine, lotId, sum)])
					)
				),
				alerts: sorted([...machine.alerts].map((one) => JSON.stringify(one))),
				noted: sorted(
					[...machine.noted.lots, ...machine.noted.accesses].map((one) => JSON.stringify(one))
				),
				accesses: sorted([...machine.accesses].map((one) => JSON.stringify(one))),
				latest: sorted([...safety, ...service].map(([key, { fact }]) => `${key} ${fact.eventId}`)),
				epochs: [...machine.epochs].map(([epoch, { seqs, highestSeq }]) => [
					...[epoch, highestSeq, sorted([...seqs].map(([seq, eventId]) => `${seq} ${eventId}`))]
				])
			};
		});
		return {
			machines: machines.sort((a, b) => a.machineId - b.machineId),
			moves: sorted([...this.#moves.values()].map((move) => JSON.stringify(move))),
			facts: sorted([...this.facts.values()].map(({ body }) => body)),
			quarantine: sorted([...this.quarantine.keys()]),
			tasks: sorted(this.tasks().map((task) => `${taskKey(task)} ${JSON.stringify(task)}`))
		};
	}

	/** What two accounts differ in, once every move should have ended. */
	tasks(): ReconcileTask[] {
		const tasks: (ReconcileTask | null)[] = [...this.#moves.values()].map((move) =>
			moveTask(move, FAR)
		);
		const storages = this.#storages();
		for (const [machineId, machine] of this.#machines) {
			for (const [lotId, sum] of machine.lots) {
				const isDescribed = sum.donations > 0 || (sum.arrivals > 0 && storages.has(lotId));
				tasks.push(lotTask({ machineId, lotId, ...sum, isDescribed, why: null }));
			}
			const newest = Math.max(...[...machine.epochs.values()].map(({ epochNo }) => epochNo));
			for (const [epoch, { epochNo, seqs, highestSeq }] of machine.epochs) {
				const seen = [...seqs.keys()].map((seq) => ({ first: seq, last: seq }));
				const missing = highestSeq === 0 ? [] : without([{ first: 1, last: highestSeq }], seen);
				const gaps = this.#gaps(machineId, epoch);
				const loss = { machineId, epoch, isClosed: epochNo < newest, missing, gaps };
				tasks.push(lossTask({ ...loss, reportedUnsent: null }));
			}
		}
		return tasks.filter((task) => task !== null);
	}

	#gaps(machineId: number, epoch: string): Range[] {
		return merged(
			[...this.facts.values()].flatMap(({ fact, ...at }) =>
				fact.type === 'gap' && at.machineId === machineId && fact.epoch === epoch
					? [{ first: fact.fromSeq, last: fact.toSeq }]
					: []
			)
		);
	}

	#standing(machine: Machine, lotId: string, sum: LotSum) {
		const own = [...this.facts.values()].find(
			({ fact, place }) =>
				fact.type === 'donate' &&
				fact.lot.lotId === lotId &&
				sum.describedBy !== null &&
				place.origin === sum.describedBy.origin &&
				byPlace(place, sum.describedBy) === 0
		);
		const slot = own?.fact.type === 'donate' ? own.fact.lot.slot : 0;
		return this.#rules.standingOf(sum, slot, machine.accesses);
	}

	#storages(): Map<string, Storage> {
		const storages = new Map<string, Storage>();
		for (const { fact } of this.facts.values()) {
			if (fact.type === 'donate') storages.set(fact.lot.lotId, fact.lot.storage);
		}
		return storages;
	}

	#machine(machineId: number): Machine {
		const known = this.#machines.get(machineId);
		if (known) return known;
		const machine: Machine = {
			...{ lots: new Map(), accesses: new Map(), alerts: new Map(), epochs: new Map() },
			noted: { lots: new Map(), accesses: new Map() }
		};
		this.#machines.set(machineId, machine);
		return machine;
	}
}

function epochOf(machine: Machine, epoch: string): Epoch {
	const known = machine.epochs.get(epoch);
	if (known) return known;
	const made = { seqs: new Map<number, string>(), highestSeq: 0, epochNo: machine.epochs.size + 1 };
	machine.epochs.set(epoch, made);
	return made;
}

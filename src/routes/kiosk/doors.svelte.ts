import { saveCount, type Counted } from '#acts/count.ts';
import { coldLockedSlots } from '#acts/keep-cold-chain.ts';
import type { Act, KioskStore } from '#acts/kiosk-store.ts';
import { DoorUse, type ActOutcome, type DoorStep } from '#acts/open-door.ts';
import { reportStuckDoor } from '#acts/report-fault.ts';
import { serve, serviceAt, type Place, type Work } from '#acts/serve.ts';
import { settleLater, settleOpenActs } from '#acts/settle-open-acts.ts';
import type {
	Controller,
	ControllerInfo,
	HardwareTest,
	LinkState
} from '#controller/controller.ts';
import { now, sleep } from '#platform/clock.ts';

type Options = {
	readonly store: KioskStore;
	/** Something was put in or taken out, or may have been; never rejects. */
	readonly onUse: () => Promise<void>;
	/** The store refused a write. */
	readonly onFault: (fault: unknown) => void;
	/** The board's scanner read a code just now. */
	readonly onScan: (value: string) => void;
};

/** The doors behind the screens: the link to them, which of them do not work, and who uses one. */
export class Doors {
	link = $state.raw<LinkState>({ kind: 'closed' });
	/** Slots whose door did not open, until it opens again. */
	faults = $state.raw<readonly number[]>([]);
	/** Slots with an act that is not settled, of this page or of an earlier one. */
	inUse = $state.raw<readonly number[]>([]);
	/** Slots whose door stands open, as last told. */
	open = $state.raw<readonly number[]>([]);
	/** Slots whose zone is locked: they open for a service alone [F6]. */
	locked = $state.raw<readonly number[]>([]);
	/** Doors that are offered to nobody. */
	readonly unusable = $derived([...this.faults, ...this.inUse, ...this.open, ...this.locked]);
	/** What volunteers may try; null where the controller has no such trials. */
	test = $state.raw<HardwareTest | null>(null);
	/** What the controller said of itself, as of the last change of the link. */
	info = $state.raw<ControllerInfo | null>(null);
	readonly #with: Options;
	#controller: Controller | null = null;
	readonly #stopped = new AbortController();
	#stop: () => void = () => undefined;

	constructor(options: Options) {
		this.#with = options;
	}

	isOpen(slot: number): boolean {
		return this.#controller?.open.has(slot) ?? false;
	}

	/** Settles what the last page left behind; resolves before the first new act [S1a]. */
	async start(controller: Controller & Partial<HardwareTest>): Promise<void> {
		const { store, onUse, onScan } = this.#with;
		await this.look();
		this.#controller = controller;
		this.test = isTestable(controller) ? controller : null;
		const follow = (link: LinkState) => {
			this.link = link;
			this.info = this.test?.info ?? null;
			this.open = [...controller.open];
		};
		follow(controller.link);
		const stops = [
			controller.onLink(follow),
			controller.onDoor(() => (this.open = [...controller.open])),
			store.outbox.onAppend(() => void this.look()),
			this.test?.onScan(({ value }) => {
				// What is replayed was read when somebody else stood here.
				if (controller.link.kind === 'ready') onScan(value);
			})
		];
		this.#stop = () => {
			for (const stop of stops) stop?.();
		};
		const options = { store, controller, now, sleep };
		for (const use of await settleOpenActs(options)) {
			void this.#during(use.slot, use.resume()).then(onUse);
		}
	}

	stop(): void {
		this.#stopped.abort();
		this.#stop();
	}

	/** A use of a door, from the request to the saved fact; never throws. */
	use(
		act: Act,
		onStep: (step: DoorStep) => void
	): { withdraw: () => void; end: Promise<ActOutcome> } {
		const { store, onUse } = this.#with;
		const controller = this.#controller;
		if (!controller) throw new Error('No door is used before the machine is ready.');
		const options = { store, controller, now, sleep };
		const use = new DoorUse(act, options, onStep);
		const end = this.#during(act.slot, use.perform()).then(async (outcome) => {
			await this.#learn(act.slot, outcome);
			if (outcome.kind === 'notSaved' && outcome.used) {
				const settled = settleLater(act, options, this.#stopped.signal);
				void this.#during(act.slot, settled).then(onUse);
			}
			await onUse();
			return outcome;
		});
		return {
			withdraw: () => {
				use.withdraw();
			},
			end
		};
	}

	/**
	 * A volunteer tries a door: an act of its own kind, which tells no fact of food. Never throws; what is
	 * in use by somebody else is not opened.
	 */
	tryOut(slot: number, onStep: (step: DoorStep) => void): Promise<ActOutcome> {
		return this.use(serviceAt(slot, { done: [], measuredC: null }, now()), onStep).end;
	}

	/** A volunteer's work that needs no door; resolves with whether it is on the disk. */
	serve(place: Exclude<Place, { kind: 'slot' }>, work: Work): Promise<boolean> {
		return this.#save(() => serve(this.#with.store, place, work));
	}

	/** What a volunteer counted behind a door; resolves with whether all of it is on the disk. */
	count(counted: readonly Counted[]): Promise<boolean> {
		return this.#save(() => saveCount(this.#with.store, counted));
	}

	async #save(work: () => Promise<void>): Promise<boolean> {
		try {
			await work();
			await this.#with.onUse();
			return true;
		} catch (error) {
			this.#with.onFault(error);
			return false;
		}
	}

	async #during<T>(slot: number, use: Promise<T>): Promise<T> {
		this.inUse = [...this.inUse, slot];
		const outcome = await use;
		const place = this.inUse.indexOf(slot);
		this.inUse = this.inUse.filter((_, i) => i !== place);
		return outcome;
	}

	/** A door is stuck, or opened again; a zone has locked, or was served. */
	async look(): Promise<void> {
		const { store } = this.#with;
		const [faults, locked] = [await store.recall('faults'), await coldLockedSlots(store)];
		this.faults = faults ?? [];
		this.locked = locked;
	}

	/** A stuck door is told to a volunteer and offered to nobody. */
	async #learn(slot: number, outcome: ActOutcome): Promise<void> {
		const { store, onFault } = this.#with;
		try {
			if (outcome.kind === 'notOpened' && outcome.why === 'fault') {
				this.faults = await reportStuckDoor(store, slot);
			}
		} catch (error) {
			onFault(error);
		}
	}
}

function isTestable(
	controller: Controller & Partial<HardwareTest>
): controller is Controller & HardwareTest {
	return 'selfTest' in controller;
}

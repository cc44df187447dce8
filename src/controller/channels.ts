import type { Answer, Controller, Door, HardwareTest } from './controller.ts';
import type { ControllerEvent } from './event.ts';
import type { JournalEntry, JournalKeeper } from './journal.ts';

/** A slot, and the controller's channel where that has another number [M16]. */
export type Wired = { readonly slot: number; readonly lock?: number | undefined };

/**
 * Which channel of the controller opens which slot. A board numbers its locks, doors and scales; people
 * and facts number the slots: here alone one becomes the other, both ways. It follows the configuration,
 * which may change while the machine serves.
 */
export class Channels {
	readonly #slots: () => readonly Wired[];

	constructor(slots: () => readonly Wired[]) {
		this.#slots = slots;
	}

	/** A slot that nobody has wired otherwise has the channel of its own number. */
	of(slot: number): number {
		return this.#slots().find((wired) => wired.slot === slot)?.lock ?? slot;
	}

	/** Null for a channel whose number is a slot's with another channel: nobody knows what is behind it. */
	slotOf(channel: number): number | null {
		const slots = this.#slots();
		const wired = slots.find(({ slot, lock = slot }) => lock === channel);
		if (wired) return wired.slot;
		return slots.some(({ slot }) => slot === channel) ? null : channel;
	}

	/** The same controller, asked and heard by slots. */
	controller(inner: Controller & HardwareTest): Controller & HardwareTest {
		return new BySlot(inner, this);
	}

	/** Stores events by slots; one of a channel without a slot is kept as unknown. */
	keeper(inner: JournalKeeper): JournalKeeper {
		return {
			position: (controllerId) => inner.position(controllerId),
			keep: (entry) => inner.keep(this.#bySlot(entry))
		};
	}

	#bySlot(entry: JournalEntry): JournalEntry {
		if (entry.kind !== 'event') return entry;
		const { event, position, at } = entry;
		const channel = channelIn(event);
		if (channel === null) return entry;
		const slot = this.slotOf(channel);
		return slot === null
			? { kind: 'unknown', body: event, position, at }
			: { ...entry, event: { ...event, c: slot } as ControllerEvent };
	}
}

/** Parts that a controller has of each channel; `c` of a probe counts probes. */
const PARTS = ['lock', 'door', 'scale', 'light'];

/** Null where the event is not about a channel: 0 is the whole machine. */
function channelIn(event: ControllerEvent): number | null {
	switch (event.k) {
		case 'unlock':
		case 'door':
		case 'relock':
		case 'forced':
		case 'ajar':
		case 'wt':
			return event.c;
		case 'fault':
			return PARTS.includes(event.dev) && event.c !== undefined && event.c > 0 ? event.c : null;
		case 'boot':
		case 'temp':
		case 'talarm':
		case 'power':
		case 'scan':
		case 'tamper':
			return null;
	}
}

class BySlot implements Controller, HardwareTest {
	readonly #inner: Controller & HardwareTest;
	readonly #channels: Channels;

	constructor(inner: Controller & HardwareTest, channels: Channels) {
		this.#inner = inner;
		this.#channels = channels;
	}

	get link() {
		return this.#inner.link;
	}

	get info() {
		return this.#inner.info;
	}

	get figures() {
		return this.#inner.figures;
	}

	get open(): ReadonlySet<number> {
		const slots = Array.from(this.#inner.open, (channel) => this.#channels.slotOf(channel));
		return new Set(slots.filter((slot) => slot !== null));
	}

	unlock(slot: number, key: string, withinMs: number) {
		return this.#inner.unlock(this.#channels.of(slot), key, withinMs);
	}

	onDoor(listener: Parameters<Controller['onDoor']>[0]) {
		return this.#inner.onDoor((event) => {
			const slot = this.#channels.slotOf(event.slot);
			if (slot !== null) listener({ ...event, slot });
		});
	}

	onLink(listener: Parameters<Controller['onLink']>[0]) {
		return this.#inner.onLink(listener);
	}

	onScan(listener: Parameters<HardwareTest['onScan']>[0]) {
		return this.#inner.onScan(listener);
	}

	/** A channel without a slot is left out; a slot without a channel is not known. */
	async doors(): Promise<Answer<ReadonlyMap<number, Door>>> {
		const answer = await this.#inner.doors();
		if (answer.kind !== 'ok') return answer;
		const doors = Array.from(answer.value, ([channel, door]): [number | null, Door] => [
			this.#channels.slotOf(channel),
			door
		]);
		const known = doors.filter((one): one is [number, Door] => one[0] !== null);
		return { kind: 'ok', value: new Map(known) };
	}

	light(slot: number, isOn: boolean) {
		return this.#inner.light(slot === 0 ? 0 : this.#channels.of(slot), isOn);
	}

	beep(times: number) {
		return this.#inner.beep(times);
	}

	weigh(slot: number) {
		return this.#inner.weigh(this.#channels.of(slot));
	}

	tare(slot: number) {
		return this.#inner.tare(this.#channels.of(slot));
	}

	temperature(probe: number) {
		return this.#inner.temperature(probe);
	}

	selfTest() {
		return this.#inner.selfTest();
	}
}

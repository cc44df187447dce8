import type { LinkClock } from './clock.ts';
import type {
	Answer,
	Controller,
	ControllerInfo,
	Door,
	DoorEvent,
	HardwareTest,
	LinkFigures,
	LinkState,
	Unlocked
} from './controller.ts';
import type { ControllerEvent } from './event.ts';
import type { FrameBody } from './frame.ts';
import type { JournalKeeper } from './journal.ts';
import { Link, type LinkCounts, type LinkEnd } from './link.ts';
import { Listeners } from './listeners.ts';
import type { Hello } from './message.ts';
import { PortError, type BytePort, type PortSource } from './port.ts';
import { unlock } from './unlock.ts';

export type OwnerOptions = {
	readonly ports: PortSource;
	readonly keeper: JournalKeeper;
	readonly clock: LinkClock;
	/** From 0 to 1, 1 excluded. */
	readonly random: () => number;
	/** A port was chosen before: where there is none now, it was pulled out. */
	readonly isPaired?: boolean;
	/** The port does not open, or a listener threw: for a diagnosis. */
	readonly onFault?: (fault: unknown) => void;
};

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** A code that was read longer ago is nobody's who stands there now. */
const SCAN_FRESH_MS = 10_000;

type Scan = { readonly type: string; readonly value: string };

const DOORS: Readonly<Record<string, Door>> = { L: 'locked', U: 'unlocked', O: 'open', F: 'fault' };

/**
 * The one that opens the port, and again when it was lost [P5]: one loop, whatever events say. What
 * stands on its face is the machine's controller; while no session is ready it says so.
 */
export class LinkOwner implements Controller, HardwareTest {
	readonly #with: OwnerOptions;
	readonly #open = new Set<number>();
	readonly #doorListeners: Listeners<DoorEvent>;
	readonly #linkListeners: Listeners<LinkState>;
	readonly #scanListeners: Listeners<Scan>;
	#link: LinkState = { kind: 'closed' };
	#info: ControllerInfo | null = null;
	#line: Link | null = null;
	/** Without those of the line that is open. */
	#figures: LinkFigures = { sessions: 0, resent: 0, repeated: 0, broken: 0, junk: 0 };
	#isStopped = false;
	#running: Promise<void> | null = null;
	#wasReady: boolean;
	/** A port may have come since the last look. */
	#isHinted = false;
	#wake: () => void = () => undefined;

	constructor(options: OwnerOptions) {
		this.#with = options;
		this.#wasReady = options.isPaired ?? false;
		const onFault = (fault: unknown): void => this.#with.onFault?.(fault);
		this.#doorListeners = new Listeners(onFault);
		this.#linkListeners = new Listeners(onFault);
		this.#scanListeners = new Listeners(onFault);
	}

	get link(): LinkState {
		return this.#link;
	}

	get open(): ReadonlySet<number> {
		return this.#open;
	}

	get info(): ControllerInfo | null {
		return this.#info;
	}

	get figures(): LinkFigures {
		return withCounts(this.#figures, this.#line?.counts);
	}

	/** Opens the port and keeps it open; call once. */
	start(): void {
		this.#running ??= this.#run();
	}

	/** Resolves once the port is closed. */
	async stop(): Promise<void> {
		this.#isStopped = true;
		this.#wake();
		await this.#line?.stop();
		await this.#running;
		this.#show({ kind: 'closed' });
	}

	unlock(slot: number, key: string, withinMs: number): Promise<Unlocked> {
		return unlock(this.#line, { slot, key, withinMs }, this.#with.clock);
	}

	onDoor(listener: (event: DoorEvent) => void): () => void {
		return this.#doorListeners.add(listener);
	}

	onLink(listener: (link: LinkState) => void): () => void {
		return this.#linkListeners.add(listener);
	}

	onScan(listener: (scan: Scan) => void): () => void {
		return this.#scanListeners.add(listener);
	}

	doors(): Promise<Answer<ReadonlyMap<number, Door>>> {
		return this.#ask({ op: 'state' }, ({ door }) =>
			typeof door === 'string'
				? new Map(Array.from(door, (letter, i) => [i + 1, DOORS[letter] ?? 'fault']))
				: null
		);
	}

	light(slot: number, isOn: boolean): Promise<Answer<null>> {
		return this.#tell({ op: 'light', c: slot, on: isOn ? 1 : 0 });
	}

	beep(times: number): Promise<Answer<null>> {
		return this.#tell({ op: 'beep', n: times });
	}

	weigh(slot: number): Promise<Answer<number>> {
		return this.#ask({ op: 'weigh', c: slot }, ({ g }) => (typeof g === 'number' ? g : null));
	}

	tare(slot: number): Promise<Answer<null>> {
		return this.#tell({ op: 'tare', c: slot });
	}

	temperature(probe: number): Promise<Answer<number>> {
		return this.#ask({ op: 'temp', p: probe }, ({ dC }) =>
			typeof dC === 'number' ? dC / 10 : null
		);
	}

	selfTest(): Promise<Answer<null>> {
		return this.#tell({ op: 'selftest' });
	}

	async #run(): Promise<void> {
		const stopHints = this.#with.ports.onHint(() => {
			this.#isHinted = true;
			this.#wake();
		});
		let pause = FIRST_PAUSE_MS;
		while (!this.#isStopped) {
			this.#isHinted = false;
			const { wasReady } = await this.#once();
			if (this.#isOver()) break;
			pause = wasReady ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
			await this.#pause(pause * (0.5 + this.#with.random() / 2));
		}
		stopHints();
	}

	/** A port from its opening to its end. */
	async #once(): Promise<{ readonly wasReady: boolean }> {
		const port = await this.#openPort();
		if (!port) return { wasReady: false };
		let wasReady = false;
		const line = new Link({
			port,
			keeper: this.#with.keeper,
			clock: this.#with.clock,
			newSessionId: () => this.#newSessionId(),
			onEvent: (event, at) => {
				this.#heard(event, at);
			},
			onReady: (hello, doors) => {
				wasReady = true;
				this.#becomeReady(hello, doors);
			},
			onReset: () => {
				this.#show(lost('reset'));
			}
		});
		this.#line = line;
		if (this.#link.kind === 'opening') this.#show({ kind: 'syncing' });
		line.start();
		// A port may take seconds to close.
		this.#showEnd(await line.ended);
		await line.stop();
		this.#figures = this.figures;
		this.#line = null;
		return { wasReady };
	}

	async #openPort(): Promise<BytePort | null> {
		if (this.#link.kind === 'closed' || this.#link.kind === 'unpaired')
			this.#show({ kind: 'opening' });
		try {
			const port = await this.#with.ports.open();
			if (port && this.#isOver()) {
				await port.close();
				return null;
			}
			if (!port) this.#show(this.#wasReady ? lost('unplugged') : { kind: 'unpaired' });
			return port;
		} catch (fault) {
			this.#with.onFault?.(fault);
			this.#show(lost(fault instanceof PortError ? fault.reason : 'busy'));
			return null;
		}
	}

	#isOver(): boolean {
		return this.#isStopped;
	}

	#becomeReady(hello: Hello, doors: string): void {
		this.#wasReady = true;
		this.#open.clear();
		for (let slot = 1; slot <= doors.length; slot++) {
			if (doors[slot - 1] === 'O') this.#open.add(slot);
		}
		const { id, hw, fw, n, caps } = hello;
		this.#figures = { ...this.#figures, sessions: this.#figures.sessions + 1 };
		this.#info = { controllerId: id, hardware: hw, firmware: fw, slots: n, capabilities: caps };
		this.#show({ kind: 'ready' });
	}

	#heard(event: ControllerEvent, at: number): void {
		// Whoever held it there while nobody listened has gone.
		if (event.k === 'scan' && this.#with.clock.now() - at <= SCAN_FRESH_MS) {
			this.#scanListeners.tell({ type: event.t, value: event.v });
		}
		if (event.k !== 'door') return;
		const isOpen = event.open === 1;
		if (isOpen) this.#open.add(event.c);
		else this.#open.delete(event.c);
		this.#doorListeners.tell({ kind: 'door', slot: event.c, open: isOpen, at });
	}

	#showEnd(end: LinkEnd): void {
		if (end === 'incompatible') this.#show({ kind: 'incompatible' });
		else if (end !== 'stopped') this.#show(lost(end));
	}

	#show(link: LinkState): void {
		if (JSON.stringify(link) === JSON.stringify(this.#link)) return;
		this.#link = link;
		this.#linkListeners.tell(link);
	}

	/** Ends early when a port may have come, or when it is stopped. */
	#pause(ms: number): Promise<void> {
		// A port came while it was looked for.
		const wait = this.#isHinted ? Math.min(ms, FIRST_PAUSE_MS) : ms;
		return new Promise((resolve) => {
			const cancel = this.#with.clock.after(wait, resolve);
			this.#wake = () => {
				cancel();
				resolve();
			};
		});
	}

	#newSessionId(): string {
		const number = Math.floor(this.#with.random() * 2 ** 32);
		return number.toString(16).padStart(8, '0');
	}

	#tell(body: FrameBody): Promise<Answer<null>> {
		return this.#ask(body, () => null, true);
	}

	async #ask<T>(
		body: FrameBody,
		read: (body: FrameBody) => T | null,
		isNothing = false
	): Promise<Answer<T>> {
		const reply = (await this.#line?.request(body)) ?? { kind: 'notSent' };
		if (reply.kind === 'refused') return { kind: reply.code === 'FAULT' ? 'fault' : 'lacking' };
		if (reply.kind !== 'result') return { kind: 'noLink' };
		const value = read(reply.body);
		return value === null && !isNothing ? { kind: 'fault' } : { kind: 'ok', value: value as T };
	}
}

const lost = (reason: Extract<LinkState, { kind: 'lost' }>['reason']): LinkState => ({
	kind: 'lost',
	reason
});

function withCounts(before: LinkFigures, counts: LinkCounts | undefined): LinkFigures {
	if (!counts) return before;
	const { resent, repeated, bad, cut, overflow, junk } = counts;
	return {
		sessions: before.sessions,
		resent: before.resent + resent,
		repeated: before.repeated + repeated,
		broken: before.broken + bad + cut + overflow,
		junk: before.junk + junk
	};
}

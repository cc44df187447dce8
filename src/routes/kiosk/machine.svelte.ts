import { digitsOf } from '#domain/confirmation.ts';
import { policyIn, policyOf } from '#domain/policy.ts';
import type { Doubt } from '#domain/safe-clock.ts';
import type { MachineConfig } from '#domain/shapes/config.ts';
import type { Status } from '#domain/shapes/machine.ts';
import { LANGUAGES } from '#domain/shapes/words.ts';
import { awaitConfirmation, type Pending } from '#acts/await-confirmation.ts';
import { beginAnew } from '#acts/begin-anew.ts';
import {
	chosenHardware,
	portsOfDevices,
	withDevice,
	withoutDevice
} from '#acts/choose-hardware.ts';
import type { Device, Hardware, Way } from '#acts/hardware.ts';
import { contentsAtStart, learnContents } from '#acts/contents.ts';
import { enrol, type Enrolled } from '#acts/enrol.ts';
import { factsFile } from '#acts/facts-file.ts';
import { heldFacts, type HeldHere } from '#acts/held-facts.ts';
import { KeptTime } from '#acts/keep-time.ts';
import { coldLockedSlots } from '#acts/keep-cold-chain.ts';
import { keepJournal } from '#acts/keep-journal.ts';
import { KioskStore, type Contents, type Identity } from '#acts/kiosk-store.ts';
import type { Standing } from '#acts/report-status.ts';
import { ServiceCode, type Tried } from '#acts/service-code.ts';
import { lotsInside, NOTHING_PULLED, type LotInside } from '#acts/stock.ts';
import { goodConfig, toldConfig, type OwnSite } from '#acts/take-config.ts';
import { toldController } from '#acts/tell-controller.ts';
import { toldHardware } from '#acts/tell-hardware.ts';
import { ColdWatch } from '#acts/watch-cold-chain.ts';
import type { SimulatedMachine } from '#controller/simulated/machine.ts';
import type { Locale } from '#lib/messages/locales.ts';
import { startsWithoutNetwork } from '#lib/update/kept-section.ts';
import { KeptRows } from '#outbox/kept-rows.ts';
import type { Stats } from '#outbox/row.ts';
import { whenBack } from '#platform/back.ts';
import { after, bootId, now, sleep, uptime } from '#platform/clock.ts';
import { saveFile } from '#platform/download.ts';
import { sha256 } from '#platform/hash.ts';
import { newId } from '#platform/ids.ts';
import { askToPersist, exclusively, giveUpCaches, isStorageLow } from '#platform/storage.ts';
import { zoneOf, type NamedZone } from '#platform/zone.ts';
import { fetchContact } from '#remote/texts.ts';
import { machineApi, type StatusAnswer } from '#remote/machine.ts';
import { Devices } from './devices.svelte.ts';
import { Doors } from './doors.svelte.ts';
import { Responsible } from './responsible.svelte.ts';
import { Scans } from './scans.svelte.ts';
import { ServerLine } from './server-line.ts';
import { askForBoard, type Asked } from './service/ask-for-board.ts';
import { controllerFor, deviceZone, fittedSlots, limitOf, slotsOf } from './site.ts';

/**
 * `elsewhere`: another window has the doors. `broken`: the browser stores nothing. `pending`: an
 * operator has not confirmed this machine, or has rejected it [M6]. `choice`: nobody has said yet what
 * opens the doors.
 */
export type Phase = 'loading' | 'elsewhere' | 'broken' | 'setUp' | 'pending' | 'choice' | 'ready';

const REFRESH_MS = 10_000;
/** After so long it is tried anew whether the browser stores something. */
const BROKEN_FOR_MS = 60_000;
/** So much of the time is forgotten with the power at most [F9]. */
const KEEP_TIME_MS = 60_000;
const DEFAULT_SESSION_SECONDS = 60;
/** So long a new machine waits for its first configuration: zone and food rules come with it [M16]. */
const FIRST_CONFIG_MS = 5_000;

/** The machine behind the screens: its store, its doors and its line to the server, as they are now. */
export class Machine {
	phase = $state<Phase>('loading');
	identity = $state.raw<Identity | null>(null);
	/** How a pending machine stands, and the digits that an operator types for it. */
	pending = $state.raw<Pending>({ kind: 'asking' });
	digits = $state('');
	/** What opens the doors; null before it is chosen. */
	way = $state.raw<Way | null>(null);
	config = $state.raw<MachineConfig | null>(null);
	standing = $state.raw<Standing>({ kind: 'starting' });
	stats = $state.raw<Stats>({ unsent: 0, oldestAt: null, setAside: 0, deadLetters: 0 });
	inside = $state.raw<readonly LotInside[]>([]);
	/** The time that screens show and judge by, which is the safe one [F9]; it moves every second. */
	now = $state(now());
	/** The device's clock, by which it stamps what it does; only good beside its own stamps. */
	deviceNow = $state(now());
	/** For spans of time on screen, in milliseconds: nobody can set it. */
	uptimeMs = $state(uptime());
	/** Why what spoils is withheld until somebody says what time it is; null where it is known [F9]. */
	doubt = $state.raw<Doubt | null>(null);
	/** Whether its own facts tell all that is inside; nothing that needs cold is given out before [M3a]. */
	contents = $state<Contents>('known');
	/** The store refused a write: facts that were saved before are kept. */
	storeFailed = $state(false);

	/** What stands behind the link, where it is simulated; for the panel that breaks it. */
	simulated = $state.raw<SimulatedMachine | null>(null);

	readonly slots = $derived(slotsOf(this.config, this.identity));
	readonly zone = $derived<NamedZone>(zoneOf(this.config?.timeZone ?? deviceZone()));
	/** The newest food rules that this machine knows [F10]; before its first config, those of `eu`. */
	readonly policy = $derived(this.config ? policyIn(this.config.policy) : policyOf('eu'));
	/** It takes no food at the moment; what is inside may still be taken [M16]. */
	readonly isPaused = $derived(this.config?.donationPaused === true);
	/** What it offers, in this order; never empty. */
	readonly languages = $derived<readonly Locale[]>(this.config?.languages ?? LANGUAGES);
	readonly sessionSeconds = $derived(this.config?.sessionSeconds ?? DEFAULT_SESSION_SECONDS);

	readonly #store = new KioskStore({
		surroundings: { now, uptime, bootId, newId },
		makeRoom: () => this.#makeRoom()
	});
	readonly #api = machineApi();
	readonly scans = new Scans(after);
	readonly devices = new Devices({
		...{ store: this.#store, scans: this.scans, limitOf: (sensor) => limitOf(sensor, this) },
		onFault: (fault) => {
			this.#fail(fault);
		}
	});
	readonly doors = new Doors({
		store: this.#store,
		onUse: () => this.#refresh(),
		onScan: (value) => {
			this.scans.heard(value, 'board');
		},
		onFault: (fault) => {
			this.#fail(fault);
		}
	});
	readonly responsible = new Responsible({
		store: this.#store,
		ask: () => fetchContact(this.identity?.machineId ?? 0),
		uptime,
		onFault: (fault) => {
			this.#fail(fault);
		}
	});
	readonly #serviceCode = new ServiceCode({ store: this.#store, uptime });
	readonly #stops: (() => void)[] = [];
	readonly #coldWatch = new ColdWatch({
		...{ store: this.#store, now, uptime },
		isHeard: () => this.doors.link.kind === 'ready'
	});
	#time: KeptTime | null = null;
	#line: ServerLine | null = null;
	#looks = 0;
	#told: KeptRows | null = null;
	/** The slots that were locked: that they are other ones is told at once [F6]. */
	#lockedBefore = '';
	#beginning = false;
	#chosen: Hardware | null = null;
	#wayChosen: () => void = () => undefined;
	#configTaken: () => void = () => undefined;

	/** Starts once no other window has the doors; returns how to stop. */
	start(): () => void {
		const elsewhere = setTimeout(() => {
			if (this.phase === 'loading') this.phase = 'elsewhere';
		}, 1_500);
		const release = new Promise<void>((done) => this.#stops.push(done));
		void exclusively('exes-kiosk', async () => {
			clearTimeout(elsewhere);
			try {
				await this.#begin();
			} catch (error) {
				this.#break(error);
			}
			await release;
		});
		return () => {
			for (const stop of this.#stops) stop();
		};
	}

	/** Makes this kiosk a known machine; afterwards it is ready. */
	async enrol(code: string, way: Way | null): Promise<Enrolled['kind']> {
		const enrolled = await enrol(code, {
			store: this.#store,
			api: this.#api,
			model: 'simulated cabinet'
		});
		if (enrolled.kind !== 'enrolled') return enrolled.kind;
		// A link's choice counts where nobody has to tap for it; else it is asked on the screen.
		const boards = way === null ? 'refused' : await askForBoard(way);
		if (way !== null && typeof boards !== 'string') {
			await this.#store.remember('hardware', { way, boards });
		}
		await this.#take(enrolled.identity);
		return enrolled.kind;
	}

	/**
	 * Chooses what opens the doors: called in a tap, since a browser shows its list of boards only then.
	 * A kiosk that serves already starts again, so that nothing of the old way stays.
	 */
	async chooseWay(way: Way): Promise<Asked> {
		const not = portsOfDevices(this.#chosen);
		const asked = await askForBoard(way, { again: this.way === way, not });
		if (typeof asked === 'string') return asked;
		await this.#store.remember('hardware', { ...this.#chosen, way, boards: asked });
		if (this.phase === 'choice') this.#wayChosen();
		else location.reload();
		return asked;
	}

	/** Chooses the port of one more device, in a tap; the kiosk starts again with it. */
	async chooseDevice(device: Device): Promise<Asked | 'taken'> {
		const asked = await askForBoard('serial', { again: true });
		if (typeof asked === 'string') return asked;
		const [port] = asked;
		if (!this.#chosen || port === undefined) return 'nothingChosen';
		const hardware = withDevice(this.#chosen, device, port);
		if (hardware === null) return 'taken';
		await this.#store.remember('hardware', hardware);
		location.reload();
		return asked;
	}

	async removeDevice(device: Device): Promise<void> {
		if (!this.#chosen) return;
		await this.#store.remember('hardware', withoutDevice(this.#chosen, device));
		location.reload();
	}

	/** Whether it is this machine's service code; a machine without one has no right one. */
	async tryServiceCode(typed: string): Promise<Tried> {
		const code = this.config?.servicePin ?? null;
		return code === null ? { kind: 'wrong', left: 0 } : this.#serviceCode.enter(typed, code);
	}

	/** Another code for a machine that was rejected. It has served nobody: there is nothing to lose. */
	async setUpAnew(): Promise<void> {
		await this.#store.forget('identity', 'enrolment');
		this.identity = null;
		this.phase = 'setUp';
	}

	/** What has not reached the server, as a file for the operator [M8]. */
	async saveUnsent(): Promise<void> {
		if (!this.identity) return;
		const { name, text } = await factsFile(this.#store.outbox, this.identity.machineId, now());
		saveFile(name, text);
	}

	/** What was saved here and does not count [S3]; the newest first. */
	held(): Promise<HeldHere[]> {
		return heldFacts(this.#store.outbox);
	}

	async #begin(): Promise<void> {
		void askToPersist();
		const identity = await this.#store.recall('identity');
		await this.#store.outbox.currentEpoch();
		if (identity) await this.#take(identity);
		else this.phase = 'setUp';
	}

	async #take(identity: Identity): Promise<void> {
		if (identity.status === 'accepted') await this.#serve(identity);
		else void this.#await(identity);
	}

	/** Shows the digits until an operator has typed them; then it serves. */
	async #await(identity: Identity): Promise<void> {
		const stopped = new AbortController();
		let wake = (): void => undefined;
		const stopListening = whenBack(() => {
			wake();
		});
		this.#stops.push(stopListening, () => {
			stopped.abort();
		});
		try {
			this.identity = identity;
			this.digits = digitsOf(await sha256(identity.secret));
			this.phase = 'pending';
			const accepted = await awaitConfirmation(identity, {
				store: this.#store,
				api: this.#api,
				random: Math.random,
				sleep,
				signal: stopped.signal,
				onPause: (end) => (wake = end),
				onPending: (pending) => (this.pending = pending)
			});
			stopListening();
			if (accepted) await this.#serve(accepted);
		} catch (error) {
			this.#break(error);
		}
	}

	async #serve(identity: Identity): Promise<void> {
		this.identity = identity;
		this.config = await goodConfig(this.#store, this.#own());
		const hardware = await this.#hardware();
		this.#chosen = hardware;
		this.way = hardware.way;
		const keeper = keepJournal(this.#store, (sensor) => limitOf(sensor, this));
		const slots = { built: identity.slots, wired: () => fittedSlots(this.config, identity) };
		const { controller, machine, start, stop } = controllerFor(hardware, slots, keeper);
		// What the last page left behind is waited for before the journal is replayed [S1a].
		await this.doors.start(controller);
		start();
		this.#stops.push(this.devices.start(hardware));
		this.simulated = machine;
		this.#stops.push(() => {
			this.doors.stop();
			stop();
		});
		this.#time = await KeptTime.start(this.#store, { now, uptime });
		this.contents = await contentsAtStart(this.#store);
		const told = new KeptRows(this.#store.outbox);
		this.#told = told;
		this.#stops.push(() => {
			told.stop();
		});
		await this.responsible.recall();
		await this.#refresh();
		// Before any screen says whether something waits [S6].
		this.stats = await this.#store.outbox.stats();
		this.#follow();
		const firstConfig = new Promise<void>((taken) => (this.#configTaken = taken));
		const hasConfig = (await this.#store.recall('config')) !== undefined;
		this.#line = this.#newLine();
		this.#line.start();
		if (!hasConfig) await Promise.race([firstConfig, sleep(FIRST_CONFIG_MS)]);
		this.phase = 'ready';
		// After the first screen: it is 80 kB. Without network it shows what is kept.
		if (await this.#store.recall('feed')) this.#line.showKept();
	}

	/** Asks whoever stands there, where nobody has chosen yet. */
	async #hardware(): Promise<Hardware> {
		for (;;) {
			const hardware = await chosenHardware(this.#store);
			if (hardware !== null) return hardware;
			const chosen = new Promise<void>((done) => (this.#wayChosen = done));
			this.phase = 'choice';
			await chosen;
		}
	}

	/** What is on screen follows the store, the clock and the network. */
	#follow(): void {
		const clock = setInterval(() => {
			this.#look();
		}, 1_000);
		void this.#keepTime();
		const keeping = setInterval(() => void this.#keepTime(), KEEP_TIME_MS);
		const shelf = setInterval(() => void this.#lookInside(), REFRESH_MS);
		this.#stops.push(
			whenBack(() => this.#line?.wake()),
			this.#store.outbox.watchStats((stats) => {
				this.stats = stats;
				this.#line?.waiting(stats.unsent);
			}),
			this.#store.outbox.onAppend(() => void this.#refresh()),
			this.#store.whenTaken(() => void this.#beginAnew()),
			() => {
				clearInterval(clock);
				clearInterval(shelf);
				clearInterval(keeping);
			}
		);
	}

	#newLine(): ServerLine {
		const line = new ServerLine({
			store: this.#store,
			api: this.#api,
			identity: () => this.identity,
			own: () => this.#own(),
			describe: () => this.#describe(),
			onStanding: (standing) => {
				this.standing = standing;
				if (standing.kind === 'online') void this.responsible.online();
			},
			onConfig: () => void this.#takeConfig(),
			onAnswer: (...told) => this.#takeAnswer(...told),
			onStock: () => void this.#takeStock(),
			onFault: (fault) => {
				this.#fail(fault);
			}
		});
		this.#stops.push(() => {
			line.stop();
		});
		return line;
	}

	async #takeAnswer(
		{ acked }: StatusAnswer,
		serverNow: { readonly at: number; readonly askedAt: number } | null
	): Promise<void> {
		if (serverNow) await this.#time?.confirm(serverNow.at, serverNow.askedAt);
		if (this.doubt) await this.#refresh();
		if (this.contents === 'unknown') void this.#takeStock(acked);
	}

	/** What the server knows to be inside is other, or newer. */
	async #takeStock(acked?: StatusAnswer['acked']): Promise<void> {
		try {
			const pulled = this.#line?.lots ?? NOTHING_PULLED;
			this.contents = await learnContents(this.#store, { acked, pulled });
			await this.#refresh();
		} catch (error) {
			this.#fail(error);
		}
	}

	/** The browser has taken the store away under the page: it starts anew where it can without network. */
	async #beginAnew(): Promise<void> {
		const { identity } = this;
		if (!identity || this.#beginning) return;
		this.#beginning = true;
		const stopped = new AbortController();
		this.#stops.push(() => {
			stopped.abort();
		});
		const store = this.#store;
		if (
			await beginAnew({ store, identity, hardware: this.#chosen, sleep, signal: stopped.signal })
		) {
			this.contents = 'unknown';
			this.#told?.forget();
			if (await startsWithoutNetwork('kiosk')) location.reload();
			else await this.#line?.beginAnew();
		}
		this.#beginning = false;
	}

	/** Nothing can be done without a store; a disk that is slow to come up may be there the next time. */
	#break(error: unknown): void {
		console.error(error);
		this.phase = 'broken';
		const again = setTimeout(() => {
			location.reload();
		}, BROKEN_FOR_MS);
		this.#stops.push(() => {
			clearTimeout(again);
		});
	}

	/** The store refused something. */
	#fail(fault: unknown): void {
		console.error(fault);
		this.storeFailed = true;
	}

	#look(): void {
		this.now = this.#time?.now() ?? now();
		this.deviceNow = now();
		this.uptimeMs = uptime();
		this.doubt = this.#time?.doubt ?? null;
	}

	/** Copies go first, facts never [S5]. */
	async #makeRoom(): Promise<void> {
		await giveUpCaches();
		await this.#line?.makeRoom();
	}

	async #keepTime(): Promise<void> {
		try {
			if (await isStorageLow()) await giveUpCaches();
			await this.#time?.keep();
			// It has taken a write: what was wrong before is over.
			this.storeFailed = false;
		} catch (error) {
			this.#fail(error);
		}
	}

	async #describe(): Promise<Omit<Status, 'outbox' | 'bootId' | 'uptimeMs'>> {
		return {
			appVersion: __VERSION__,
			controller: toldController(this.doors.link.kind === 'ready', this.doors.info),
			...(await toldHardware(this.#store, {
				...{ slots: this.slots.map(({ slot }) => slot), faults: this.doors.faults, now: now() },
				...{ isLinked: this.doors.link.kind === 'ready', isOpen: (slot) => this.doors.isOpen(slot) }
			})),
			...(await toldConfig(this.#store))
		};
	}

	#own(): OwnSite {
		return { slots: this.identity?.slots ?? [], timeZone: deviceZone() };
	}

	async #takeConfig(): Promise<void> {
		this.config = await goodConfig(this.#store, this.#own());
		await this.doors.look();
		await this.#refresh();
		this.#configTaken();
	}

	/** Time passes too where nothing happens [F5]. */
	async #lookInside(): Promise<void> {
		try {
			await this.#coldWatch.look();
		} catch (error) {
			this.#fail(error);
		}
		await this.#refresh();
	}

	/** What is inside, read anew; never rejects. */
	async #refresh(): Promise<void> {
		const { slots, zone, policy } = this;
		this.#look();
		const isUnknown = this.contents === 'unknown';
		const inDoubt = this.doubt !== null;
		const pulled = this.#line?.lots ?? NOTHING_PULLED;
		// Of two looks at once the later one knows more.
		const look = (this.#looks += 1);
		try {
			const locked = await coldLockedSlots(this.#store);
			const chain = (await this.#store.recall('coldChain'))?.chain ?? null;
			const cold = { locked, chain };
			if (locked.join() !== this.#lockedBefore) this.#line?.wake();
			this.#lockedBefore = locked.join();
			const where = { slots, zone, policy, now: this.now, inDoubt, isUnknown, pulled, ...cold };
			const inside = await lotsInside(this.#told ?? this.#store.outbox, where);
			if (look === this.#looks) this.inside = inside;
		} catch (error) {
			this.#fail(error);
		}
	}
}

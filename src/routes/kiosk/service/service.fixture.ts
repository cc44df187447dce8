import type {
	Answer,
	ControllerInfo,
	Door,
	HardwareTest,
	LinkState
} from '#controller/controller.ts';
import type { Act } from '#domain/act.ts';
import { policyOf } from '#domain/policy.ts';
import type { Counted } from '#acts/count.ts';
import type { Device, Way } from '#acts/hardware.ts';
import type { Tried } from '#acts/service-code.ts';
import type { ActOutcome, DoorStep } from '#acts/open-door.ts';
import type { Place, Work } from '#acts/serve.ts';
import type { LotInside } from '#acts/stock.ts';
import { after } from '#platform/clock.ts';
import { zoneOf } from '#platform/zone.ts';
import type { Devices } from '../devices.svelte.ts';
import { HERE, type Here } from '../here.ts';
import type { Screen } from '../journey.svelte.ts';
import { Scans } from '../scans.svelte.ts';
import type { Asked } from './ask-for-board.ts';

/** Each state that a link can have [P7]. */
export const EVERY_LINK: readonly LinkState[] = [
	{ kind: 'unsupported' },
	{ kind: 'unpaired' },
	{ kind: 'closed' },
	{ kind: 'opening' },
	{ kind: 'syncing' },
	{ kind: 'ready' },
	{ kind: 'lost', reason: 'unplugged' },
	{ kind: 'lost', reason: 'silent' },
	{ kind: 'lost', reason: 'busy' },
	{ kind: 'lost', reason: 'reset' },
	{ kind: 'lost', reason: 'store' },
	{ kind: 'incompatible' }
];

const INFO: ControllerInfo = {
	controllerId: 'board-17',
	hardware: 'nine-lockers',
	firmware: '1.0.0',
	slots: 9,
	capabilities: ['lock', 'door', 'temp', 'wt', 'scan', 'light', 'beep']
};
const ok = <T>(value: T): Answer<T> => ({ kind: 'ok', value });
const DOORS = new Map(Array.from({ length: 9 }, (_, i): [number, Door] => [i + 1, 'locked']));

type Trial = (slot: number, onStep: (step: DoorStep) => void) => Promise<ActOutcome>;
type Use = (
	act: Act,
	onStep: (step: DoorStep) => void
) => { withdraw: () => void; end: Promise<ActOutcome> };
type Options = {
	readonly link?: LinkState;
	readonly info?: ControllerInfo | null;
	readonly test?: Partial<HardwareTest> | null;
	readonly tryOut?: Trial;
	readonly pin?: string | null;
	readonly tried?: Tried;
	/** What is inside; nothing where nothing is said. */
	readonly inside?: readonly LotInside[];
	/** Whether the store takes what needs no door. */
	readonly saves?: boolean;
	readonly use?: Use;
	/** Slots whose zone is locked. */
	readonly locked?: readonly number[];
	readonly devices?: Partial<Pick<Devices, 'scanner' | 'sensor' | 'told'>>;
	readonly taken?: 'taken';
	readonly way?: Way | null;
	readonly asked?: Asked;
};

/** A kiosk behind the service screens, whose board and people are the test's; `shown` is where it went. */
export function serviceBench(options: Options = {}) {
	const { link = { kind: 'ready' }, info = INFO, tried = { kind: 'right' } } = options;
	const shown: Screen[] = [];
	const typed: string[] = [];
	const ways: Way[] = [];
	const served: [Place, Work][] = [];
	const counted: Counted[][] = [];
	const saves = () => Promise.resolve(options.saves ?? true);
	const scans = new Scans(after);
	const chosen: (Device | `no ${Device}`)[] = [];
	const test: HardwareTest = {
		info,
		figures: { sessions: 3, resent: 2, repeated: 1, broken: 4, junk: 120 },
		doors: () => Promise.resolve(ok(DOORS)),
		light: () => Promise.resolve(ok(null)),
		beep: () => Promise.resolve(ok(null)),
		weigh: (slot) => Promise.resolve(ok(slot * 100)),
		tare: () => Promise.resolve(ok(null)),
		temperature: () => Promise.resolve(ok(4.5)),
		selfTest: () => Promise.resolve(ok(null)),
		onScan: () => () => undefined,
		...options.test
	};
	const slots = Array.from({ length: 9 }, (_, i) => ({ slot: i + 1, storage: 'chilled' }));
	const machine = {
		...{ phase: 'ready', stats: { unsent: 0 }, deviceNow: 0, now: 0, uptimeMs: 0, slots },
		...{ zone: zoneOf('UTC'), identity: { machineId: 7 }, languages: ['en', 'de', 'ar'] },
		...{ inside: options.inside ?? [], policy: policyOf('eu') },
		config: {
			servicePin: options.pin === undefined ? '4711' : options.pin,
			zones: [{ zone: 'cold', storage: 'chilled', slots: [1, 2, 3], sensors: [] }]
		},
		scans,
		devices: { scanner: null, sensor: null, told: null, ...options.devices },
		way: options.way === undefined ? 'serial' : options.way,
		responsible: { contact: null },
		doors: {
			...{
				link,
				info,
				faults: [],
				locked: options.locked ?? [],
				test: options.test === null ? null : test
			},
			tryOut: options.tryOut ?? (() => Promise.resolve({ kind: 'settled' })),
			use: options.use,
			serve: (place: Place, work: Work) => {
				served.push([place, work]);
				return saves();
			},
			count: (all: Counted[]) => {
				counted.push(all);
				return saves();
			}
		},
		tryServiceCode: (code: string) => {
			typed.push(code);
			return Promise.resolve(tried);
		},
		chooseWay: (way: Way) => {
			ways.push(way);
			return Promise.resolve(options.asked ?? []);
		},
		chooseDevice: (device: Device) => {
			chosen.push(device);
			return Promise.resolve(options.taken ?? options.asked ?? []);
		},
		removeDevice: (device: Device) => Promise.resolve(void chosen.push(`no ${device}`))
	};
	const journey = {
		show: (screen: Screen) => shown.push(screen),
		toStart: () => shown.push({ at: 'start' }),
		isWorking: false
	};
	const context = new Map([[HERE, { machine, journey } as unknown as Here]]);
	const scan = (value: string) => {
		scans.heard(value, 'board');
	};
	return { context, shown, typed, ways, scan, served, counted, journey, chosen };
}

import type {
	Answer,
	ControllerInfo,
	Door,
	HardwareTest,
	LinkState
} from '#controller/controller.ts';
import type { Way } from '#acts/hardware.ts';
import type { Tried } from '#acts/service-code.ts';
import type { ActOutcome, DoorStep } from '#acts/open-door.ts';
import { zoneOf } from '#platform/zone.ts';
import { HERE, type Here } from '../here.ts';
import type { Screen } from '../journey.svelte.ts';
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
const DOORS: readonly Door[] = Array.from({ length: 9 }, () => 'locked');

type Trial = (slot: number, onStep: (step: DoorStep) => void) => Promise<ActOutcome>;
type Options = {
	readonly link?: LinkState;
	readonly info?: ControllerInfo | null;
	readonly test?: Partial<HardwareTest> | null;
	readonly tryOut?: Trial;
	readonly pin?: string | null;
	readonly tried?: Tried;
	readonly way?: Way | null;
	readonly asked?: Asked;
};

/** A kiosk behind the service screens, whose board and people are the test's; `shown` is where it went. */
export function serviceBench(options: Options = {}) {
	const { link = { kind: 'ready' }, info = INFO, tried = { kind: 'right' } } = options;
	const shown: Screen[] = [];
	const typed: string[] = [];
	const ways: Way[] = [];
	const scanners = new Set<Parameters<HardwareTest['onScan']>[0]>();
	const test: HardwareTest = {
		info,
		doors: () => Promise.resolve(ok(DOORS)),
		light: () => Promise.resolve(ok(null)),
		beep: () => Promise.resolve(ok(null)),
		weigh: (slot) => Promise.resolve(ok(slot * 100)),
		tare: () => Promise.resolve(ok(null)),
		temperature: () => Promise.resolve(ok(4.5)),
		selfTest: () => Promise.resolve(ok(null)),
		onScan: (listener) => {
			scanners.add(listener);
			return () => scanners.delete(listener);
		},
		...options.test
	};
	const slots = Array.from({ length: 9 }, (_, i) => ({ slot: i + 1, storage: 'chilled' }));
	const machine = {
		...{ phase: 'ready', stats: { unsent: 0 }, deviceNow: 0, now: 0, uptimeMs: 0, slots },
		...{ zone: zoneOf('UTC'), identity: { machineId: 7 }, languages: ['en', 'de', 'ar'] },
		config: { servicePin: options.pin === undefined ? '4711' : options.pin, zones: [] },
		way: options.way === undefined ? 'serial' : options.way,
		responsible: { contact: null },
		doors: {
			...{ link, info, faults: [], test: options.test === null ? null : test },
			tryOut: options.tryOut ?? (() => Promise.resolve({ kind: 'settled' }))
		},
		tryServiceCode: (code: string) => {
			typed.push(code);
			return Promise.resolve(tried);
		},
		chooseWay: (way: Way) => {
			ways.push(way);
			return Promise.resolve(options.asked ?? []);
		}
	};
	const journey = {
		show: (screen: Screen) => shown.push(screen),
		toStart: () => shown.push({ at: 'start' })
	};
	const context = new Map([[HERE, { machine, journey } as unknown as Here]]);
	const scan = (value: string) => {
		for (const listener of scanners) listener({ type: 'qr', value });
	};
	return { context, shown, typed, ways, scan };
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { chooseFirst, offerBread } from '../support/kiosk.ts';
import { sample, turnOfCommit } from '../support/sample.ts';
import { MOMENTS, type Moment } from './cable.ts';
import { KioskAtPort, type LedgerFact } from './kiosk-at-port.ts';

const KINDS = ['donate', 'collect'] as const;
type Kind = (typeof KINDS)[number];

/** What happens to the machine at a moment; ends when all is whole again. */
type Fault = (kiosk: KioskAtPort, person: () => Promise<void>) => Promise<void>;

const OUT_MS = 400;

const FAULTS: Record<string, Fault> = {
	'the cable is pulled': async ({ port, cable }, person) => {
		await port.unplug();
		await person();
		await pause(OUT_MS);
		cable.mend();
		await port.plug();
	},
	'the board loses its power': async ({ board, cable }, person) => {
		await board.kill();
		await pause(OUT_MS);
		board.start();
		cable.mend();
		await person();
	},
	'the page is reloaded': async ({ page, cable }, person) => {
		await person();
		cable.mend();
		await page.reload();
	},
	'the browser is killed': async (kiosk, person) => {
		await kiosk.killBrowser();
		await person();
		kiosk.cable.mend();
		await kiosk.open();
	}
};

const press: Record<Kind, (kiosk: KioskAtPort) => Promise<void>> = {
	donate: ({ page }) => offerBread(page, 4),
	collect: ({ page }) => chooseFirst(page)
};

/** What a person puts in or takes out, in grams. */
const GRAMS: Record<Kind, number> = { donate: 1_200, collect: -150 };
/** What lies on each scale from the beginning. */
const CRATE_G = 400;
const SLOTS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Whether a person has done this before the moment. */
const isDone = (deed: Moment, moment: Moment): boolean =>
	MOMENTS.indexOf(moment) >= MOMENTS.indexOf(deed);

/** What a person has done at a door when the machine is caught. */
async function useUntil(moment: Moment, { board }: KioskAtPort, slot: number, grams: number) {
	if (isDone('closed', moment)) return board.useDoor(slot, grams);
	if (isDone('opened', moment)) await board.moveAndSee(slot, true);
	if (isDone('weighed', moment)) await board.changeAndSee(slot, grams);
}

/** What is left to do. */
async function useFrom(moment: Moment, { board }: KioskAtPort, slot: number, grams: number) {
	if (isDone('closed', moment)) return;
	if (!isDone('opened', moment)) return board.useDoor(slot, grams);
	if (!isDone('weighed', moment)) await board.changeAndSee(slot, grams);
	await board.moveAndSee(slot, false);
}

/** What a fact says of a use of a door. */
function said(fact: LedgerFact) {
	const body = JSON.parse(String(fact['body'])) as Readonly<Record<string, unknown>>;
	const { evidence, weighedGrams, grams } = body;
	return { type: fact['type'], evidence, grams: weighedGrams ?? grams };
}

const whole = (kind: Kind) => ({
	type: kind,
	evidence: 'weight',
	grams: Math.abs(GRAMS[kind])
});

const CASES = KINDS.flatMap((kind) => MOMENTS.map((moment) => ({ kind, moment })));

/** A few cases of each fault with every commit, other ones with the next; all in `test:all`. */
const faults = Object.entries(FAULTS).map(([fault, happen], i) => ({
	fault,
	happen,
	cases: sample(CASES, 3, turnOfCommit() + i)
}));

describe.each(faults)('[S1a] [P3] [P4] the kiosk at a serial port: $fault', ({ happen, cases }) => {
	let kiosk: KioskAtPort;

	beforeAll(async () => {
		kiosk = await KioskAtPort.start();
		await Promise.all(SLOTS.map((slot) => kiosk.board.changeAndSee(slot, CRATE_G)));
		kiosk.board.onPulse = ({ slot }) => void kiosk.board.useDoor(slot, GRAMS.donate);
		await offerBread(kiosk.page, 6);
		await kiosk.settled(() => 1);
	});

	afterAll(async () => {
		await kiosk.close();
	});

	test('what was given before is in the ledger, as its scale saw it', () => {
		expect(kiosk.board.pulses).toHaveLength(1);
		expect(kiosk.moves.map(said)).toEqual([whole('donate')]);
	});

	test.each(cases)('$kind, when it is $moment', async ({ kind, moment }) => {
		const { board, cable } = kiosk;
		await kiosk.page.goto(`${kiosk.server.url}/kiosk/`);
		const before = { pulses: board.pulses.length, moves: kiosk.moves.length };
		const uses: Promise<void>[] = [];
		let slot = 0;
		board.onPulse = (pulse) => {
			slot = pulse.slot;
			uses.push(useUntil(moment, kiosk, slot, GRAMS[kind]));
		};
		const caught = cable.cutAt(moment);
		await press[kind](kiosk);
		await caught;
		await Promise.all(uses);
		board.onPulse = ({ slot: late }) => void board.useDoor(late, GRAMS[kind]);
		await happen(kiosk, async () => {
			if (slot !== 0) await useFrom(moment, kiosk, slot, GRAMS[kind]);
		});
		await kiosk.settled(() => board.pulses.length);

		const pulses = board.pulses.slice(before.pulses);
		expect(pulses.length).toBeLessThanOrEqual(1);
		expect(kiosk.moves.slice(before.moves).map(said)).toEqual(pulses.map(() => whole(kind)));
		if (moment !== 'asked') expect(pulses).toHaveLength(1);
		const keys = board.pulses.map(({ key }) => key);
		expect(new Set(keys).size).toBe(keys.length);
	});

	test('in the end ledger, journal, doors and scales agree', async () => {
		const { board } = kiosk;
		await kiosk.page.goto(`${kiosk.server.url}/kiosk/`);
		await kiosk.settled(() => board.pulses.length);
		expect([...board.open]).toEqual([]);
		const inside = SLOTS.reduce((sum, slot) => sum + board.gramsAt(slot) - CRATE_G, 0);
		const told = kiosk.moves.map(said);
		expect(told.reduce((sum, { type }) => sum + GRAMS[type as Kind], 0)).toBe(inside);
		expect(kiosk.accesses).toEqual([]);
	});
});

test('[P3] a kiosk whose store was taken away hears the journal again, and tells nothing of it', async () => {
	const kiosk = await KioskAtPort.start();
	try {
		kiosk.board.onPulse = ({ slot }) => void kiosk.board.useDoor(slot, GRAMS.donate);
		await offerBread(kiosk.page, 6);
		await kiosk.settled(() => 1);
		await kiosk.loseStore();
		await offerBread(kiosk.page, 4);
		await kiosk.settled(() => 2);
		expect(kiosk.accesses).toEqual([]);
	} finally {
		await kiosk.close();
	}
});

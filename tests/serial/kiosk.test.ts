import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { chooseFirst, offerBread } from '../support/kiosk.ts';
import { MOMENTS, type Moment } from './cable.ts';
import { KioskAtPort } from './kiosk-at-port.ts';

const ALL = process.env['TEST_ALL'] !== undefined;

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

/** Whether somebody has pulled the door before this moment. */
const isPulled = (moment: Moment): boolean => MOMENTS.indexOf(moment) >= MOMENTS.indexOf('opened');
const isClosed = (moment: Moment): boolean => MOMENTS.indexOf(moment) >= MOMENTS.indexOf('closed');

/** In `npm test` the first fault at every moment of giving and the others at one; all in `test:all`. */
const casesOf = (fault: number): { kind: Kind; moment: Moment }[] =>
	KINDS.flatMap((kind, j) =>
		MOMENTS.filter(
			(_, k) => ALL || (fault === 0 && j === 0) || (fault + j) % MOMENTS.length === k
		).map((moment) => ({ kind, moment }))
	);

const faults = Object.entries(FAULTS).map(([fault, happen], i) => ({
	fault,
	happen,
	cases: casesOf(i)
}));

describe.each(faults)('[S1a] [P3] [P4] the kiosk at a serial port: $fault', ({ happen, cases }) => {
	let kiosk: KioskAtPort;

	beforeAll(async () => {
		kiosk = await KioskAtPort.start();
		kiosk.board.onPulse = ({ slot }) => void kiosk.board.useDoor(slot);
		await offerBread(kiosk.page, 6);
		await kiosk.settled(() => 1);
	});

	afterAll(async () => {
		await kiosk.close();
	});

	test('what was given before is in the ledger, as its door saw it', () => {
		expect(kiosk.board.pulses).toHaveLength(1);
		expect(kiosk.moves).toMatchObject([{ type: 'donate' }]);
		expect(String(kiosk.moves[0]?.['body'])).toContain('"evidence":"door"');
	});

	test.each(cases)('$kind, when it is $moment', async ({ kind, moment }) => {
		const { board, cable } = kiosk;
		await kiosk.page.goto(`${kiosk.server.url}/kiosk/`);
		const before = { pulses: board.pulses.length, moves: kiosk.moves.length };
		const uses: Promise<void>[] = [];
		let slot = 0;
		board.onPulse = (pulse) => {
			slot = pulse.slot;
			if (isClosed(moment)) uses.push(board.useDoor(slot));
			else if (isPulled(moment)) uses.push(board.moveAndSee(slot, true));
		};
		const caught = cable.cutAt(moment);
		await press[kind](kiosk);
		await caught;
		await Promise.all(uses);
		board.onPulse = ({ slot: late }) => void board.useDoor(late);
		await happen(kiosk, async () => {
			if (slot === 0 || isClosed(moment)) return;
			if (isPulled(moment)) await board.moveAndSee(slot, false);
			else await board.useDoor(slot);
		});
		await kiosk.settled(() => board.pulses.length);

		const pulses = board.pulses.slice(before.pulses);
		const moves = kiosk.moves.slice(before.moves).map(({ type }) => type);
		expect(pulses.length).toBeLessThanOrEqual(1);
		expect(moves).toEqual(pulses.map(() => kind));
		if (moment !== 'asked') expect(pulses).toHaveLength(1);
		const keys = board.pulses.map(({ key }) => key);
		expect(new Set(keys).size).toBe(keys.length);
	});

	test('in the end the ledger has one fact for each time that a lock was released', async () => {
		await kiosk.page.goto(`${kiosk.server.url}/kiosk/`);
		await kiosk.settled(() => kiosk.board.pulses.length);
		expect(kiosk.moves).toHaveLength(kiosk.board.pulses.length);
	});
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { chooseFirst, giveBread, offerBread } from '../support/kiosk.ts';
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

/** In `npm test` one fault at every moment and the others at one; all of them in `test:all`. */
const cases = Object.keys(FAULTS).flatMap((fault, i) =>
	KINDS.flatMap((kind, j) =>
		MOMENTS.filter((_, k) => ALL || (i === 0 && j === 0) || (i + j) % MOMENTS.length === k).map(
			(moment) => ({ fault, kind, moment })
		)
	)
);

describe('[S1a] [P3] [P4] the kiosk with its board on a serial port', () => {
	let kiosk: KioskAtPort;

	beforeAll(async () => {
		kiosk = await KioskAtPort.start();
		kiosk.board.onPulse = ({ slot }) => void kiosk.useDoor(slot);
		await giveBread(kiosk.page, 6);
		await kiosk.settled();
	});

	afterAll(async () => {
		await kiosk.close();
	});

	test('what was given is in the ledger, as its door saw it', () => {
		expect(kiosk.board.pulses).toHaveLength(1);
		expect(kiosk.moves).toMatchObject([{ type: 'donate' }]);
		expect(String(kiosk.moves[0]?.['body'])).toContain('"evidence":"door"');
	});

	test.each(cases)('$kind: $fault when it is $moment', async ({ fault, kind, moment }) => {
		const { board, cable } = kiosk;
		await kiosk.page.goto(`${kiosk.server.url}/kiosk/`);
		const before = { pulses: board.pulses.length, moves: kiosk.moves.length };
		const uses: Promise<void>[] = [];
		let slot = 0;
		board.onPulse = (pulse) => {
			slot = pulse.slot;
			if (isClosed(moment)) uses.push(kiosk.useDoor(slot));
			else if (isPulled(moment)) uses.push(kiosk.moveDoor(slot, true));
		};
		const caught = cable.cutAt(moment);
		await press[kind](kiosk);
		await caught;
		await Promise.all(uses);
		const person = async (): Promise<void> => {
			if (slot === 0 || isClosed(moment)) return;
			if (isPulled(moment)) await kiosk.moveDoor(slot, false);
			else await kiosk.useDoor(slot);
		};
		board.onPulse = ({ slot: late }) => void kiosk.useDoor(late);
		await FAULTS[fault]?.(kiosk, person);
		await kiosk.settled();

		const pulses = board.pulses.slice(before.pulses);
		const moves = kiosk.moves.slice(before.moves).map(({ type }) => type);
		expect(pulses.length).toBeLessThanOrEqual(1);
		expect(moves).toEqual(pulses.map(() => kind));
		if (moment !== 'asked') expect(pulses).toHaveLength(1);
		const keys = board.pulses.map(({ key }) => key);
		expect(new Set(keys).size).toBe(keys.length);
	});
});

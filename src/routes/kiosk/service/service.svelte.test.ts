import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { ActOutcome, DoorStep } from '#acts/open-door.ts';
import ChoiceScreen from './ChoiceScreen.svelte';
import ServiceCodeScreen from './ServiceCodeScreen.svelte';
import ServiceScreen from './ServiceScreen.svelte';
import { serviceBench } from './service.fixture.ts';

type Bench = ReturnType<typeof serviceBench>;
type Page = 'menu' | 'doors' | 'sensors' | 'signals' | 'devices' | 'link';

const page = ({ context }: Bench, at: Page, withCode = true) =>
	render(ServiceScreen, { props: { page: at, withCode }, context });

describe('the service code', () => {
	test('is typed on the screen, opens the menu, and does not stay on it', async () => {
		const bench = serviceBench();
		const screen = await render(ServiceCodeScreen, { props: {}, context: bench.context });
		const go = screen.getByRole('button', { name: 'Go on' });
		for (const digit of ['4', '7', '1']) await screen.getByRole('button', { name: digit }).click();
		await expect.element(go).toBeDisabled();
		await screen.getByRole('button', { name: '1' }).click();
		await expect.element(screen.getByRole('status')).not.toMatchTextContent(/\d/);
		await go.click();
		expect(bench.typed).toEqual(['4711']);
		expect(bench.shown).toEqual([{ at: 'service', page: 'menu', withCode: true }]);
	});

	test.each([
		[{ kind: 'wrong', left: 2 } as const, '2 tries are left'],
		[{ kind: 'waits', ms: 540_000 } as const, 'Try again in 9 minutes']
	])('a wrong one opens nothing: %o', async (tried, words) => {
		const bench = serviceBench({ tried });
		const screen = await render(ServiceCodeScreen, { props: {}, context: bench.context });
		for (const digit of ['1', '2', '3', '4']) {
			await screen.getByRole('button', { name: digit }).click();
		}
		await screen.getByRole('button', { name: 'Go on' }).click();
		await expect.element(screen.getByRole('alert')).toMatchTextContent(words);
		expect(bench.shown).toEqual([]);
	});

	test('a machine without one says who sets it, and lets nobody type', async () => {
		const bench = serviceBench({ pin: null });
		const screen = await render(ServiceCodeScreen, { props: {}, context: bench.context });
		await expect.element(screen.getByText('config set 7 servicePin=…')).toBeVisible();
		expect(screen.getByRole('button', { name: 'Go on' }).query()).toBeNull();
		await screen.getByRole('button', { name: /^Test without a code/ }).click();
		expect(bench.shown).toEqual([{ at: 'service', page: 'menu', withCode: false }]);
	});
});

describe('the trial of a door', () => {
	/** A trial that the test brings to its end. */
	function trial() {
		const opened: number[] = [];
		let tell: (step: DoorStep) => void = () => undefined;
		let end: (outcome: ActOutcome) => void = () => undefined;
		const tryOut = (slot: number, onStep: typeof tell) => {
			opened.push(slot);
			tell = onStep;
			return new Promise<ActOutcome>((done) => (end = done));
		};
		return {
			opened,
			tryOut,
			tell: (step: DoorStep) => {
				tell(step);
			},
			end: (outcome: ActOutcome) => {
				end(outcome);
			}
		};
	}

	test('one door at a time, told step by step', async () => {
		const { opened, tryOut, tell, end } = trial();
		const screen = await page(serviceBench({ tryOut }), 'doors');
		await screen.getByRole('button', { name: /^Door 3/ }).click();
		tell({ kind: 'opening' });
		await expect.element(screen.getByTestId('verdict')).toMatchTextContent('Pull it open');
		await expect.element(screen.getByRole('button', { name: /^Door 4/ })).toBeDisabled();
		tell({ kind: 'open', since: 0 });
		await expect.element(screen.getByTestId('verdict')).toMatchTextContent('Now close it');
		end({ kind: 'settled' });
		await expect.element(screen.getByTestId('verdict')).toMatchTextContent('Door 3 works');
		await expect.element(screen.getByRole('button', { name: /^Door 4/ })).toBeEnabled();
		expect(opened).toEqual([3]);
	});

	test.each<[ActOutcome, RegExp]>([
		[{ kind: 'notOpened', why: 'fault' }, /plug of its lock/],
		[{ kind: 'notOpened', why: 'noLink' }, /no link to the board/],
		[{ kind: 'notOpened', why: 'notPulled' }, /If you pulled, it is jammed/],
		[{ kind: 'notOpened', why: 'busy' }, /Try it again/],
		[{ kind: 'notOpened', why: 'inUse' }, /Close it first/],
		[{ kind: 'unresolved' }, /its switch does not work/],
		[{ kind: 'notSaved', cause: null, used: false }, /storage is full/]
	])('%o says what to do', async (outcome, words) => {
		const tryOut = () => Promise.resolve(outcome);
		const screen = await page(serviceBench({ tryOut }), 'doors');
		await screen.getByRole('button', { name: /^Door 3/ }).click();
		await expect.element(screen.getByTestId('verdict')).toMatchTextContent(words);
	});

	test('a door of which nothing is heard does not keep the others from being tried', async () => {
		const { tryOut, tell } = trial();
		const screen = await page(serviceBench({ tryOut }), 'doors');
		await screen.getByRole('button', { name: /^Door 3/ }).click();
		tell({ kind: 'unclear' });
		await expect.element(screen.getByTestId('verdict')).toMatchTextContent('Nothing is heard');
		await expect.element(screen.getByRole('button', { name: /^Door 4/ })).toBeEnabled();
	});

	test('without the code no door opens, and the board is not changed', async () => {
		const { opened, tryOut } = trial();
		const bench = serviceBench({ tryOut });
		const screen = await page(bench, 'doors', false);
		await expect.element(screen.getByRole('button', { name: /^Door 3: Closed/ })).toBeDisabled();
		expect(opened).toEqual([]);
		const link = await page(bench, 'link', false);
		expect(link.getByRole('button', { name: /^Board on a USB cable/ }).query()).toBeNull();
		const sensors = await page(bench, 'sensors', false);
		expect(sensors.getByRole('button', { name: /to zero$/ }).query()).toBeNull();
	});
});

describe('what moves nothing', () => {
	test('scales and thermometers are read in one go, each with what to do where it fails', async () => {
		const weigh = (slot: number) =>
			Promise.resolve(
				slot === 2 ? { kind: 'fault' as const } : { kind: 'ok' as const, value: 250 }
			);
		const screen = await page(serviceBench({ test: { weigh } }), 'sensors');
		await screen.getByRole('button', { name: 'Measure' }).click();
		const rows = screen.getByRole('listitem');
		await expect.element(rows.nth(0)).toMatchTextContent('4.5°C');
		await expect.element(rows.nth(1)).toMatchTextContent('250 g');
		await expect.element(rows.nth(2)).toMatchTextContent('plug under the shelf');
	});

	test('what the scanner reads appears, newest first', async () => {
		const bench = serviceBench();
		const screen = await page(bench, 'signals');
		bench.scan('4006381333931');
		bench.scan('<b>second</b>');
		const codes = screen.getByRole('listitem');
		await expect.element(codes.nth(0)).toMatchTextContent('<b>second</b>');
		await expect.element(codes.nth(1)).toMatchTextContent('4006381333931');
	});

	test.each([
		['Light on', 'fault' as const, 'its fuse'],
		['Beep twice', 'lacking' as const, 'This board has none'],
		['Self test of the board', 'noLink' as const, 'no link to the board']
	])('%s, %s', async (name, kind, words) => {
		const answer = () => Promise.resolve({ kind });
		const test = { light: answer, beep: answer, selfTest: answer };
		const screen = await page(serviceBench({ test }), 'signals');
		await screen.getByRole('button', { name }).click();
		await expect.element(screen.getByTestId('verdict')).toMatchTextContent(words);
	});

	test('a controller without trials says that there is no answer, and breaks nothing', async () => {
		const screen = await page(serviceBench({ test: null, info: null }), 'signals');
		await screen.getByRole('button', { name: 'Beep twice' }).click();
		await expect.element(screen.getByTestId('verdict')).toMatchTextContent('No answer');
	});
});

describe('what opens the doors', () => {
	test.each([
		['nothingChosen' as const, 'If the list was empty'],
		['unsupported' as const, 'Use Chromium or Chrome'],
		['refused' as const, 'policy']
	])('%s is told with what to do', async (asked, words) => {
		const bench = serviceBench({ asked, way: null });
		const screen = await render(ChoiceScreen, { props: {}, context: bench.context });
		await screen.getByRole('button', { name: /^Board on a USB cable/ }).click();
		await expect.element(screen.getByRole('alert')).toMatchTextContent(words);
		expect(bench.ways).toEqual(['serial']);
	});
});

describe('what hangs on a port of its own', () => {
	test('is chosen in a tap, and may be taken away', async () => {
		const bench = serviceBench({ devices: { sensor: 'open', told: { celsius: 4.25, at: 0 } } });
		const screen = await page(bench, 'devices');
		const notes = screen.getByRole('status');
		await expect.element(notes.nth(0)).toMatchTextContent('None chosen');
		await expect.element(notes.nth(1)).toMatchTextContent('It says 4.3°C');
		await screen.getByRole('button', { name: 'Choose its port: Scanner on a serial port' }).click();
		await screen.getByRole('button', { name: /^Take it away/ }).click();
		expect(bench.chosen).toEqual(['scanner', 'no sensor']);
	});

	test.each([
		['opening', 'being opened'],
		['open', 'Nothing has come yet'],
		['unplugged', 'Push it in'],
		['busy', 'holds its port'],
		['unsupported', 'Use Chromium']
	] as const)('%s is told with what to do', async (scanner, words) => {
		const screen = await page(serviceBench({ devices: { scanner } }), 'devices');
		await expect.element(screen.getByRole('status').first()).toMatchTextContent(words);
	});

	test('a thermometer that fell silent is not shown with its old figure', async () => {
		const devices = { sensor: 'open', told: { celsius: 7.25, at: -61_000 } } as const;
		const screen = await page(serviceBench({ devices }), 'devices');
		const note = screen.getByRole('status').nth(1);
		await expect.element(note).toMatchTextContent('Nothing has come for a minute');
		await expect.element(note).not.toMatchTextContent('7.3');
	});

	test('two of one kind are refused, because nobody could tell them apart', async () => {
		const screen = await page(serviceBench({ taken: 'taken' }), 'devices');
		await screen.getByRole('button', { name: /^Choose its port: Scanner/ }).click();
		await expect.element(screen.getByRole('alert')).toMatchTextContent('port of the same kind');
	});

	test('without the code nothing is chosen', async () => {
		const screen = await page(serviceBench(), 'devices', false);
		expect(screen.getByRole('button', { name: /port/ }).query()).toBeNull();
	});
});

describe('figures of the line', () => {
	test('stand on the page of the board, also without the code', async () => {
		const screen = await page(serviceBench(), 'link', false);
		await screen.getByText('How the cable does').click();
		await expect.element(screen.getByText('Starts of the link')).toBeVisible();
		const figures = screen.getByRole('definition');
		expect(figures.elements().map(({ textContent }) => textContent)).toEqual([
			...['3', '2', '1', '4', '120']
		]);
	});
});

describe('a scanned service code', () => {
	test('is looked at like a typed one, and counts as a try', async () => {
		const bench = serviceBench({ tried: { kind: 'wrong', left: 4 } });
		const screen = await render(ServiceCodeScreen, { props: {}, context: bench.context });
		await expect.element(screen.getByRole('heading')).toBeVisible();
		bench.scan('4711');
		await expect.element(screen.getByRole('alert')).toMatchTextContent('4 tries are left');
		expect(bench.typed).toEqual(['4711']);
	});

	test.each(['4006381333931', 'https://food.example/kiosk/#ABC', '12'])(
		'%s is none, and costs no try',
		async (value) => {
			const bench = serviceBench();
			const screen = await render(ServiceCodeScreen, { props: {}, context: bench.context });
			await expect.element(screen.getByRole('heading')).toBeVisible();
			bench.scan(value);
			expect(bench.typed).toEqual([]);
		}
	);
});

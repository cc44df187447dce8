import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { Act } from '#domain/act.ts';
import type { ActOutcome, DoorStep } from '#acts/open-door.ts';
import type { LotInside } from '#acts/stock.ts';
import { serviceBench } from '../service.fixture.ts';
import VisitPage from './VisitPage.svelte';

type Bench = ReturnType<typeof serviceBench>;
const visit = ({ context }: Bench) => render(VisitPage, { props: {}, context });
type Screen = Awaited<ReturnType<typeof visit>>;
const press = (screen: Screen, name: string | RegExp) =>
	screen.getByRole('button', { name }).click();
const heading = (screen: Screen) => screen.getByRole('heading', { level: 1 });

/** A door that the test moves. */
function door() {
	const acts: Act[] = [];
	const withdrawn: string[] = [];
	let tell: (step: DoorStep) => void = () => undefined;
	let end: (outcome: ActOutcome) => void = () => undefined;
	const use = (act: Act, onStep: (step: DoorStep) => void) => {
		acts.push(act);
		tell = onStep;
		return {
			withdraw: () => withdrawn.push(act.actId),
			end: new Promise<ActOutcome>((done) => (end = done))
		};
	};
	return {
		...{ acts, withdrawn, use },
		open: () => {
			tell({ kind: 'open', since: 0 });
		},
		end: (outcome: ActOutcome) => {
			end(outcome);
		}
	};
}

const bread: LotInside = {
	lot: {
		...{ lotId: 'lot000000000001', name: 'Bread', category: 'bakery', storage: 'ambient', slot: 3 },
		...{ dateKind: 'bestBefore', date: '2026-11-27', portions: 4, allergens: null }
	},
	portions: 4,
	offer: { from: 0, until: 0, why: 'unconfirmed' },
	...{ offered: false, withheld: false, coldChain: 'fine' }
};

describe('[S1a] a visit behind a door', () => {
	test('is said, then the door opens, and its act has all of it', async () => {
		const { acts, use, open, end } = door();
		const bench = serviceBench({ use });
		const screen = await visit(bench);
		await press(screen, /^Door 3/);
		await expect.element(screen.getByRole('button', { name: 'Open door 3' })).toBeDisabled();
		await press(screen, /^Clean/);
		await press(screen, /^Measure/);
		await press(screen, 'Next');
		for (const key of ['4', '.', '5']) await press(screen, key);
		await expect.element(screen.getByRole('status')).toMatchTextContent('4.5°C');
		expect(acts).toEqual([]);
		await press(screen, 'Open door 3');
		expect(acts).toMatchObject([{ kind: 'service', slot: 3, done: ['clean', 'measure'] }]);
		expect(acts[0]).toHaveProperty('measuredC', 4.5);
		await expect.element(heading(screen)).toMatchTextContent('Pull it open');
		// Whoever cleans is not asked after a minute whether they are there.
		expect(bench.journey.isWorking).toBe(true);
		open();
		await expect.element(heading(screen)).toMatchTextContent('Door 3 is open');
		end({ kind: 'settled' });
		await expect.element(heading(screen)).toMatchTextContent('Saved.');
		await expect.element(screen.getByRole('listitem').nth(1)).toMatchTextContent('Measured: 4.5°C');
		expect(bench.journey.isWorking).toBe(false);
	});

	test('says that nothing was noted where the door did not open, and opens it once more', async () => {
		const { acts, use, end } = door();
		const screen = await visit(serviceBench({ use }));
		await press(screen, /^Door 3/);
		await press(screen, /^Clean/);
		await press(screen, 'Open door 3');
		end({ kind: 'notOpened', why: 'fault' });
		await expect.element(heading(screen)).toMatchTextContent('Door 3 did not open');
		await expect.element(screen.getByRole('alert')).toMatchTextContent('Nothing was noted.');
		await press(screen, 'Try again');
		expect(new Set(acts.map(({ actId }) => actId)).size).toBe(2);
	});

	test('may be taken back while it is open', async () => {
		const { acts, withdrawn, use, open, end } = door();
		const screen = await visit(serviceBench({ use }));
		await press(screen, /^Door 3/);
		await press(screen, /^Clean/);
		await press(screen, 'Open door 3');
		await expect.element(screen.getByRole('button', { name: 'Nothing was done' })).toBeDisabled();
		open();
		await press(screen, 'Nothing was done');
		expect(withdrawn).toEqual(acts.map(({ actId }) => actId));
		end({ kind: 'withdrawn' });
		await expect.element(heading(screen)).toMatchTextContent('Nothing was noted.');
	});

	test.each([
		['that was seen open is saved', true, 'Saved. Is the door closed?'],
		['of which nothing was seen is not', false, 'Door 3 did not open']
	])('a door without an end %s', async (_, wasOpen, words) => {
		const { use, open, end } = door();
		const screen = await visit(serviceBench({ use }));
		await press(screen, /^Door 3/);
		await press(screen, /^Clean/);
		await press(screen, 'Open door 3');
		if (wasOpen) open();
		end({ kind: 'unresolved' });
		await expect.element(heading(screen)).toMatchTextContent(words);
	});
});

describe('[S1a] a count', () => {
	test('is asked for where nobody knows what is inside, and saved while the door is open', async () => {
		const { acts, use, open, end } = door();
		const bench = serviceBench({ use, inside: [bread] });
		const screen = await visit(bench);
		await expect.element(screen.getByText(/^At 1 door nobody knows/)).toBeVisible();
		await press(screen, 'Door 3: To be counted');
		await press(screen, /^Count/);
		await press(screen, 'Open door 3');
		// Counting alone is no work of its own: the door is opened, and the count makes the facts.
		expect(acts).toMatchObject([{ kind: 'service', done: [] }]);
		open();
		await press(screen, 'One more: Thrown away, Bread');
		await press(screen, 'One fewer: Stays inside, Bread');
		await press(screen, 'Save the count');
		expect(bench.counted).toEqual([
			[{ lotId: 'lot000000000001', known: 4, left: 2, thrown: 1, reason: 'spoiled' }]
		]);
		await expect.element(screen.getByRole('status').first()).toMatchTextContent('count is saved');
		end({ kind: 'settled' });
		await expect.element(heading(screen)).toMatchTextContent('Saved.');
	});

	test('waits for its end where the door was closed first, and is not saved twice', async () => {
		const { use, open, end } = door();
		const bench = serviceBench({ use, inside: [bread] });
		const screen = await visit(bench);
		await press(screen, /^Door 3/);
		await press(screen, /^Count/);
		await press(screen, 'Open door 3');
		open();
		end({ kind: 'settled' });
		await expect.element(heading(screen)).toMatchTextContent('What is inside door 3?');
		expect(bench.counted).toEqual([]);
		await press(screen, 'Save the count');
		await expect.element(heading(screen)).toMatchTextContent('Saved.');
		expect(bench.counted).toHaveLength(1);
	});

	test('that nobody made leaves nothing noted', async () => {
		const { use, open, end } = door();
		const bench = serviceBench({ use, inside: [bread] });
		const screen = await visit(bench);
		await press(screen, /^Door 3/);
		await press(screen, /^Count/);
		await press(screen, 'Open door 3');
		open();
		end({ kind: 'settled' });
		await press(screen, 'Do not count');
		await expect.element(heading(screen)).toMatchTextContent('Nothing was noted.');
		expect(bench.counted).toEqual([]);
	});

	test('that the store refuses is not called saved', async () => {
		const { use, open } = door();
		const screen = await visit(serviceBench({ use, inside: [bread], saves: false }));
		await press(screen, /^Door 3/);
		await press(screen, /^Count/);
		await press(screen, 'Open door 3');
		open();
		await press(screen, 'Save the count');
		await expect.element(screen.getByRole('alert')).toMatchTextContent('could not be saved');
	});
});

describe('[F6] a visit without a door', () => {
	const open = async (screen: Screen, keys: string) => {
		await press(screen, /^All that is chilled/);
		await press(screen, /^Open again/);
		await press(screen, 'Next');
		for (const key of keys) {
			await press(screen, key === '-' ? 'Minus' : key);
		}
	};

	test('a zone that is too warm is not reopened, and it is said at what it would be', async () => {
		const bench = serviceBench();
		const screen = await visit(bench);
		await open(screen, '12');
		await expect.element(screen.getByRole('alert')).toMatchTextContent('at most 7°C');
		await expect.element(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
		expect(bench.served).toEqual([]);
	});

	test('one that is locked says so where it is chosen', async () => {
		const screen = await visit(serviceBench({ locked: [1, 2, 3] }));
		const zone = screen.getByRole('button', { name: /^All that is chilled/ });
		await expect.element(zone).toMatchTextContent('Doors 1, 2, 3 are locked: it was too warm.');
	});

	test('within its limit it is, with what was measured', async () => {
		const bench = serviceBench();
		const screen = await visit(bench);
		await open(screen, '-3.5');
		await press(screen, 'Save');
		await expect.element(heading(screen)).toMatchTextContent('Saved.');
		expect(bench.served).toEqual([
			[
				{ kind: 'zone', zone: 'cold' },
				{ done: ['measure', 'reopen'], measuredC: -3.5 }
			]
		]);
	});

	test('the whole machine is cleaned, and what is not saved is not called so', async () => {
		const bench = serviceBench({ saves: false });
		const screen = await visit(bench);
		await press(screen, /^The whole machine/);
		expect(screen.getByRole('button', { name: /^Open again/ }).query()).toBeNull();
		await press(screen, /^Clean/);
		await press(screen, 'Save');
		await expect.element(heading(screen)).toMatchTextContent('That was not saved.');
		expect(bench.served).toEqual([[{ kind: 'machine' }, { done: ['clean'], measuredC: null }]]);
	});
});

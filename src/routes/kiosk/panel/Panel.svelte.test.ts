import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '#lib/styles/tokens.css';
import '#lib/styles/components.css';
import '#lib/styles/surfaces.css';
import { SimulatedMachine } from '#controller/simulated/machine.ts';
import { passingMemory } from '#controller/simulated/memory.ts';
import { speak } from '#lib/messages/messages.svelte.ts';
import Panel from './Panel.svelte';

let machine: SimulatedMachine | undefined;

async function panel() {
	let time = 0;
	machine = new SimulatedMachine({
		slots: [1, 2],
		memory: passingMemory(),
		uptime: () => time,
		now: () => time,
		after: () => () => undefined,
		random: Math.random
	});
	const screen = await render(Panel, { machine });
	return { machine, screen, pass: (ms: number) => (time += ms) };
}

afterEach(async () => {
	machine?.stop();
	await speak('en');
});

test.each([
	['Pull the cable', 'isPlugged', true],
	['Make it silent', 'isSilent', false],
	['Spoil the line', 'isNoisy', false],
	['Cut its power', 'isOn', true]
] as const)('“%s” is a switch', async (name, what, usual) => {
	const { machine: it, screen } = await panel();
	const key = screen.getByRole('button', { name });
	expect(it.view[what]).toBe(usual);
	await expect.element(key).toHaveAttribute('aria-pressed', 'false');
	await key.click();
	expect(it.view[what]).toBe(!usual);
	await expect.element(key).toHaveAttribute('aria-pressed', 'true');
	await key.click();
	expect(it.view[what]).toBe(usual);
});

test('each door is opened, closed and broken on its own', async () => {
	const { machine: it, screen } = await panel();
	const second = screen.getByRole('listitem').nth(1);
	await second.getByRole('button', { name: 'Put in 500 g' }).click();
	await second.getByRole('button', { name: 'Open', exact: true }).click();
	await expect.element(second).toMatchTextContent('Open, 500 g');
	await second.getByRole('button', { name: 'Stick the switch' }).click();
	await second.getByRole('button', { name: 'Jam the lock' }).click();
	await second.getByRole('button', { name: 'Let the scale drift' }).click();
	expect(it.view.world.compartments.get(2)).toMatchObject({
		isOpen: true,
		isJammed: true,
		stuckAt: true,
		grams: 500,
		driftPerHour: 600
	});
	await second.getByRole('button', { name: 'Close', exact: true }).click();
	await expect.element(second).toMatchTextContent('Closed');
	expect(it.view.world.compartments.get(1)).toMatchObject({ isOpen: false, isJammed: false });
});

test('the fridge, the people, the scanner and the journal', async () => {
	const { machine: it, screen } = await panel();
	await screen.getByRole('button', { name: 'Make it 12°C' }).click();
	await expect.element(screen.getByRole('heading', { name: /12°C/ })).toBeVisible();
	await screen.getByRole('button', { name: 'Cut the mains' }).click();
	expect(it.view.isOn).toBe(true);
	await screen.getByRole('button', { name: 'Empty its battery' }).click();
	await expect.element(screen.getByRole('status')).toMatchTextContent('The board has no power.');
	await screen.getByRole('button', { name: 'Cut the mains' }).click();
	expect(it.view).toMatchObject({ isOn: true, world: { hasMains: true, charge: 0 } });
	await screen.getByRole('button', { name: 'Cut the mains' }).click();
	expect(it.view.isOn).toBe(false);
	await screen.getByRole('button', { name: 'Cut the mains' }).click();
	await screen.getByRole('button', { name: 'Cut the probe' }).click();
	expect(it.view.world).toMatchObject({ hasMains: true, isProbeDead: true });
	await screen.getByRole('radio', { name: 'Leave it open' }).click();
	expect(it.view.habit.closesAfterMs).toBeNull();
	const { events, journalId } = it.view;
	await screen.getByRole('button', { name: 'Scan it' }).click();
	await screen.getByRole('button', { name: 'Open its housing' }).click();
	await screen.getByRole('button', { name: 'Reset it' }).click();
	expect(it.view.events).toBeGreaterThanOrEqual(events + 3);
	await expect.element(screen.getByRole('status')).toMatchTextContent(`${it.view.events} events`);
	await screen.getByRole('button', { name: 'Lose its journal' }).click();
	expect(it.view.journalId).not.toBe(journalId);
	expect(it.view.events).toBeLessThan(events + 3);
});

test('it is put away and back by the same key, whose target is large enough', async () => {
	const { screen } = await panel();
	for (const button of document.querySelectorAll('button, label.btn, input[type=text]')) {
		expect(button.getBoundingClientRect().height, button.textContent).toBeGreaterThanOrEqual(44);
	}
	await screen.getByRole('button', { name: 'Hide the panel' }).click();
	expect(screen.getByRole('heading').elements()).toHaveLength(0);
	await screen.getByRole('button', { name: 'Show the panel' }).click();
	await expect.element(screen.getByRole('heading', { name: 'Doors' })).toBeVisible();
});

test.each([
	['landscape', 1280, 800],
	['portrait', 1080, 1920]
])(
	'%s, it lies where the kiosk speaks, and leaves what a person touches',
	async (_, width, height) => {
		await page.viewport(width, height);
		const { screen } = await panel();
		await speak('ar');
		const aside = screen.getByRole('complementary', { name: 'جهاز محاكى' });
		const box = aside.element().getBoundingClientRect();
		expect((box.width * box.height) / (width * height)).toBeLessThanOrEqual(0.42);
		expect(aside.element().scrollWidth).toBeLessThanOrEqual(aside.element().clientWidth);
	}
);

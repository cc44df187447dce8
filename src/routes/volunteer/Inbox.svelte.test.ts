import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { ALERT_KINDS } from '#domain/shapes/words.ts';
import { alert, ago, machine, NOW } from '#lib/people/people.fixture.ts';
import type { OpenAlert } from '#lib/people/tasks.ts';
import Inbox from './Inbox.svelte';

const inbox = (alerts: OpenAlert[]) =>
	render(Inbox, {
		alerts,
		machines: [machine({ machineId: 2, address: 'Reuterstraße 9' })],
		at: NOW,
		pathOf: (id: number) => `/m/${id}/`
	});

test('an alert is titled with the deed; its cause, place and age stand beside it', async () => {
	const screen = await inbox([alert({ value: 9.4, threshold: 5, unit: '°C', slot: 3 })]);
	const title = screen.getByRole('link', { name: 'Throw out the chilled food and clean' });
	await expect.element(title).toHaveAttribute('href', '/m/2/');
	const card = screen.getByRole('article');
	for (const words of [
		'Fridge warm, 9.4°C',
		'for 5 h',
		'door 3',
		'Reuterstraße 9',
		'limit is 5°C'
	]) {
		await expect.element(card).toMatchTextContent(words);
	}
	await expect.element(card).not.toMatchTextContent('Demo');
});

test('[F5] nobody is told to throw food out before the fridge has been warm for too long', async () => {
	const screen = await inbox([alert({ severity: 'warning' })]);
	await expect.element(screen.getByText('Check the fridge and shut its doors')).toBeVisible();
	expect(screen.getByText(/Throw out/).query()).toBeNull();
});

test('[M15] many machines silent at once are one card, about the network and without a link', async () => {
	const screen = await inbox([
		alert({ kind: 'offline', machineId: null, machineName: null, value: 20, unit: 'machines' })
	]);
	const card = screen.getByRole('article');
	await expect.element(card).toMatchTextContent('Check what they share: internet, power, server');
	await expect.element(card).toMatchTextContent('20 machines lost contact at once');
	await expect.element(card).toMatchTextContent('The whole network');
	expect(screen.getByRole('link').query()).toBeNull();
});

test('urgency decides the part, and the order of the server stays in it', async () => {
	const screen = await inbox([
		alert({ alertId: 'a', kind: 'power' }),
		alert({ alertId: 'b', kind: 'full', severity: 'warning' }),
		alert({ alertId: 'c', kind: 'lock', severity: 'warning', since: ago(60_000) }),
		alert({ alertId: 'd', kind: 'cleaning', severity: 'info' })
	]);
	const headings = screen.getByRole('heading').elements();
	expect(headings.map((heading) => heading.textContent.trim())).toEqual([
		'Do first',
		'Check the plug and the fuse',
		'Today',
		'Take food to another fridge',
		'Free the lock of the door',
		'When you are there',
		'Clean all doors'
	]);
});

test('every kind of alert has a deed and a cause of its own', async () => {
	const screen = await inbox(ALERT_KINDS.map((kind) => alert({ alertId: kind, kind })));
	const cards = screen.getByRole('article').elements();
	const titles = cards.map((card) => card.querySelector('h3')?.textContent.trim());
	const causes = cards.map((card) => card.querySelector('.badge')?.textContent.trim());
	expect(new Set(titles).size).toBe(ALERT_KINDS.length);
	expect(new Set(causes).size).toBe(ALERT_KINDS.length);
});

test('what the demonstration made says so', async () => {
	const screen = await inbox([alert({ demo: true })]);
	await expect.element(screen.getByText('Demo')).toBeVisible();
});

test('with nothing open it says that nothing needs you', async () => {
	const screen = await inbox([]);
	await expect
		.element(screen.getByRole('heading', { name: 'Nothing needs you now' }))
		.toBeVisible();
});

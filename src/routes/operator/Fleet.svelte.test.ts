import '../../app.css';
import '#lib/styles/surfaces.css';
import { page } from 'vitest/browser';
import { beforeEach, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { HOUR } from '#domain/calendar.ts';
import { standingsOf, type FleetMachine } from '#lib/people/fleet.ts';
import { ago, alert, machine, NOW } from '#lib/people/people.fixture.ts';
import type { OpenAlert } from '#lib/people/tasks.ts';
import Fleet from './Fleet.svelte';

beforeEach(() => page.viewport(1_440, 900));

const REPORT: FleetMachine['report'] = {
	controller: { linked: false, firmware: '1.2.0', id: 'a1b2' },
	temperatures: [{ sensor: 't1', celsius: 9.4 }],
	power: 'battery',
	coldChain: [{ zone: 'cold', state: 'locked', since: ago(HOUR) }]
};
const silent = { freshness: 'unknown', lastSeenAt: ago(75 * HOUR) } as const;
const machines = [
	machine({ machineId: 1, name: 'Library', unsentFacts: 2, report: REPORT }),
	machine({ machineId: 2, name: 'Scheune', openAlerts: 1 }),
	machine({ machineId: 3, name: 'Roof garden', unsentFacts: 18, report: REPORT, ...silent }),
	machine({ machineId: 4, name: 'Corner', hardware: 'none', demo: true, ...silent })
];

const fleet = (all: FleetMachine[] = machines, alerts: OpenAlert[] = [alert()]) =>
	render(Fleet, {
		standings: standingsOf(all, alerts, NOW, NOW),
		alerts,
		at: NOW,
		pathOf: (id: number) => `/m/${id}/`
	});

test('the table has the most urgent first, each with what is known of it', async () => {
	const screen = await fleet();
	const rows = screen.getByRole('row').elements().slice(1);
	expect(rows.map((row) => row.querySelector('th a')?.textContent)).toEqual([
		'Scheune',
		'Roof garden',
		'Library',
		'Corner'
	]);
	const cells = (row: number) =>
		[...(rows[row]?.querySelectorAll('td') ?? [])].map((cell) =>
			cell.textContent.replace(/\s+/g, ' ').trim()
		);
	expect(cells(0)).toEqual(['Fridge warm', '1 min', '9', '0', '1', 'not known', '–', '0.1.0']);
	// [M19] Three days of silence: what is inside is not known, whatever was counted then.
	const lost = ['Lost contact', '3 days', 'not known', '18', '0', 'not known'];
	expect(cells(1).slice(0, 6)).toEqual(lost);
	expect(cells(1)[6]).toBe('not known 1.2.0 · a1b2');
	expect(cells(2).slice(5, 7)).toEqual(['Locked 9.4°C', 'Not linked On its battery 1.2.0 · a1b2']);
	expect(rows[3]?.textContent).toContain('Demo');
	expect(rows[0]?.textContent).not.toContain('Demo');
});

test('the figures count what reports, what is lost and what has not been sent', async () => {
	const screen = await fleet();
	const figures = screen
		.getByRole('term')
		.elements()
		.map((term) => [
			term.textContent,
			term.nextElementSibling?.textContent.replace(/\s+/g, ' ').trim()
		]);
	expect(figures).toEqual([
		['Reporting now', '2 of 4'],
		['Lost contact', '1'],
		['Open alerts', '1'],
		['Records not sent yet', '20'],
		['Portions on offer', '18']
	]);
});

test('filters and the search say how many they show', async () => {
	const screen = await fleet();
	await screen.getByRole('button', { name: 'Lost contact, 1' }).click();
	await expect.element(screen.getByRole('status')).toMatchTextContent('1 of 4 shown');
	await expect.element(screen.getByRole('rowheader')).toMatchTextContent('Roof garden');
	await screen.getByRole('button', { name: 'All, 4' }).click();
	await screen.getByRole('searchbox').fill('corn');
	await expect.element(screen.getByRole('rowheader')).toMatchTextContent('Corner');
	await screen.getByRole('searchbox').fill('nowhere');
	await expect.element(screen.getByText('No machine is called that')).toBeVisible();
});

test('on a phone the machines are cards, and nothing scrolls sideways', async () => {
	await page.viewport(360, 740);
	const screen = await fleet();
	await expect.element(screen.getByRole('link', { name: 'Roof garden' })).toBeVisible();
	expect(screen.getByRole('table').query()).toBeNull();
	expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});

test('a network without machines, and one in which nothing is open', async () => {
	const none = await fleet([], []);
	await expect.element(none.getByText('There is no machine yet')).toBeVisible();
	const calm = await fleet([machine()], []);
	await expect.element(calm.getByText('Nothing needs you now')).toBeVisible();
	await expect.element(calm.getByRole('button', { name: 'Needs someone, 0' })).toBeVisible();
});

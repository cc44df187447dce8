import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { DAY, HOUR } from '#domain/calendar.ts';
import type { SnapshotMachine } from '#domain/shapes/snapshot.ts';
import { nearbyOf } from '../nearby.ts';
import { aLot, aMachine, NOW } from '../testing.ts';
import MachineCard from './MachineCard.svelte';

async function show(machine: Partial<SnapshotMachine>, here = true) {
	const place = here ? { lat: 52.503, lon: 13.4 } : null;
	await render(MachineCard, { of: nearbyOf(aMachine(machine), place, NOW), at: NOW });
	return page.getByRole('article');
}

const food = { lots: [aLot()] };

test.each<[string, Partial<SnapshotMachine>, string[], string[]]>([
	['fresh', food, ['3 bread', 'Seen 1 min ago', '330 m', 'Hours not known'], ['Demo', 'Empty']],
	['stale', { ...food, lastSeenAt: NOW - 5 * HOUR }, ['3 bread', 'Seen 5 h ago'], ['Not known']],
	['empty', {}, ['Empty now.', 'Seen 1 min ago'], ['bread']],
	[
		'without news',
		{ ...food, lastSeenAt: NOW - 3 * DAY },
		['There was, November 20', '3 bread', 'No news for 3 days'],
		['Seen']
	],
	['never heard of', { lastSeenAt: null }, ['Not known what is inside.', 'No news yet'], ['Empty']],
	['of the demonstration', { demo: true, openingHours: '24/7' }, ['Demo', 'Always open'], []],
	['not taking food', { donationPaused: true }, ['Takes no food now'], []]
])('[M19] a machine %s', async (_, machine, says, saysNot) => {
	const card = await show(machine);
	await expect.element(page.getByRole('link')).toHaveAttribute('href', '/m/1/');
	const text = card.element().textContent.replace(/\s+/g, ' ');
	for (const words of says) expect(text).toContain(words);
	for (const words of saysNot) expect(text).not.toContain(words);
});

test('without a place no distance is made up', async () => {
	const card = await show(food, false);
	expect(card.element().querySelector('.dist')).toBeNull();
});

test('a name that looks like markup is only a name', async () => {
	const name = '<img src=x onerror=alert(1)> & Söhne';
	const card = await show({ name });
	await expect.element(page.getByRole('link')).toHaveTextContent(name);
	expect(card.element().querySelector('img')).toBeNull();
});

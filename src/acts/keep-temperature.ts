import type { Millis } from '#domain/calendar.ts';
import { boardAfter, EMPTY_BOARD, sensorOf, type LimitOf } from './board.ts';
import { stepColdChain } from './keep-cold-chain.ts';
import type { KioskStore } from './kiosk-store.ts';

/**
 * The number of the thermometer that hangs on a port of its own: a board's probes count from 1. Where
 * there is no board it stands for the first of them, so that a fridge with nothing else is watched
 * without any configuration.
 */
export const ownProbe = (hasBoard: boolean): number => (hasBoard ? 0 : 1);

/** Keeps what a thermometer on a port of its own measured like what a board does, in one transaction. */
export async function keepTemperature(
	store: Pick<KioskStore, 'recall' | 'remember' | 'transact'>,
	{ probe, celsius, at }: { probe: number; celsius: number; at: Millis },
	limitOf: LimitOf
): Promise<void> {
	await store.transact(async () => {
		const before = (await store.recall('board')) ?? EMPTY_BOARD;
		const event = { k: 'temp', p: probe, dC: Math.round(celsius * 10), ms: 0 } as const;
		const { board, facts } = boardAfter(before, event, at, limitOf);
		await store.remember('board', board);
		const measured = { kind: 'measuredHere', sensor: sensorOf(probe), celsius, at } as const;
		return [...facts, ...(await stepColdChain(store, measured, { at }))];
	});
}

import type { Millis } from '#domain/calendar.ts';
import type { HardwareSlot, Status } from '#domain/shapes/machine.ts';
import type { Chance } from './chance.ts';
import { sensorOf } from './places.ts';
import type { Trouble } from './troubles.ts';

/** What a healthy zone measures, in °C. */
const USUAL = { chilled: 3.4, frozen: -18.6 } as const;

/** The part of a status that tells of the hardware. */
export function statusOf(
	slots: readonly HardwareSlot[],
	troubles: readonly Trouble[],
	bootedAt: Millis,
	chance: Chance
): Omit<Status, 'bootId' | 'uptimeMs'> {
	const isOpen = (slot: number): boolean =>
		troubles.some((one) => one.kind === 'door_open' && one.slot === slot);
	const isBroken = (slot: number): boolean =>
		troubles.some((one) => one.kind === 'lock' && one.slot === slot);
	const cold = (['chilled', 'frozen'] as const).filter((storage) =>
		slots.some((slot) => slot.storage === storage)
	);
	const warm = (sensor: string): Trouble | undefined =>
		troubles.find((one) => one.kind === 'temperature' && one.sensor === sensor);
	return {
		appVersion: 'demo',
		bootReason: 'PowerUp',
		controller: { linked: true, firmware: 'demo' },
		temperatures: cold.map((storage) => ({
			sensor: sensorOf(storage),
			celsius:
				warm(sensorOf(storage))?.celsius ??
				Math.round((USUAL[storage] + chance.between(-0.6, 0.6)) * 10) / 10
		})),
		doors: slots.map(({ slot }) => ({ slot, open: isOpen(slot) })),
		power: 'mains',
		slots: slots.map(({ slot }) => ({ slot, state: isBroken(slot) ? 'fault' : 'ok' })),
		coldChain: cold.map((storage) => {
			const since = warm(sensorOf(storage))?.since;
			return {
				zone: storage,
				state: since === undefined ? 'ok' : 'watch',
				since: new Date(since ?? bootedAt).toISOString()
			};
		})
	};
}

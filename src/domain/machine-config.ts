import { policyKey, type Policy } from './policy.ts';
import { CONFIG_KEYS, type MachineConfig } from './shapes/config.ts';
import type { HardwareSlot, Zone } from './shapes/machine.ts';
import type { Storage } from './shapes/words.ts';

/** Seconds between two statuses when nothing is wrong [M15]. */
export const INTERVAL = CONFIG_KEYS.interval.preset.is;
/** Seconds between two statuses while an alert is open [M15]. */
export const ALERT_INTERVAL = 15;
/** Seconds after which a pending machine asks again whether it was confirmed [M6]. */
export const PENDING_INTERVAL = 15;

/**
 * Seconds until the machine's next status: as configured, and no more than 15 while an alert or a
 * recall is open [M15].
 */
export function statusInterval(configured: number, needsHaste: boolean): number {
	return needsHaste ? Math.min(configured, ALERT_INTERVAL) : configured;
}

/** What a machine is known by before its configuration is made. */
export type Site = {
	readonly timeZone: string;
	readonly openingHours: string | null;
};

/** The part of a machine's hardware that its configuration tells. */
export type Fittings = {
	readonly slots: readonly HardwareSlot[];
	readonly zones?: readonly Zone[] | undefined;
};

/** The first configuration of a machine, from what it said of itself [M16]. */
export function defaultConfig(site: Site, hardware: Fittings, policy: Policy): MachineConfig {
	const keys = CONFIG_KEYS;
	return {
		interval: keys.interval.preset.is,
		timeZone: site.timeZone,
		policy: policyKey(policy),
		...fittingsOf(hardware),
		recalls: [],
		languages: [...keys.languages.preset.is],
		donationPaused: keys.donationPaused.preset.is,
		notice: keys.notice.preset.is,
		sessionSeconds: keys.sessionSeconds.preset.is,
		fairUsePortions: keys.fairUsePortions.preset.is,
		servicePin: keys.servicePin.preset.is,
		openingHours: site.openingHours
	};
}

/** What an operator has set stays when the hardware is replaced; slots and zones are the new ones [M5]. */
export function refitted(config: MachineConfig, hardware: Fittings): MachineConfig {
	return { ...config, ...fittingsOf(hardware) };
}

function fittingsOf({ slots, zones }: Fittings): Pick<MachineConfig, 'slots' | 'zones'> {
	return {
		zones: zones?.length ? [...zones] : zonesOf(slots),
		slots: slots.map(({ kind, litres, lock, ...slot }) => ({
			...slot,
			kind: kind ?? 'shelf',
			...(litres === undefined ? {} : { litres }),
			...(lock === undefined ? {} : { lock })
		}))
	};
}

/** One zone for each class that needs cold, named like it, without sensors (contract, "register"). */
function zonesOf(slots: readonly HardwareSlot[]): Zone[] {
	const cold: readonly Storage[] = ['chilled', 'frozen'];
	return cold.flatMap((storage) => {
		const inside = slots.filter((slot) => slot.storage === storage).map(({ slot }) => slot);
		return inside.length > 0 ? [{ zone: storage, storage, slots: inside, sensors: [] }] : [];
	});
}

import * as v from 'valibot';
import { policyKey, type Policy } from './policy.ts';
import { Zone, type HardwareSlot, type MachineConfig } from './shapes/machine.ts';
import { PolicyDocument } from './shapes/policy.ts';
import { integer, ShortText, SlotNumber, text } from './shapes/values.ts';
import { SLOT_KINDS, STORAGES, type Storage } from './shapes/words.ts';

/** Seconds between two statuses when nothing is wrong [M15]. */
export const INTERVAL = 60;
/** Seconds between two statuses while an alert is open [M15]. */
export const ALERT_INTERVAL = 15;
/** Seconds after which a pending machine asks again whether it was confirmed [M6]. */
export const PENDING_INTERVAL = 15;

/**
 * Every key of a machine's configuration with its range [M16]. What is outside is refused when it is
 * saved, never when a machine reads it. `openingHours` is OSM `opening_hours`, of which only the
 * length is checked here.
 */
export const ConfigShape = v.object({
	interval: integer(10, 3_600),
	timeZone: text(1, 64),
	policy: v.pipe(
		v.object({ profile: ShortText, version: ShortText, document: PolicyDocument }),
		v.check(
			({ profile, version, document }) =>
				document.profile === profile && document.version === version,
			'The profile and version of its document.'
		)
	),
	zones: v.array(Zone),
	slots: v.array(
		v.object({
			slot: SlotNumber,
			storage: v.picklist(STORAGES),
			kind: v.picklist(SLOT_KINDS),
			litres: v.optional(integer(1, 10_000)),
			lock: v.optional(integer(0, 255))
		})
	),
	recalls: v.array(v.unknown()),
	languages: v.pipe(
		v.array(v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/, 'BCP 47.'))),
		v.check((list) => list.length >= 1 && list.length <= 20, '1 to 20 languages.')
	),
	donationPaused: v.boolean(),
	notice: v.nullable(text(1, 500)),
	sessionSeconds: integer(10, 600),
	fairUsePortions: v.nullable(integer(1, 999)),
	servicePin: v.nullable(v.pipe(v.string(), v.regex(/^\d{4,12}$/, '4 to 12 digits.'))),
	openingHours: v.nullable(text(1, 250))
});

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
	return {
		interval: INTERVAL,
		timeZone: site.timeZone,
		policy: policyKey(policy),
		...fittingsOf(hardware),
		recalls: [],
		languages: ['en', 'de', 'ar'],
		donationPaused: false,
		notice: null,
		sessionSeconds: 60,
		fairUsePortions: null,
		servicePin: null,
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

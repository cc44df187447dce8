import type { Point } from '#domain/geo.ts';
import type { HardwareSlot, Register } from '#domain/shapes/machine.ts';
import { Chance } from './chance.ts';

export type Place = Point & {
	readonly name: string;
	readonly address: string;
	/** OSM `opening_hours`; left out where nobody knows. */
	readonly openingHours?: string;
	readonly cabinet: keyof typeof CABINETS;
};

type Cabinet = { readonly model: string; readonly slots: readonly HardwareSlot[] };

/** What stands on the pavement: which slots, how cold, shelf or locker. */
export const CABINETS = {
	fridge: {
		model: 'Exes F2',
		slots: [
			{ slot: 1, storage: 'chilled', litres: 140 },
			{ slot: 2, storage: 'chilled', litres: 140 },
			{ slot: 3, storage: 'ambient', litres: 90 }
		]
	},
	pantry: {
		model: 'Exes P4',
		slots: [
			{ slot: 1, storage: 'ambient', litres: 120 },
			{ slot: 2, storage: 'ambient', litres: 120 },
			{ slot: 3, storage: 'chilled', litres: 200 },
			{ slot: 4, storage: 'frozen', litres: 80 }
		]
	},
	lockers: {
		model: 'Exes L6',
		slots: [
			...[1, 2, 3, 4].map(
				(slot) => ({ slot, storage: 'chilled', litres: 30, kind: 'locker', lock: slot }) as const
			),
			{ slot: 5, storage: 'ambient', litres: 60, kind: 'locker', lock: 5 },
			{ slot: 6, storage: 'ambient', litres: 110 }
		]
	}
} satisfies Record<string, Cabinet>;

/** Corners of New York, a short walk from where fridges really stand. */
const PLACES: readonly Place[] = [
	{
		name: 'Seward Park Library',
		address: '192 East Broadway, New York, NY 10002',
		lat: 40.7142,
		lon: -73.9886,
		openingHours: '24/7',
		cabinet: 'lockers'
	},
	{
		name: 'La Marqueta',
		address: '1590 Park Avenue, New York, NY 10029',
		lat: 40.7982,
		lon: -73.9428,
		cabinet: 'pantry'
	},
	{
		name: 'Frederick Douglass Circle',
		address: 'Central Park West & 110th Street, New York, NY 10026',
		lat: 40.8005,
		lon: -73.9582,
		openingHours: '24/7',
		cabinet: 'fridge'
	},
	{
		name: '法拉盛图书馆 · Flushing Library',
		address: '41-17 Main Street, Flushing, NY 11355',
		lat: 40.7579,
		lon: -73.8285,
		cabinet: 'lockers'
	},
	{
		name: 'مركز أستوريا · Steinway Street',
		address: '25-50 Steinway Street, Astoria, NY 11103',
		lat: 40.7674,
		lon: -73.9119,
		openingHours: '24/7',
		cabinet: 'fridge'
	},
	{
		name: 'Plaza de las Américas',
		address: 'West 175th Street & Broadway, New York, NY 10033',
		lat: 40.8466,
		lon: -73.9382,
		cabinet: 'fridge'
	},
	{
		name: 'Брайтон-Бич · Brighton Beach Avenue',
		address: '1002 Brighton Beach Avenue, Brooklyn, NY 11235',
		lat: 40.5779,
		lon: -73.9599,
		openingHours: '24/7',
		cabinet: 'pantry'
	},
	{
		name: 'Diversity Plaza',
		address: '37th Road & 73rd Street, Jackson Heights, NY 11372',
		lat: 40.7471,
		lon: -73.8914,
		openingHours: '24/7',
		cabinet: 'lockers'
	},
	{
		name: 'Maria Hernandez Park, at the Knickerbocker Avenue gate',
		address: 'Knickerbocker Avenue & Suydam Street, Brooklyn, NY 11237',
		lat: 40.7031,
		lon: -73.9237,
		cabinet: 'fridge'
	},
	{
		name: 'Red Hook Houses Tenants’ Room and Community Kitchen, Entrance on Lorraine Street',
		address: '110 Lorraine Street, Brooklyn, NY 11231',
		lat: 40.6749,
		lon: -74.0046,
		cabinet: 'pantry'
	},
	{
		name: 'הספרייה · Borough Park Library',
		address: '1265 43rd Street, Brooklyn, NY 11219',
		lat: 40.6391,
		lon: -73.9889,
		cabinet: 'fridge'
	},
	{
		name: 'Franklin Avenue',
		address: '755 Franklin Avenue, Brooklyn, NY 11238',
		lat: 40.6723,
		lon: -73.9573,
		openingHours: '24/7',
		cabinet: 'lockers'
	},
	{
		name: 'Roberto Clemente Plaza',
		address: 'Third Avenue & East 149th Street, Bronx, NY 10455',
		lat: 40.8161,
		lon: -73.9178,
		openingHours: '24/7',
		cabinet: 'fridge'
	},
	{
		name: 'St. George Terminal',
		address: '1 Bay Street, Staten Island, NY 10301',
		lat: 40.6437,
		lon: -74.0736,
		cabinet: 'fridge'
	},
	{
		name: 'Kissena 쉼터 · Kissena Corridor',
		address: '136-20 Booth Memorial Avenue, Flushing, NY 11355',
		lat: 40.7447,
		lon: -73.8266,
		cabinet: 'pantry'
	},
	{
		name: 'Q Café',
		address: '9 Clinton Street, New York, NY 10002',
		lat: 40.7209,
		lon: -73.9842,
		cabinet: 'fridge'
	}
];

/** Degrees: about 2 km. */
const SPREAD = 0.02;

/** The place of machine number `index` from 0; beyond the known corners, one not far from them. */
export function placeOf(index: number, seed: number): Place {
	const known = PLACES[index % PLACES.length];
	if (!known) throw new RangeError(`No place ${index}.`);
	const round = Math.floor(index / PLACES.length);
	if (round === 0) return known;
	const chance = new Chance(`${seed}/place/${index}`);
	const near = (degrees: number): number =>
		Number((degrees + chance.between(-SPREAD, SPREAD)).toFixed(6));
	return {
		...known,
		name: `${known.name} ${round + 1}`,
		lat: near(known.lat),
		lon: near(known.lon)
	};
}

/** What the machine of a place says of itself when it registers. */
export function hardwareOf(place: Place, serial: string): Register['hardware'] {
	const { model, slots }: Cabinet = CABINETS[place.cabinet];
	const cold = (['chilled', 'frozen'] as const).filter((storage) =>
		slots.some((slot) => slot.storage === storage)
	);
	return {
		model,
		serial,
		slots: [...slots],
		sensors: cold.map(sensorOf),
		zones: cold.map((storage) => ({
			zone: storage,
			storage,
			slots: slots.filter((slot) => slot.storage === storage).map(({ slot }) => slot),
			sensors: [sensorOf(storage)]
		}))
	};
}

/** The thermometer of a zone. */
export function sensorOf(storage: 'chilled' | 'frozen'): string {
	return storage === 'chilled' ? 't1' : 't2';
}

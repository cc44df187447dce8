import { fieldErrors } from '#domain/shapes/error.ts';
import { Latitude, Longitude, text } from '#domain/shapes/values.ts';
import { STORAGES } from '#domain/shapes/words.ts';
import * as v from 'valibot';
import { csvRecords } from './csv.ts';

/** One fridge of a directory, whatever the file's format. */
export type Fridge = v.InferOutput<typeof FridgeShape>;

/** What is wrong with a row: a line of a CSV file, else the place in the list, from 1. */
export type Mistake = {
	readonly row: number;
	readonly field: string;
	readonly code: string;
	readonly message: string;
};

const FridgeShape = v.object({
	/** Names the fridge in every edition of its directory. */
	id: text(1, 160),
	name: text(1, 120),
	lat: Latitude,
	lon: Longitude,
	address: text(0, 200),
	timeZone: text(0, 64),
	openingHours: text(0, 250),
	storage: v.picklist(STORAGES, 'One of ambient, chilled, frozen.')
});

type Row = { readonly row: number; readonly fields: Record<string, unknown> };

/**
 * Reads the rows of a directory: its JSON, a GeoJSON of points, or a CSV with a heading. Every row
 * with a mistake is named; rows that are right come back even so.
 *
 * @param path for its ending alone
 * @throws Error where the file as a whole is none of these
 */
export function readFridges(
	path: string,
	content: string,
	isZone: (name: string) => boolean
): { fridges: Fridge[]; mistakes: Mistake[] } {
	const fridges: Fridge[] = [];
	const mistakes: Mistake[] = [];
	const seen = new Map<string, number>();
	for (const { row, fields } of rowsOf(path, content.replace(/^\uFEFF/, ''))) {
		const result = v.safeParse(FridgeShape, filledIn(fields));
		if (!result.success) {
			for (const [field, error] of Object.entries(fieldErrors(result.issues))) {
				mistakes.push({ row, field, ...error });
			}
			continue;
		}
		const fridge = result.output;
		const first = seen.get(fridge.id);
		if (first !== undefined) {
			const message = `Row ${first} has the same id.`;
			mistakes.push({ row, field: 'id', code: 'duplicate_id', message });
		} else if (fridge.timeZone !== '' && !isZone(fridge.timeZone)) {
			const message = 'An IANA zone such as America/New_York.';
			mistakes.push({ row, field: 'timeZone', code: 'invalid_time_zone', message });
		} else {
			fridges.push(fridge);
		}
		seen.set(fridge.id, first ?? row);
	}
	return { fridges, mistakes };
}

function rowsOf(path: string, content: string): Row[] {
	if (/\.csv$/i.test(path)) {
		return csvRecords(content).map(({ line, fields }) => ({ row: line, fields: numbered(fields) }));
	}
	let document: unknown;
	try {
		document = JSON.parse(content);
	} catch {
		throw new Error(`${path} is neither JSON nor named .csv.`);
	}
	const list = (name: string): unknown[] | undefined => {
		const value = isRecord(document) ? document[name] : undefined;
		return Array.isArray(value) ? value : undefined;
	};
	const features = list('features');
	if (features) {
		return features.map((feature, i) => ({ row: i + 1, fields: fieldsOfFeature(feature) }));
	}
	const entries =
		list('fridges') ?? (Array.isArray(document) ? (document as unknown[]) : undefined);
	if (!entries) throw new Error(`${path} holds no list of fridges and no GeoJSON features.`);
	return entries.map((entry, i) => ({ row: i + 1, fields: isRecord(entry) ? entry : {} }));
}

function fieldsOfFeature(feature: unknown): Record<string, unknown> {
	if (!isRecord(feature)) return {};
	const geometry = isRecord(feature['geometry']) ? feature['geometry'] : {};
	const point = geometry['type'] === 'Point' ? geometry['coordinates'] : undefined;
	const [lon, lat] = Array.isArray(point) ? (point as unknown[]) : [];
	const properties = isRecord(feature['properties']) ? feature['properties'] : {};
	return { ...properties, id: properties['id'] ?? feature['id'], lat, lon };
}

/** A CSV knows only text. */
function numbered(fields: Record<string, string>): Record<string, unknown> {
	const number = (typed: string | undefined): unknown =>
		typed !== undefined && /^-?\d+(\.\d+)?$/.test(typed.trim()) ? Number(typed) : typed;
	return { ...fields, lat: number(fields['lat']), lon: number(fields['lon']) };
}

/** The address in one line, and what a directory may leave out. */
function filledIn(fields: Record<string, unknown>): Record<string, unknown> {
	const part = (name: string): string => {
		const value = fields[name];
		return typeof value === 'string' ? value.trim() : '';
	};
	const place = [part('state'), part('zip')].filter(Boolean).join(' ');
	const { id } = fields;
	return {
		id: typeof id === 'number' ? String(id) : id,
		name: fields['name'],
		lat: fields['lat'],
		lon: fields['lon'],
		address: fields['address'] ?? [part('street'), part('city'), place].filter(Boolean).join(', '),
		timeZone: fields['timeZone'] ?? '',
		openingHours: fields['openingHours'] ?? '',
		storage: fields['storage'] || 'chilled'
	};
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { atCommandLine, audit } from './audit.ts';
import { command, UsageError } from './console.ts';
import { readFridges, type Fridge, type Mistake } from './fridge-file.ts';
import { createMachine, fit, list } from './machines.ts';
import { inTransaction, rows } from './pocketbase.ts';
import { zoneAt } from './zones.ts';

/** What an import did, or would do without `--apply`. */
type Report = {
	readonly applied: boolean;
	readonly rows: number;
	readonly created: number;
	/** Already there from an earlier import: left as they are, whatever the file says now. */
	readonly unchanged: number;
	readonly errors: readonly Mistake[];
	/** The numbers of the machines that were made. */
	readonly machineIds: readonly number[];
};

/**
 * `import FILE`: machines without hardware from a directory of fridges [O7, M24]. A dry run unless
 * `--apply`; all rows or none; a second run changes nothing.
 */
export const importFile = command((app, call) => {
	const [path, ...more] = call.args;
	if (path === undefined || more.length > 0) {
		throw new UsageError('Say which file: CSV, GeoJSON or the JSON of a fridge directory.');
	}
	const { fridges, mistakes } = readFridges(path, textOf(path), (name) => $exes.isZone(name));
	const known = new Set(
		rows(
			app,
			`SELECT "importKey" FROM "machines" WHERE "importKey" <> ''`,
			{},
			{ importKey: '' }
		).map(({ importKey }) => importKey)
	);
	const missing = fridges.filter(({ id }) => !known.has(id));
	const apply = call.on('apply') && mistakes.length === 0;
	const machineIds = apply
		? inTransaction((tx) => missing.map((fridge) => create(tx, fridge, call.on('demo'))))
		: [];
	const report: Report = {
		applied: apply,
		rows: fridges.length + new Set(mistakes.map(({ row }) => row)).size,
		created: missing.length,
		unchanged: fridges.length - missing.length,
		errors: mistakes,
		machineIds
	};
	return { json: report, text: inWords(report, call.on('apply')), failed: mistakes.length > 0 };
});

function textOf(path: string): string {
	try {
		return toString($os.readFile(path));
	} catch {
		throw new Error(`${path} cannot be read.`);
	}
}

function create(tx: core.App, fridge: Fridge, demo: boolean): number {
	const { id, name, address, lat, lon, timeZone, openingHours, storage } = fridge;
	const machineId = createMachine(tx, {
		hardware: 'none',
		status: 'accepted',
		name,
		address,
		lat,
		lon,
		timeZone: timeZone || zoneAt(lat, lon),
		openingHours,
		importKey: id,
		demo
	});
	fit(tx, machineId, [{ slot: 1, storage }]);
	list(tx, machineId, { lat, lon, hardware: 'none' });
	audit(tx, atCommandLine(), {
		action: 'machine.import',
		subject: `machine:${machineId}`,
		after: { name, status: 'accepted', importKey: id }
	});
	return machineId;
}

function inWords(report: Report, asked: boolean): string {
	if (report.errors.length > 0) {
		const lines = report.errors.map(
			({ row, field, message }) => `row ${row}, ${field}: ${message}`
		);
		return [...lines, `Nothing was imported: ${report.errors.length} mistakes.`].join('\n');
	}
	const there = `${report.unchanged} were there already`;
	if (asked) return `${report.created} machines imported, ${there}.`;
	return `${report.created} machines would be imported, ${there}. Say --apply to do it.`;
}

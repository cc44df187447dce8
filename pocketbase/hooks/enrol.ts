import { openingHoursFault } from '#domain/opening-hours-form.ts';
import { atCommandLine, audit } from './audit.ts';
import { hashOfCode, newCode, publicUrl } from './codes.ts';
import {
	command,
	machineIdOf,
	numberOf,
	spanOf,
	textOf,
	UsageError,
	type Call,
	type Saying
} from './console.ts';
import { createMachine, existingMachine, unlist } from './machines.ts';
import { execute, inTransaction, rows } from './pocketbase.ts';
import { RUNNING, RUNNING_ROW, runningOf } from './running-config.ts';
import { zoneAt } from './zones.ts';

/** `machine enrol`: makes a machine and the one-time code with which it registers [M5]. */
export const enrol = command((_, call) => {
	const name = textOf(call.flag('name'), 'name', 120);
	if (name === '') throw new UsageError('--name is missing: what people call this machine.');
	const lat = numberOf(call.flag('lat'), 'lat', -90, 90);
	const lon = numberOf(call.flag('lon'), 'lon', -180, 180);
	const timeZone = call.flag('time-zone') || zoneAt(lat, lon);
	if (!$exes.isZone(timeZone)) {
		throw new UsageError(
			`--time-zone takes an IANA zone such as Europe/Berlin, not "${timeZone}".`
		);
	}
	const machine = {
		hardware: 'controller',
		status: 'enrolled',
		name,
		address: textOf(call.flag('address'), 'address', 200),
		lat,
		lon,
		timeZone,
		openingHours: hoursOf(call),
		importKey: '',
		demo: call.on('demo')
	} as const;
	const life = lifeOf(call);
	return inTransaction((tx) => {
		const machineId = createMachine(tx, machine);
		const after = { name, status: machine.status, hold: call.on('hold') };
		audit(tx, atCommandLine(), { action: 'machine.enrol', subject: `machine:${machineId}`, after });
		return newEnrolment(tx, machineId, call, life);
	});
});

/** `machine re-enrol ID`: a new code for replaced hardware; the machine stays who it is [M5]. */
export const reEnrol = command((_, call) => {
	const machineId = machineIdOf(call);
	const life = lifeOf(call);
	return inTransaction((tx) => {
		const machine = existingMachine(tx, machineId);
		const before = { status: machine.getString('status') };
		if (machine.getString('hardware') === 'none') {
			throw new UsageError(`Machine ${machineId} has no hardware that could register.`);
		}
		if (machine.getString('status') === 'revoked') {
			// It comes back only when somebody registers with the new code.
			machine.set('status', 'enrolled');
			machine.set('secretHash', '');
			tx.save(machine);
		}
		audit(tx, atCommandLine(), {
			action: 'machine.re-enrol',
			subject: `machine:${machineId}`,
			before,
			after: { status: machine.getString('status'), hold: call.on('hold') }
		});
		return newEnrolment(tx, machineId, call, life);
	});
});

/** `machine revoke ID`: its tokens and codes end at once, and it leaves the map [M8]. */
export const revoke = command((_, call) => {
	const machineId = machineIdOf(call);
	inTransaction((tx) => {
		const machine = existingMachine(tx, machineId);
		const before = { status: machine.getString('status') };
		machine.set('status', 'revoked');
		machine.refreshTokenKey();
		tx.save(machine);
		audit(tx, atCommandLine(), {
			action: 'machine.revoke',
			subject: `machine:${machineId}`,
			before,
			after: { status: 'revoked' }
		});
		execute(tx, `DELETE FROM "enrolments" WHERE "machineId" = {:machineId}`, { machineId });
		unlist(tx, machineId);
	});
	return {
		json: { machineId, status: 'revoked' },
		text: `Machine ${machineId} is revoked: its tokens have ended.`
	};
});

/** `machine list`: the fleet. */
export const listMachines = command((app) => {
	const machines = rows(
		app,
		`SELECT m."machineId", m."name", m."status", m."hardware", m."demo", m."lat", m."lon", m."timeZone",
			(SELECT COALESCE(MAX(c."version"), 0) FROM "configs" c WHERE c."machineId" = m."machineId") AS "configVersion", ${RUNNING}
		FROM "machines" m LEFT JOIN "machineStatus" s ON s."machineId" = m."machineId" ORDER BY m."machineId"`,
		{},
		{
			machineId: 0,
			name: '',
			status: '',
			hardware: '',
			demo: false,
			lat: -0,
			lon: -0,
			timeZone: '',
			configVersion: 0,
			...RUNNING_ROW
		}
	).map(({ runsVersion, refused, toldAt, ...machine }) => {
		const running = runningOf({ runsVersion, refused, toldAt });
		return {
			...machine,
			lastStatusAt: running.toldAt,
			runsConfig: running.runsVersion,
			refusedConfig: running.refused
		};
	});
	const lines = machines.map((machine) => {
		const { machineId, status, hardware, lastStatusAt, name } = machine;
		return `${String(machineId).padStart(6)}  ${status.padEnd(8)}  ${hardware.padEnd(10)}  ${(lastStatusAt ?? '-').padEnd(24)}  ${configWords(machine).padEnd(14)}  ${name}`;
	});
	return { json: { machines }, text: lines.join('\n') || 'There is no machine yet.' };
});

/** Which version it runs of how many, and what it refused of it. */
function configWords({
	configVersion,
	runsConfig,
	refusedConfig
}: {
	configVersion: number;
	runsConfig: number | null;
	refusedConfig: readonly { readonly key: string }[];
}): string {
	if (configVersion === 0) return '-';
	const refused = refusedConfig.map(({ key }) => key).join(', ');
	return `config ${runsConfig ?? '?'}/${configVersion}${refused === '' ? '' : ` without ${refused}`}`;
}

/** Only the newest code of a machine is good. */
function newEnrolment(tx: core.App, machineId: number, call: Call, life: number): Saying {
	const enrolmentCode = newCode();
	const now = Date.now();
	execute(
		tx,
		`UPDATE "enrolments" SET "expiresAt" = 0 WHERE "machineId" = {:machineId} AND "usedHash" = ''`,
		{ machineId }
	);
	execute(
		tx,
		`INSERT INTO "enrolments" ("codeHash", "machineId", "hold", "createdAt", "expiresAt")
		VALUES ({:codeHash}, {:machineId}, {:hold}, {:now}, {:expiresAt})`,
		{
			codeHash: hashOfCode(enrolmentCode),
			machineId,
			hold: call.on('hold') ? 1 : 0,
			now,
			expiresAt: now + life
		}
	);
	const enrolment = {
		machineId,
		enrolmentCode,
		expiresAt: new Date(now + life).toISOString(),
		enrolUrl: `${publicUrl()}/kiosk/#${enrolmentCode}`
	};
	const lines = [
		`Machine ${machineId}. Its code is shown this once and works until ${enrolment.expiresAt}:`,
		`  ${enrolmentCode}`,
		`or open this on the machine:`,
		`  ${enrolment.enrolUrl}`
	];
	if (call.on('hold')) {
		lines.push('Its kiosk will show six digits. Confirm them:');
		lines.push(`  machine confirm ${machineId} DIGITS`);
	}
	return { json: enrolment, text: lines.join('\n') };
}

/** Whatever a kiosk would refuse later is refused here [M16]. */
function hoursOf(call: Call): string {
	const hours = textOf(call.flag('opening-hours'), 'opening-hours', 250);
	const fault = hours === '' ? null : openingHoursFault(hours);
	if (fault === null) return hours;
	throw new UsageError(
		`--opening-hours takes OSM opening_hours such as Mo-Fr 08:00-18:00, not "${hours}": ${fault}.`
	);
}

const lifeOf = (call: Call): number => spanOf(call.flag('expires') || '24h', 'expires');

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
		openingHours: textOf(call.flag('opening-hours'), 'opening-hours', 250),
		importKey: '',
		demo: call.on('demo')
	} as const;
	const life = lifeOf(call);
	return inTransaction((tx) => newEnrolment(tx, createMachine(tx, machine), call, life));
});

/** `machine re-enrol ID`: a new code for replaced hardware; the machine stays who it is [M5]. */
export const reEnrol = command((_, call) => {
	const machineId = machineIdOf(call);
	const life = lifeOf(call);
	return inTransaction((tx) => {
		const machine = existingMachine(tx, machineId);
		if (machine.getString('hardware') === 'none') {
			throw new UsageError(`Machine ${machineId} has no hardware that could register.`);
		}
		if (machine.getString('status') === 'revoked') {
			// It comes back only when somebody registers with the new code.
			machine.set('status', 'enrolled');
			machine.set('secretHash', '');
			tx.save(machine);
		}
		return newEnrolment(tx, machineId, call, life);
	});
});

/** `machine revoke ID`: its tokens and codes end at once, and it leaves the map [M8]. */
export const revoke = command((_, call) => {
	const machineId = machineIdOf(call);
	inTransaction((tx) => {
		const machine = existingMachine(tx, machineId);
		machine.set('status', 'revoked');
		machine.refreshTokenKey();
		tx.save(machine);
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
			COALESCE(s."recordedAt", 0) AS "seenAt"
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
			seenAt: 0
		}
	).map(({ seenAt, ...machine }) => ({
		...machine,
		lastStatusAt: seenAt > 0 ? new Date(seenAt).toISOString() : null
	}));
	const lines = machines.map(
		({ machineId, status, hardware, lastStatusAt, name }) =>
			`${String(machineId).padStart(6)}  ${status.padEnd(8)}  ${hardware.padEnd(10)}  ${(lastStatusAt ?? '-').padEnd(24)}  ${name}`
	);
	return { json: { machines }, text: lines.join('\n') || 'There is no machine yet.' };
});

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

const lifeOf = (call: Call): number => spanOf(call.flag('expires') || '24h', 'expires');

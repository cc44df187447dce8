import { holds, levelOf, reaches, scopeOf, type Grant } from '#domain/access.ts';
import { MAY_TELL } from '#domain/access-table.ts';
import { refusalOf, THE_MACHINE, type Teller } from '#domain/fact-access.ts';
import type { Refusal } from '#domain/judged.ts';
import { membershipsOf } from '../areas.ts';
import { grantsOf, trainingsOf } from '../grants.ts';
import { rows } from '../pocketbase.ts';
import { NO_MACHINE, type Sender } from './store.ts';

/** A machine that tells of itself. */
export const machineSender = (machine: {
	readonly machineId: number;
	readonly timeZone: string;
}): Sender => ({
	origin: `m${machine.machineId}`,
	machineId: machine.machineId,
	timeZone: machine.timeZone,
	tells: THE_MACHINE
});

/** A person with a device of theirs, and what is known of both. */
export type Telling = Teller & { readonly personId: string; readonly deviceId: string };

/** The person of a device as they are now; null where there is no such device. */
export function tellingOf(app: core.App, deviceId: string): Telling | null {
	const device = rows(
		app,
		`SELECT "personId", "revokedAt" FROM "devices" WHERE "id" = {:deviceId}`,
		{ deviceId },
		{ personId: '', revokedAt: 0 }
	)[0];
	return device ? tellingWith(app, { ...device, deviceId }) : null;
}

export function tellingWith(
	app: core.App,
	{ personId, deviceId, revokedAt }: Pick<Telling, 'personId' | 'deviceId' | 'revokedAt'>
): Telling {
	return {
		...{ personId, deviceId, revokedAt },
		grants: grantsOf(app, personId),
		trainings: trainingsOf(app, personId)
	};
}

/**
 * A person who tells of a machine. What is about the outbox itself names none; everything else has to.
 *
 * @param arrivedAt the time of arrival, by which and by its own time each fact is judged
 */
export function personSender(
	app: core.App,
	telling: Telling,
	machineId: number,
	arrivedAt: number
): Sender {
	const { personId, deviceId, grants } = telling;
	const timeZone = zoneOf(app, machineId);
	const memberships = membershipsOf(app, machineId);
	const unknown = timeZone === null ? noSuch(machineId) : null;
	return {
		origin: `d${deviceId}`,
		machineId,
		timeZone: timeZone ?? 'UTC',
		tells: {
			kind: 'person',
			personId,
			leads: leadsAt(
				grants,
				memberships.filter((span) => holds(span, arrivedAt)).map(({ areaId }) => areaId),
				arrivedAt
			),
			refusal: (type, madeAt) => {
				const refusal = refusalOf(type, madeAt, arrivedAt, telling, memberships);
				if (refusal?.code === 'device_revoked' || type === 'gap') return refusal;
				return unknown ?? refusal;
			}
		}
	};
}

/** Whether somebody is a coordinator or an operator there. */
function leadsAt(grants: readonly Grant[], areaIds: readonly string[], at: number): boolean {
	const leading = grants.filter((grant) => levelOf([grant], at) !== 'volunteer');
	return reaches(scopeOf(MAY_TELL.task, leading, at), areaIds);
}

function noSuch(machineId: number): Refusal {
	const message =
		machineId === NO_MACHINE
			? 'It is missing: which machine it is about.'
			: `There is no machine ${machineId}.`;
	return {
		code: 'malformed',
		reason: 'machineId',
		data: { machineId: { code: 'invalid_machine_id', message } }
	};
}

/** The IANA zone of a machine; null where there is no such machine. */
export function zoneOf(app: core.App, machineId: number): string | null {
	const machine = rows(
		app,
		`SELECT "timeZone" FROM "machines" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ timeZone: '' }
	)[0];
	return machine?.timeZone ?? null;
}

import type { Millis } from '#domain/calendar.ts';
import type { Session } from '#platform/session.ts';
import type { DutyAnswer } from '#remote/people.ts';
import type { FleetMachine } from './fleet.ts';
import type { OpenTask } from './open-tasks.ts';
import type { OpenAlert } from './tasks.ts';

/** When everything in these fixtures was so. */
export const NOW: Millis = Date.parse('2026-11-23T18:00:00Z');

export function ago(ms: Millis): string {
	return new Date(NOW - ms).toISOString();
}

export function machine(over: Partial<FleetMachine> = {}): FleetMachine {
	return {
		machineId: 1,
		name: 'Library at Boddinplatz',
		address: 'Boddinstraße 34',
		hardware: 'controller',
		demo: false,
		status: 'accepted',
		freshness: 'fresh',
		lastSeenAt: ago(20_000),
		unsentFacts: 0,
		portions: 9,
		lots: 4,
		openAlerts: 0,
		appVersion: '0.1.0',
		report: null,
		...over
	};
}

export function alert(over: Partial<OpenAlert> = {}): OpenAlert {
	return {
		alertId: 'alert0000000001',
		machineId: 2,
		machineName: 'Youth centre Scheune',
		demo: false,
		kind: 'temperature',
		severity: 'critical',
		state: 'open',
		since: ago(5 * 3_600_000),
		...over
	};
}

export function task(over: Partial<OpenTask> = {}): OpenTask {
	return {
		taskId: 'task00000000001',
		machineId: 2,
		machineName: 'Youth centre Scheune',
		demo: false,
		kind: 'use_by_past',
		since: ago(3 * 3_600_000),
		...over
	};
}

export function answer(
	alerts: readonly OpenAlert[] = [alert()],
	machines: readonly FleetMachine[] = [machine(), machine({ machineId: 2, openAlerts: 1 })],
	serverTime = new Date(NOW).toISOString()
): DutyAnswer {
	return {
		alerts: { alerts: [...alerts], serverTime },
		tasks: { tasks: [], more: false, serverTime },
		fleet: { machines: [...machines], serverTime }
	};
}

export function session(over: Partial<Session['person']> = {}): Session {
	return {
		token: 'token',
		expiresAt: '2026-12-07T18:00:00.000Z',
		deviceId: 'device000000001',
		person: {
			personId: 'person000000001',
			name: 'Ada',
			email: 'ada@example.org',
			role: 'volunteer',
			demo: false,
			grants: [{ role: 'volunteer', areaId: null, areaName: null, endsAt: null }],
			trainings: [],
			...over
		}
	};
}

import { call, machine, newId, person, type Machine } from './api.ts';
import { Store } from './fleet.ts';
import type { Server } from './server.ts';

export type TestGrant = {
	readonly role: 'volunteer' | 'coordinator' | 'operator';
	/** Everywhere by default. */
	readonly areaId?: string;
	readonly startsAt?: number;
	/** Open by default. */
	readonly endsAt?: number;
	/** Who ended it, where it did not run out. */
	readonly endedBy?: string;
};

export type OnDuty = Awaited<ReturnType<typeof person>>;

/** People with roles, areas and devices at a real server, brought about in its database. */
export class Duty {
	readonly #server: Server;
	readonly #store: Store;

	constructor(server: Server) {
		this.#server = server;
		this.#store = new Store(server);
	}

	[Symbol.dispose](): void {
		this.#store.close();
	}

	get store(): Store {
		return this.#store;
	}

	/** A machine in these areas since ever, and in no other. */
	async machine(...areaIds: string[]): Promise<Machine> {
		const made = await machine(this.#server);
		areaIds.forEach((areaId) => {
			this.join(areaId, made.machineId);
		});
		return made;
	}

	area(name = newId()): string {
		const areaId = newId();
		this.#store.run('INSERT INTO areas (areaId, name, createdAt) VALUES (?, ?, 0)', areaId, name);
		return areaId;
	}

	join(areaId: string, machineId: number, startsAt = 0, endsAt = 0): void {
		this.#store.run(
			'INSERT INTO areaMachines (areaId, machineId, startsAt, endsAt) VALUES (?, ?, ?, ?)',
			...[areaId, machineId, startsAt, endsAt]
		);
	}

	/** Somebody with these roles and no other, signed in. */
	async person(...grants: TestGrant[]): Promise<OnDuty> {
		const made = await person(this.#server, 'volunteer');
		this.#store.run('DELETE FROM grants WHERE personId = ?', made.personId);
		grants.forEach((grant) => {
			this.grant(made, grant);
		});
		return made;
	}

	grant({ personId }: Pick<OnDuty, 'personId'>, grant: TestGrant): string {
		const { role, areaId = '', startsAt = 0, endsAt = 0, endedBy = '' } = grant;
		const grantId = newId();
		this.#store.run(
			`INSERT INTO grants (grantId, personId, role, areaId, startsAt, endsAt, givenAt, givenBy, endedBy)
			VALUES (?, ?, ?, ?, ?, ?, 0, 'user:test', ?)`,
			...[grantId, personId, role, areaId, startsAt, endsAt, endedBy]
		);
		return grantId;
	}

	train({ personId }: Pick<OnDuty, 'personId'>, validUntil = Date.now() + 86_400_000): void {
		this.#store.run(
			`INSERT INTO trainings (trainingId, personId, kind, startsAt, endsAt, givenBy)
			VALUES (?, ?, 'service', 0, ?, 'user:test')`,
			...[newId(), personId, validUntil]
		);
	}

	/** Signs a device out, by its own person; its token goes on naming it. */
	async revoke({ token, deviceId }: Pick<OnDuty, 'token' | 'deviceId'>): Promise<void> {
		await call(this.#server, 'POST', `/api/people/devices/${deviceId}/revoke`, { token, body: {} });
	}
}

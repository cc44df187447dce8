import { differences, withoutSecret, type Difference } from '#domain/config-change.ts';
import type { KnownHardware } from '#domain/config-fit.ts';
import type { ConfigKey, ConfigSlot, MachineConfig } from '#domain/shapes/config.ts';
import type { Register } from '#domain/shapes/machine.ts';
import { audit, type Author } from './audit.ts';
import { retag } from './machines.ts';
import { execute, rows } from './pocketbase.ts';
import { rejudgeLots } from './rejudge.ts';
import { workOutSlots } from './slot-states.ts';

/** The configuration in force, or undefined before the machine has registered [M16]. */
export function configOf(
	app: core.App,
	machineId: number
): { version: number; body: string } | undefined {
	return rows(
		app,
		`SELECT "version", "body" FROM "configs" WHERE "machineId" = {:machineId} ORDER BY "version" DESC LIMIT 1`,
		{ machineId },
		{ version: 0, body: '' }
	)[0];
}

/** What the machine said of itself when it last registered. */
export function hardwareOf(app: core.App, machineId: number): KnownHardware {
	const body = rows(
		app,
		`SELECT "body" FROM "hardware" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ body: '' }
	)[0]?.body;
	return body === undefined ? undefined : (JSON.parse(body) as KnownHardware);
}

export function saveHardware(
	tx: core.App,
	machineId: number,
	hardware: Register['hardware']
): void {
	execute(
		tx,
		`INSERT INTO "hardware" ("machineId", "body", "registeredAt") VALUES ({:machineId}, {:body}, {:now})
		ON CONFLICT ("machineId") DO UPDATE SET "body" = excluded."body", "registeredAt" = excluded."registeredAt"`,
		{ machineId, body: JSON.stringify(hardware), now: Date.now() }
	);
}

/**
 * Saves the next version of the configuration, with all that follows from it, in the transaction of
 * the caller: the machine's zone and hours, its slots, by what it is found, and which of its lots may
 * be offered until when. Unchanged, nothing happens.
 *
 * @returns the version in force now, and in what it differs from the one before
 */
export function saveConfig(
	tx: core.App,
	machineId: number,
	config: MachineConfig,
	author: Author
): { version: number; changed: readonly Difference[] } {
	const current = configOf(tx, machineId);
	const before = current ? (JSON.parse(current.body) as MachineConfig) : null;
	const changed = differences(before, config);
	if (changed.length === 0) return { version: current?.version ?? 0, changed };
	const version = (current?.version ?? 0) + 1;
	insert(tx, machineId, version, config, author);
	audit(tx, author, {
		action: 'config.set',
		subject: `machine:${machineId}`,
		before: before === null ? undefined : valuesOf(changed, 'before'),
		after: { version, ...valuesOf(changed, 'after') }
	});
	follow(tx, machineId, config, new Set(changed.map(({ key }) => key)));
	return { version, changed };
}

function insert(
	tx: core.App,
	machineId: number,
	version: number,
	config: MachineConfig,
	{ actor }: Author
): void {
	execute(
		tx,
		`INSERT INTO "configs" ("machineId", "version", "body", "interval", "recalls", "donationPaused", "notice", "openingHours", "author", "createdAt")
		VALUES ({:machineId}, {:version}, {:body}, {:interval}, {:recalls}, {:paused}, {:notice}, {:openingHours}, {:actor}, {:now})`,
		{
			machineId,
			version,
			body: JSON.stringify(config),
			interval: config.interval,
			recalls: config.recalls.length,
			paused: config.donationPaused ? 1 : 0,
			notice: config.notice ?? '',
			openingHours: config.openingHours ?? '',
			actor,
			now: Date.now()
		}
	);
}

/** The changed keys as the audit has them: no secret, and of a policy which one it is. */
function valuesOf(changed: readonly Difference[], side: 'before' | 'after'): object {
	return Object.fromEntries(
		changed.map((difference) => {
			const value = difference[side];
			if (difference.key !== 'policy')
				return [difference.key, withoutSecret(difference.key, value)];
			const { profile, version } = (value ?? {}) as Partial<MachineConfig['policy']>;
			return ['policy', { profile, version }];
		})
	);
}

function follow(
	tx: core.App,
	machineId: number,
	config: MachineConfig,
	changed: ReadonlySet<ConfigKey>
): void {
	const isChanged = (...keys: readonly ConfigKey[]) => keys.some((key) => changed.has(key));
	if (isChanged('timeZone', 'openingHours')) {
		execute(
			tx,
			`UPDATE "machines" SET "timeZone" = {:timeZone}, "openingHours" = {:openingHours} WHERE "machineId" = {:machineId}`,
			{ machineId, timeZone: config.timeZone, openingHours: config.openingHours ?? '' }
		);
	}
	if (isChanged('slots')) refit(tx, machineId, config.slots);
	if (isChanged('slots', 'zones')) workOutSlots(tx, machineId);
	if (isChanged('slots', 'openingHours')) retag(tx, machineId);
	if (isChanged('slots', 'timeZone', 'policy')) rejudgeLots(tx, machineId);
}

/** The slots in use are these; what the machine last said of one that stays is still so. */
function refit(tx: core.App, machineId: number, slots: readonly ConfigSlot[]): void {
	const numbers = JSON.stringify(slots.map(({ slot }) => slot));
	execute(
		tx,
		`DELETE FROM "slots" WHERE "machineId" = {:machineId} AND "slot" NOT IN (SELECT value FROM json_each({:numbers}))`,
		{ machineId, numbers }
	);
	slots.forEach(({ slot, storage, kind, litres, lock }) => {
		execute(
			tx,
			`INSERT INTO "slots" ("machineId", "slot", "kind", "storage", "litres", "lock")
			VALUES ({:machineId}, {:slot}, {:kind}, {:storage}, {:litres}, {:lock})
			ON CONFLICT ("machineId", "slot") DO UPDATE SET "kind" = excluded."kind", "storage" = excluded."storage",
				"litres" = excluded."litres", "lock" = excluded."lock"`,
			{ machineId, slot, storage, kind, litres: litres ?? 0, lock: lock ?? -1 }
		);
	});
}

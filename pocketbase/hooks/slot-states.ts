import { lockedSlots, slotStateOf, type ZoneSaid } from '#domain/cold-chain.ts';
import type { Zone } from '#domain/shapes/machine.ts';
import type { ColdChainState, SlotState } from '#domain/shapes/words.ts';
import { retag } from './machines.ts';
import { execute, rows } from './pocketbase.ts';

/**
 * Works out anew what state each slot of the machine is in, for everybody: what its status said of
 * the slots, and which zones are locked by the newest that is known of them [M19, F6]. To be called
 * in the transaction in which one of these has changed. A slot that the machine does not have is
 * none of ours: nothing is made here.
 */
export function workOutSlots(tx: core.App, machineId: number): void {
	const told = rows(
		tx,
		`SELECT "slotStates", "coldChain", "coldChainAt" FROM "machineStatus" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ slotStates: '', coldChain: '', coldChainAt: 0 }
	)[0];
	const reported = new Map(pairsOf(told?.slotStates ?? ''));
	const locked = lockedSlots(zonesOf(tx, machineId), [
		...zonesTold(told?.coldChain ?? '', told?.coldChainAt ?? 0),
		...zonesByFact(tx, machineId)
	]);
	const slots = rows(
		tx,
		`SELECT "slot", "state" FROM "slots" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ slot: 0, state: '' }
	);
	const changed = slots.flatMap(({ slot, state: before }) => {
		const state = slotStateOf(slot, reported, locked);
		return state === before ? [] : [{ slot, state }];
	});
	changed.forEach(({ slot, state }) => {
		execute(
			tx,
			`UPDATE "slots" SET "state" = {:state} WHERE "machineId" = {:machineId} AND "slot" = {:slot}`,
			{ machineId, slot, state }
		);
	});
	if (changed.length > 0) retag(tx, machineId);
	execute(tx, `UPDATE "machineStatus" SET "slotsDue" = 0 WHERE "machineId" = {:machineId}`, {
		machineId
	});
}

/**
 * As {@link workOutSlots}, once `safety` facts have been stored. They may be newer than the last
 * status, and the next one newer than they are, though it says the same as before.
 */
export function workOutZones(tx: core.App, machineId: number): void {
	workOutSlots(tx, machineId);
	execute(tx, `UPDATE "machineStatus" SET "slotsDue" = 1 WHERE "machineId" = {:machineId}`, {
		machineId
	});
}

/** Each zone as its latest `safety` fact tells it [M11]. */
function zonesByFact(tx: core.App, machineId: number): ZoneSaid[] {
	return rows(
		tx,
		`SELECT "zone", "state", "happenedAt" AS "at" FROM "zoneStates" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ zone: '', state: '', at: 0 }
	).map((said) => ({ ...said, state: said.state as ColdChainState }));
}

/** `1:ok 2:fault` as pairs. */
function pairsOf(text: string): [number, SlotState][] {
	return text === ''
		? []
		: text.split(' ').map((pair) => {
				const [slot, state] = pair.split(':');
				return [Number(slot), state as SlotState];
			});
}

function zonesTold(json: string, at: number): ZoneSaid[] {
	if (json === '') return [];
	const told = JSON.parse(json) as [string, ColdChainState][];
	return told.map(([zone, state]) => ({ zone, state, at }));
}

function zonesOf(tx: core.App, machineId: number): readonly Zone[] {
	const config = rows(
		tx,
		`SELECT "body" FROM "configs" WHERE "machineId" = {:machineId} ORDER BY "version" DESC LIMIT 1`,
		{ machineId },
		{ body: '' }
	)[0];
	return config ? (JSON.parse(config.body) as { zones: Zone[] }).zones : [];
}

import { parseInstant } from '#domain/calendar.ts';
import type { Command } from '#domain/shapes/machine.ts';
import { COMMAND_OPS, type CommandOp, type CommandResult } from '#domain/shapes/words.ts';
import type { Draft } from '#outbox/row.ts';
import type { KioskStore, SeenCommand } from './kiosk-store.ts';

/** What became of a command, as the fact that answers it. */
export type OutcomeDraft = Draft & {
	readonly type: 'outcome';
	readonly commandId: string;
	readonly result: CommandResult;
	readonly code?: string;
};

/** What this kiosk can do of what may be asked. */
export type Able = {
	/** Runs the task at a moment at which a reload loses nothing [S14]; it may take long, or never come. */
	readonly onceIdle: (task: () => Promise<void>) => void;
	/** Does not come back. */
	readonly reload: () => void;
};

/** Why this kiosk refuses: it keeps no log yet, and has no power over its hardware. */
const REFUSALS: Record<Exclude<CommandOp, 'reload'>, string> = {
	sendLog: 'no_log',
	restart: 'not_able'
};

/** A repeat can be on its way for so long after its command has expired. */
const REPEATS_AFTER = 3_600_000;

/**
 * Does what the server asks, and answers each command once though it repeats with every status, over
 * reloads too [M15]: that it was answered is stored in one transaction with the answer. A reload
 * waits until nobody is at the machine; one that waited too long is answered as expired.
 */
export class Obeyer {
	readonly #store: KioskStore;
	readonly #able: Able;
	/** Reloads that wait for their moment. */
	readonly #waiting = new Set<string>();

	constructor(store: KioskStore, able: Able) {
		this.#store = store;
		this.#able = able;
	}

	/**
	 * Takes the commands of a status reply.
	 *
	 * @param serverNow milliseconds since 1970, as the reply says
	 */
	async take(commands: readonly Command[], serverNow: number): Promise<void> {
		const seen = (await this.#store.recall('commands')) ?? [];
		const known = new Set(seen.map(({ commandId }) => commandId));
		const fresh = commands
			.filter(({ commandId }) => !known.has(commandId))
			.map(({ commandId, op, expiresAt }) => ({
				...{ commandId, op, answered: false },
				expiresAt: parseInstant(expiresAt) ?? 0
			}));
		const all = [...seen, ...fresh].filter(
			({ answered, expiresAt }) => !answered || serverNow <= expiresAt + REPEATS_AFTER
		);
		if (fresh.length > 0 || all.length < seen.length) await this.#store.remember('commands', all);
		for (const command of all) if (!command.answered) await this.#obey(command, serverNow);
	}

	async #obey({ commandId, op, expiresAt }: SeenCommand, serverNow: number): Promise<void> {
		if (serverNow >= expiresAt) await this.#answer(commandId, 'expired');
		else if (op === 'reload') this.#reloadOnce(commandId);
		else {
			const code = isOp(op) ? REFUSALS[op as keyof typeof REFUSALS] : 'unknown_op';
			await this.#answer(commandId, 'refused', code);
		}
	}

	#reloadOnce(commandId: string): void {
		if (this.#waiting.has(commandId)) return;
		this.#waiting.add(commandId);
		this.#able.onceIdle(async () => {
			this.#waiting.delete(commandId);
			// First the answer, on the disk: after a reload nobody would know that it was asked for.
			if (await this.#answer(commandId, 'done')) this.#able.reload();
		});
	}

	/** @returns whether this is the answer; false where it had one, as expired */
	async #answer(commandId: string, result: CommandResult, code?: string): Promise<boolean> {
		const seen = (await this.#store.recall('commands')) ?? [];
		if (!seen.some((one) => one.commandId === commandId && !one.answered)) return false;
		const after = seen.map((one) =>
			one.commandId === commandId ? { ...one, answered: true } : one
		);
		const outcome: OutcomeDraft = {
			...{ type: 'outcome', commandId, result },
			...(code === undefined ? {} : { code })
		};
		await this.#store.outbox.append([outcome], () => this.#store.remember('commands', after));
		return true;
	}
}

const isOp = (op: string): op is CommandOp => COMMAND_OPS.some((known) => known === op);

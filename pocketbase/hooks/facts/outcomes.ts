import type { Applied } from '#domain/judged.ts';
import { execute } from '../pocketbase.ts';

/**
 * Notes what became of commands, as the machine tells [M15]. Of two answers to one command the one
 * with the lowest place stands, in whatever order they come [M11]; an answer to what nobody asked of
 * this machine stays a fact and changes nothing.
 */
export function writeOutcomes(tx: core.App, applied: readonly Applied[], machineId: number): void {
	applied.forEach(({ fact, place, time }) => {
		if (fact.type !== 'outcome' || place.origin !== `m${machineId}`) return;
		const { commandId, result, code = '' } = fact;
		const { epochNo, seq } = place;
		execute(
			tx,
			`UPDATE "commands" SET "result" = {:result}, "code" = {:code}, "answeredAt" = {:answeredAt},
				"epochNo" = {:epochNo}, "seq" = {:seq}
			WHERE "commandId" = {:commandId} AND "machineId" = {:machineId} AND ("result" = ''
				OR "epochNo" > {:epochNo} OR ("epochNo" = {:epochNo} AND "seq" > {:seq}))`,
			{ machineId, commandId, result, code, epochNo, seq, answeredAt: time.happenedAt }
		);
	});
}

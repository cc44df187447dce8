import type { Controller, HardwareTest } from '#controller/controller.ts';
import type { JournalKeeper } from '#controller/journal.ts';
import { LinkOwner } from '#controller/owner.ts';
import type { PortSource } from '#controller/port.ts';

export type RunningLink = {
	readonly controller: Controller & HardwareTest;
	/** Resolves once its port is closed. */
	readonly stop: () => Promise<void>;
};

/** The production link with the clock of this computer, in Node or in a page. */
export function startLink(ports: PortSource, keeper: JournalKeeper): RunningLink {
	const controller = new LinkOwner({
		ports,
		keeper,
		clock: {
			now: () => Date.now(),
			uptime: () => performance.now(),
			after: (ms, task) => {
				const timer = setTimeout(task, ms);
				return () => {
					clearTimeout(timer);
				};
			}
		},
		random: Math.random
	});
	controller.start();
	return { controller, stop: () => controller.stop() };
}

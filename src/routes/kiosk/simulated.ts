import { SimulatedMachine } from '#controller/simulated/machine.ts';
import type { Memory, MemoryName } from '#controller/simulated/memory.ts';
import { after, now, uptime } from '#platform/clock.ts';

const nameOf = (name: MemoryName): string => `exes-simulated-${name}`;

/**
 * The machine that stands behind a kiosk without hardware [P9]. It is kept by this browser: a reload
 * finds it as if it had gone on.
 */
export function simulatedMachine(slots: readonly { readonly slot: number }[]): SimulatedMachine {
	return new SimulatedMachine({
		slots: slots.map(({ slot }) => slot),
		memory: browserMemory(),
		uptime,
		now,
		after,
		random: Math.random
	});
}

/**
 * A browser that is killed may lose the last seconds of `localStorage`, which a controller's journal
 * never does. The tab's own storage goes with a killed browser: where it does not say the same, the
 * journal is lost, so that no number in it ever means two events.
 */
function browserMemory(): Memory {
	const kept = new Map<MemoryName, string>();
	return {
		load: (name) => {
			const known = kept.get(name);
			if (known !== undefined) return known;
			try {
				const text = localStorage.getItem(nameOf(name));
				const isWhole = name === 'machine' || sessionStorage.getItem(nameOf(name)) === text;
				return isWhole ? text : null;
			} catch {
				return null;
			}
		},
		save: (name, text) => {
			kept.set(name, text);
			try {
				sessionStorage.removeItem(nameOf(name));
				localStorage.setItem(nameOf(name), text);
				if (name === 'journal') sessionStorage.setItem(nameOf(name), text);
			} catch (error) {
				// The next page finds an older machine, and a lost journal.
				console.warn(error);
			}
		}
	};
}

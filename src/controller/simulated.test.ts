import { controllerContract } from './contract.ts';
import { SimulatedController } from './simulated.ts';

controllerContract('the simulated controller', () => {
	let time = 0;
	let tasks: { at: number; run: () => void }[] = [];
	const now = () => time;
	const controller = new SimulatedController({
		slots: [1, 2, 3],
		now,
		after: (ms, run) => tasks.push({ at: time + ms, run }),
		opensAfterMs: 800,
		closesAfterMs: 5_000
	});
	return {
		controller,
		slot: 2,
		noSlot: 9,
		now,
		pass: (ms) => {
			const end = time + ms;
			for (;;) {
				const next = tasks.toSorted((a, b) => a.at - b.at)[0];
				if (!next || next.at > end) break;
				tasks = tasks.filter((task) => task !== next);
				time = next.at;
				next.run();
			}
			time = end;
			return Promise.resolve();
		},
		jam: (slot) => {
			controller.jam(slot, true);
		},
		unplug: () => {
			controller.setLink({ kind: 'lost', reason: 'unplugged' });
		}
	};
});

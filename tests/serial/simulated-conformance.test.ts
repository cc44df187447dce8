import type { Device } from '../../conformance/board/device.ts';
import { SimulatedMachine } from '../../src/controller/simulated/machine.ts';
import { passingMemory } from '../../src/controller/simulated/memory.ts';
import { keepsEveryRule } from './keeps-every-rule.ts';

keepsEveryRule('the simulated board', async () => {
	let onPulse = (_slot: number): void => undefined;
	const machine = new SimulatedMachine({
		slots: [1, 2, 3],
		memory: passingMemory(),
		uptime: () => performance.now(),
		now: () => Date.now(),
		after: (ms, task) => {
			const timer = setTimeout(task, ms);
			return () => {
				clearTimeout(timer);
			};
		},
		random: Math.random,
		habit: { opensAfterMs: null, closesAfterMs: null },
		onPulse: (slot) => {
			onPulse(slot);
		}
	});
	const plugged = async (device: { onBytes: Device['onBytes'] }) => {
		const port = await machine.ports.open();
		if (!port) throw new Error('The machine has no port.');
		void (async () => {
			for await (const bytes of port.incoming) device.onBytes(bytes);
		})().catch(() => undefined); // its power went
		return port;
	};
	const device = {
		isGone: false,
		onBytes: (_bytes: Uint8Array): void => undefined,
		send: (bytes: Uint8Array): void => {
			void port.write(bytes).catch(() => undefined);
		},
		close: (): void => undefined
	};
	let port = await plugged(device);
	return {
		device,
		useDoor: (at) => {
			onPulse = (slot) => {
				if (slot !== at) return;
				setTimeout(() => {
					machine.move(slot, true);
				}, 50);
				setTimeout(() => {
					machine.move(slot, false);
				}, 300);
			};
		},
		losePower: async () => {
			machine.cutPower();
			machine.restorePower();
			port = await plugged(device);
		},
		close: () => {
			machine.stop();
			return Promise.resolve();
		}
	};
});

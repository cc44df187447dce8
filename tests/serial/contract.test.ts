import { expect } from '@playwright/test';
import { afterEach } from 'vitest';
import { controllerContract } from '../../src/controller/contract.ts';
import { LinkAtPort } from './link-at-port.ts';
import { PageController } from './page-controller.ts';

const SLOT = 2;
const LINK_MS = 10_000;

let machine: LinkAtPort | undefined;

afterEach(async () => {
	await machine?.close();
	machine = undefined;
});

controllerContract(
	'the link in Chromium over a serial port, with the controller of C,',
	async () => {
		const link = await LinkAtPort.start();
		machine = link;
		const { board, port } = link;
		const controller = await PageController.of(link.page);
		let uses = Promise.resolve();
		board.onPulse = ({ slot }) => {
			uses = uses.then(() => board.useDoor(slot));
		};
		let pulled = Promise.resolve();
		return {
			controller,
			slot: SLOT,
			noSlot: 16,
			// Nobody can hurry a real board: time has passed once everything that is to happen has.
			pass: async () => {
				await uses;
				await pulled;
				if (port.isPlugged) await link.allStored();
				else await expect.poll(() => controller.link.kind, { timeout: LINK_MS }).toBe('lost');
				await link.page.evaluate(() => undefined); // what it had to tell was told before
			},
			jam: (slot) => {
				board.jam(slot, true);
			},
			unplug: () => {
				pulled = port.unplug();
			}
		};
	}
);

import { is } from 'valibot';
import { expect, test } from 'vitest';
import { Status } from '#domain/shapes/machine.ts';
import { toldController } from './tell-controller.ts';

const info = {
	...{ controllerId: 'board-17', hardware: 'nine', firmware: '1.0.0', slots: 9 },
	capabilities: []
};

test.each([
	['all of it', info, { linked: true, firmware: '1.0.0', id: 'board-17' }],
	['before the first hello', null, { linked: true }],
	['no firmware', { ...info, firmware: '' }, { linked: true, id: 'board-17' }],
	[
		'signs',
		{ ...info, firmware: '1.0\u0000\n', controllerId: ' \t' },
		{ linked: true, firmware: '1.0' }
	]
])('[M14] %s', (_, said, told) => {
	const controller = toldController(true, said);
	expect(controller).toEqual(told);
	const status = { bootId: 'boot00000000001', uptimeMs: 1, appVersion: '1', controller };
	expect(is(Status, status)).toBe(true);
});

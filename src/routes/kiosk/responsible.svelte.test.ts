import { describe, expect, test } from 'vitest';
import type { ContactReply } from '#domain/shapes/texts.ts';
import { ApiError } from '#remote/api.ts';
import { Responsible } from './responsible.svelte.ts';

const HOUR = 60 * 60 * 1_000;
const ada = { name: 'Ada', email: '', phone: '+43 1 000' };
const reply = (contact: ContactReply['contact']): ContactReply => ({
	...{ machineId: 7, contact, isOwn: true }
});

function bench(...answers: (() => Promise<ContactReply>)[]) {
	const kept = new Map<string, unknown>();
	const faults: unknown[] = [];
	let at = 0;
	let asked = 0;
	const make = () =>
		new Responsible({
			store: {
				recall: (name) => Promise.resolve(kept.get(name) as never),
				remember: (name, value) => {
					if (faults.length > 0) return Promise.reject(new Error('full'));
					kept.set(name, value);
					return Promise.resolve();
				}
			},
			ask: () => {
				asked += 1;
				return (answers.shift() ?? (() => Promise.reject(new Error('asked too often'))))();
			},
			uptime: () => at,
			onFault: (fault) => faults.push(fault)
		});
	return { make, faults, pass: (ms: number) => (at += ms), asked: () => asked };
}

describe('who is responsible for the machine', () => {
	test('it is kept: after a start without network it stands there', async () => {
		const { make } = bench(() => Promise.resolve(reply(ada)));
		const first = make();
		await first.online();
		expect(first.contact).toEqual(ada);
		const second = make();
		await second.recall();
		expect(second.contact).toEqual(ada);
	});

	test('it is asked once in six hours, and at the next answer where it was not told', async () => {
		const offline = () => Promise.reject(new ApiError('offline', 'test'));
		const answers = [
			offline,
			() => Promise.resolve(reply(ada)),
			() => Promise.resolve(reply(null))
		];
		const { make, pass, asked } = bench(...answers);
		const responsible = make();
		await responsible.online();
		await responsible.online();
		expect(asked()).toBe(2);
		pass(6 * HOUR - 1);
		await responsible.online();
		expect(asked()).toBe(2);
		pass(1);
		await responsible.online();
		expect(responsible.contact).toBeNull();
	});

	test('what the store refuses is told, and nothing breaks', async () => {
		const { make, faults } = bench(() => Promise.resolve(reply(ada)));
		faults.push('full before');
		await make().online();
		expect(faults).toHaveLength(2);
	});
});

import type { IllnessList } from '#domain/shapes/texts.ts';
import { ApiError } from '#remote/api.ts';
import { fetchIllness } from '#remote/texts.ts';
import type { Duty } from './duty.svelte.ts';

/**
 * What people wrote whom food made ill, for those in charge. It is never kept on the device: without
 * network the task alone is there.
 */
export class Reports {
	all = $state.raw<IllnessList['reports']>([]);

	/** Asks anew whenever there are other news; to be called while a component is made. */
	constructor(duty: Duty) {
		$effect(() => {
			const isTold = duty.tasks.some(({ kind }) => kind === 'illness') && duty.sentAt > 0;
			if (isTold && duty.session) void this.#load(duty.session.token);
			else this.all = [];
		});
	}

	async #load(token: string): Promise<void> {
		try {
			this.all = (await fetchIllness(token)).reports;
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			// The task stands there all the same.
		}
	}
}

import { keptSession } from '#platform/session.ts';
import { ApiError } from '#remote/api.ts';
import { whomToAsk } from '../whom.ts';

/** Why something was not done. `refused`: the server names it by a code. */
export type Fault = 'offline' | 'server' | 'ended' | 'mayNot' | 'refused';

/** What a screen asks the server for, and what came of it; nothing of it is kept on the device. */
export class Asking<T> {
	value = $state.raw<T | null>(null);
	fault = $state<Fault | null>(null);
	/** The server's code of what was refused. */
	code = $state('');
	/** Names of those who may. */
	whom = $state.raw<readonly string[]>([]);
	isBusy = $state(false);

	/** Asks for what the screen shows; an answer that failed leaves what is there. */
	async load(ask: () => Promise<T>): Promise<void> {
		await this.run(async () => {
			this.value = await ask();
		});
	}

	/** Does one thing at a time; whether it was done. */
	async run(work: () => Promise<unknown>): Promise<boolean> {
		if (this.isBusy) return false;
		[this.isBusy, this.fault] = [true, null];
		try {
			await work();
			return true;
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			this.#failed(error);
			return false;
		} finally {
			this.isBusy = false;
		}
	}

	#failed(error: ApiError): void {
		this.code = Object.values(error.fields)[0]?.code ?? '';
		this.whom = whomToAsk(error);
		if (error.code === 'unauthorized' || error.says('device_revoked')) this.fault = 'ended';
		else if (error.says('role_may_not')) this.fault = 'mayNot';
		else if (error.code === 'refused') this.fault = 'refused';
		else this.fault = error.code === 'offline' && !navigator.onLine ? 'offline' : 'server';
	}
}

/** The token of now: a session is renewed while a screen stands open. */
export const token = (): string => keptSession()?.token ?? '';

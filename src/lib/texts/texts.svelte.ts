import type { TextsReply } from '#domain/shapes/texts.ts';
import { ApiError } from '#remote/api.ts';
import { fetchTexts } from '#remote/texts.ts';

/** The texts, once they are there. */
export class Texts {
	all = $state.raw<TextsReply | null>(null);
	failed = $state<'offline' | 'server' | null>(null);

	/** Never fails: why not is in `failed`. */
	async load(): Promise<void> {
		this.failed = null;
		try {
			this.all = await fetchTexts();
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			this.failed = error.code === 'offline' && !navigator.onLine ? 'offline' : 'server';
		}
	}
}

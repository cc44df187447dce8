import type { Controller, LinkState, Unlocked } from './controller.ts';

const stop = (): void => undefined;

/** Of a machine whose doors this kiosk cannot open: it has none (`closed`), or its browser cannot. */
export class NoController implements Controller {
	readonly link: LinkState;
	readonly open: ReadonlySet<number> = new Set();

	constructor(link: LinkState) {
		this.link = link;
	}

	unlock(): Promise<Unlocked> {
		return Promise.resolve('noLink');
	}

	onDoor(): () => void {
		return stop;
	}

	onLink(): () => void {
		return stop;
	}
}

import type { Page } from 'playwright';
import type {
	Controller,
	DoorEvent,
	LinkState,
	Unlocked
} from '../../src/controller/controller.ts';

declare global {
	var toldLink: (link: LinkState, open: number[]) => Promise<void>;
	var toldDoor: (event: DoorEvent, open: number[]) => Promise<void>;
}

/** The controller of a page (`link-page.ts`) as one that tests can hold. */
export class PageController implements Controller {
	readonly #page: Page;
	readonly #links = new Set<(link: LinkState) => void>();
	readonly #doors = new Set<(event: DoorEvent) => void>();
	link: LinkState = { kind: 'closed' };
	open: ReadonlySet<number> = new Set();

	private constructor(page: Page) {
		this.#page = page;
	}

	static async of(page: Page): Promise<PageController> {
		const controller = new PageController(page);
		await page.exposeFunction('toldLink', (link: LinkState, open: number[]) => {
			controller.link = link;
			controller.open = new Set(open);
			for (const listener of controller.#links) listener(link);
		});
		await page.exposeFunction('toldDoor', (event: DoorEvent, open: number[]) => {
			controller.open = new Set(open);
			for (const listener of controller.#doors) listener(event);
		});
		await page.waitForFunction(() => 'machine' in globalThis);
		await page.evaluate(async () => {
			const { controller: own } = globalThis.machine;
			own.onLink((link) => void globalThis.toldLink(link, [...own.open]));
			own.onDoor((event) => void globalThis.toldDoor(event, [...own.open]));
			await globalThis.toldLink(own.link, [...own.open]);
		});
		return controller;
	}

	unlock(slot: number, key: string, withinMs: number): Promise<Unlocked> {
		return this.#page.evaluate(
			([at, act, within]) => globalThis.machine.controller.unlock(at, act, within),
			[slot, key, withinMs] as const
		);
	}

	onDoor(listener: (event: DoorEvent) => void): () => void {
		this.#doors.add(listener);
		return () => this.#doors.delete(listener);
	}

	onLink(listener: (link: LinkState) => void): () => void {
		this.#links.add(listener);
		return () => this.#links.delete(listener);
	}
}

import type { KioskWindow } from './opening.ts';

/** The names of the two windows: another `open` by the same name is the same window. */
const KIOSK = 'exes-kiosk';
const COVER = 'exes-start';

/**
 * The kiosk's window, which is loaded behind the words of this page. This page itself cannot come to
 * the front again once another window was opened: only whoever opened a window may bring it there. So
 * the words that stand before the kiosk have a window of their own.
 */
export class Windows implements KioskWindow {
	readonly #url: string;
	readonly #onCover: (cover: Document) => void;
	#kiosk: Window | null = null;
	#cover: Window | null = null;

	/** @param onCover fills the window of the words, which is empty */
	constructor(url: string, onCover: (cover: Document) => void) {
		this.#url = url;
		this.#onCover = onCover;
	}

	load(): boolean {
		if (this.#kiosk && !this.#kiosk.closed) this.#kiosk.location.replace(this.#url);
		else this.#kiosk = window.open(this.#url, KIOSK);
		return this.#kiosk !== null;
	}

	get isClosed(): boolean {
		return this.#kiosk?.closed ?? true;
	}

	close(): void {
		this.#kiosk?.close();
		this.#kiosk = null;
	}

	cover(): boolean {
		if (this.#cover && !this.#cover.closed) {
			this.#cover.focus();
			return true;
		}
		this.#cover = window.open('', COVER);
		if (this.#cover) this.#onCover(this.#cover.document);
		return this.#cover !== null;
	}

	reveal(): void {
		this.#kiosk?.focus();
		this.#cover?.close();
		this.#cover = null;
		this.#kiosk?.focus();
	}

	isKiosk(source: MessageEventSource | null): boolean {
		return source !== null && source === this.#kiosk;
	}
}

// The kiosk's start page [S15]: a file on the kiosk's disk, which its browser is started with. Built into
// one file by tools/start-page.ts.
import { now, sleep, uptime } from '#platform/clock.ts';
import type { ToOpener } from '#platform/opener.ts';
import { addressIn } from './address.ts';
import { Opening } from './opening.ts';
import { paint, type Said } from './screen.ts';
import { Windows } from './windows.ts';

/** So long the server has time to answer a question that asks for nothing. */
const ANSWERS_WITHIN_MS = 10_000;
const TICK_MS = 15_000;

const address = addressIn(location.hash);
const shown = 'shown' in address ? address.shown : '';
let said: Said = address.kind === 'kiosk' ? { kind: 'starting' } : address;
let cover: Document | null = null;

function show(): void {
	for (const page of [document, cover]) {
		if (page) paint(page, said, { address: shown, now: now() }, tapped);
	}
}

let tapped = (): void => undefined;

if (address.kind === 'kiosk') {
	const windows = new Windows(address.url, (opened) => {
		for (const style of document.querySelectorAll('style')) {
			opened.head.append(style.cloneNode(true));
		}
		opened.title = document.title;
		opened.documentElement.lang = document.documentElement.lang;
		opened.documentElement.dataset['surface'] = 'kiosk';
		opened.body.replaceChildren(...[...document.body.children].map((part) => part.cloneNode(true)));
		cover = opened;
		show();
	});
	const opening = new Opening({
		...{ kiosk: windows, now, uptime, sleep, random: Math.random },
		answers: () => answersAt(new URL('/api/health', address.url)),
		hasNetwork: () => navigator.onLine,
		onState: (state) => {
			said = state;
			show();
		}
	});
	tapped = () => {
		if (said.kind === 'here') windows.reveal();
		else opening.wake();
	};
	addEventListener('message', ({ data, source }: MessageEvent<ToOpener>) => {
		if (windows.isKiosk(source)) opening.heard(data === 'exes-kiosk-up');
	});
	addEventListener('online', () => {
		opening.wake();
	});
	// Only a keyboard comes here while the kiosk is up.
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'visible' && said.kind === 'here') windows.reveal();
	});
	void opening.run();
}
show();
setInterval(show, TICK_MS);
// Another address behind the # is another start.
addEventListener('hashchange', () => {
	location.reload();
});

/** Whether anything answers: another origin's answer cannot be read, and a file has none of its own. */
async function answersAt(url: URL): Promise<boolean> {
	try {
		const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
		await fetch(url, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal });
		return true;
	} catch {
		return false;
	}
}

/** Held, shared, by every tab that is in the middle of something; a new version waits for it [S14]. */
const LOCK = 'exes-busy';

let works = 0;
const whenIdle: (() => void)[] = [];

/**
 * Says that a reload would lose something here: an open act, an unsent form, a batch in flight.
 * Until the result is called, no tab takes a new version, and this page does not reload [S14].
 */
export function beBusy(): () => void {
	let end: () => void = nothing;
	const work = new Promise<void>((settle) => (end = settle));
	void locks()?.request(LOCK, { mode: 'shared' }, () => work);
	works++;
	return () => {
		if (end === nothing) return;
		end();
		end = nothing;
		works--;
		if (works === 0) for (const task of whenIdle.splice(0)) task();
	};
}

const nothing = () => undefined;

/** The same for as long as the work takes, whatever becomes of it. */
export async function busyDuring<T>(work: Promise<T>): Promise<T> {
	const done = beBusy();
	try {
		return await work;
	} finally {
		done();
	}
}

/** Runs the task at once, or as soon as this page is idle. */
export function onceIdle(task: () => void): void {
	if (works === 0) task();
	else whenIdle.push(task);
}

/** Runs the task at a moment at which every tab is idle. */
export async function onceAllIdle(task: () => void): Promise<void> {
	const all = locks();
	if (all) await all.request(LOCK, task);
	else onceIdle(task);
}

/** Missing on a page that did not come over HTTPS: there is no service worker either. */
function locks(): LockManager | undefined {
	return (navigator as { locks?: LockManager }).locks;
}

/** Of the windows of one device, only one may have the doors [P5]; they agree on which over this. */
const CHANNEL = 'exes-kiosk-doors';
const ANSWERS_WITHIN_MS = 3_000;

/** What the window that has the doors said: it goes, somebody uses it, or nothing. */
export type Reply = 'goes' | 'inUse' | 'silent';

type Offer = {
	readonly hasDoors: () => boolean;
	/** Nobody is in the middle of anything. */
	readonly mayGo: () => boolean;
};

/**
 * Answers other windows that ask for the doors. A window at rest starts again and queues behind the one
 * that asked, so that port and store are let go by the browser itself. Returns how to stop.
 */
export function offerDoors(
	{ hasDoors, mayGo }: Offer,
	leave: () => void = () => {
		location.reload();
	}
): () => void {
	const channel = new BroadcastChannel(CHANNEL);
	channel.onmessage = ({ data }: MessageEvent<unknown>) => {
		if (data !== 'ask' || !hasDoors()) return;
		const goes = mayGo();
		channel.postMessage(goes ? 'goes' : 'inUse');
		if (goes) leave();
	};
	return () => {
		channel.close();
	};
}

/** Asks the window that has the doors to let them go; always ends. */
export function askForDoors(withinMs = ANSWERS_WITHIN_MS): Promise<Reply> {
	return new Promise((resolve) => {
		const channel = new BroadcastChannel(CHANNEL);
		const end = (reply: Reply) => {
			clearTimeout(timer);
			channel.close();
			resolve(reply);
		};
		const timer = setTimeout(() => {
			end('silent');
		}, withinMs);
		channel.onmessage = ({ data }: MessageEvent<unknown>) => {
			if (data === 'goes' || data === 'inUse') end(data);
		};
		channel.postMessage('ask');
	});
}

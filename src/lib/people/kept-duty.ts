import * as v from 'valibot';
import { AlertsReply, FleetReply, TasksReply } from '#domain/shapes/people.ts';

const KeptShape = v.object({
	/** Whose it is: another person on the same phone does not see it. */
	personId: v.string(),
	/** The device's clock when it came, in milliseconds since 1970. */
	cameAt: v.number(),
	alerts: AlertsReply,
	tasks: TasksReply,
	fleet: FleetReply
});

/** The last answer, kept on this device for times without network. */
export type Kept = v.InferOutput<typeof KeptShape>;

export type KeptDuty = {
	read(): Promise<Kept | null>;
	write(kept: Kept): Promise<void>;
	forget(): Promise<void>;
};

const CACHE = 'people';
const KEY = '/kept/duty';

/** In the browser's cache storage: large enough for a large fleet. It never fails; it may hold nothing. */
export const keptDuty: KeptDuty = {
	async read() {
		try {
			const answer = await (await caches.open(CACHE)).match(KEY);
			const parsed = v.safeParse(KeptShape, await answer?.json());
			return parsed.success ? parsed.output : null;
		} catch {
			return null; // Refused, or not a secure place.
		}
	},
	async write(kept) {
		try {
			await (await caches.open(CACHE)).put(KEY, Response.json(kept));
		} catch {
			// No room, or refused: what is on the page stays there.
		}
	},
	async forget() {
		try {
			await caches.delete(CACHE);
		} catch {
			// Where it is refused nothing was kept.
		}
	}
};

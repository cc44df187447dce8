import type { Point } from '#domain/geo.ts';
import {
	locate,
	mayLocate,
	rememberedPlace,
	rememberPlace,
	type NoLocation
} from '#platform/location.ts';

/** Where distances are counted from. `last`: the place that was used before on this device. */
export type Place =
	{ readonly kind: 'here' | 'last'; readonly point: Point } | { readonly kind: 'none' };

let current = $state.raw<Place>({ kind: 'none' });
let looking = $state.raw(false);
let refusal = $state.raw<NoLocation | null>(null);

/** Where the reader is. It stays on this device: the search runs here [M18]. */
export const place = {
	get current() {
		return current;
	},
	get point() {
		return current.kind === 'none' ? null : current.point;
	},
	/** Whether the device is being asked now. */
	get looking() {
		return looking;
	},
	/** Why the last question brought nothing. */
	get refusal() {
		return refusal;
	}
};

/** Takes the last place at once, and the present one where that was allowed before: nobody is asked. */
export async function findPlaceUnasked(): Promise<void> {
	const point = current.kind === 'none' ? rememberedPlace() : null;
	if (point) current = { kind: 'last', point };
	if (current.kind !== 'here' && (await mayLocate())) await findPlace();
}

/** Asks the device, which may ask the person: only after a tap. */
export async function findPlace(): Promise<void> {
	looking = true;
	refusal = null;
	const located = await locate();
	looking = false;
	if ('why' in located) {
		refusal = located.why;
	} else {
		current = { kind: 'here', point: located.point };
		rememberPlace(located.point);
	}
}

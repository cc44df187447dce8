import type { Point } from '#domain/geo.ts';

/** Why the device does not tell where it is. */
export type NoLocation = 'refused' | 'unavailable';
export type Located = { readonly point: Point } | { readonly why: NoLocation };

const PATIENCE = 15_000;
const MAX_AGE = 60_000;

/** Whether asking would bother nobody, because it was allowed before. */
export async function mayLocate(): Promise<boolean> {
	try {
		const { state } = await navigator.permissions.query({ name: 'geolocation' });
		return state === 'granted';
	} catch {
		return false; // A browser without the question: only a tap may ask.
	}
}

/** Where the device is, to three decimals: about a hundred metres, enough to find a fridge. */
export function locate(): Promise<Located> {
	if (!('geolocation' in navigator)) return Promise.resolve({ why: 'unavailable' });
	return new Promise((done) => {
		navigator.geolocation.getCurrentPosition(
			({ coords }) => {
				done({ point: { lat: rounded(coords.latitude), lon: rounded(coords.longitude) } });
			},
			({ code, PERMISSION_DENIED }) => {
				done({ why: code === PERMISSION_DENIED ? 'refused' : 'unavailable' });
			},
			{ timeout: PATIENCE, maximumAge: MAX_AGE }
		);
	});
}

function rounded(degrees: number): number {
	return Math.round(degrees * 1_000) / 1_000;
}

const REMEMBERED = 'exes:place';

/** The place that was used last on this device. It never leaves it. */
export function rememberedPlace(): Point | null {
	try {
		const [lat, lon] = (localStorage.getItem(REMEMBERED) ?? '').split(',').map(Number);
		if (lat === undefined || lon === undefined) return null;
		return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
	} catch {
		return null;
	}
}

export function rememberPlace({ lat, lon }: Point): void {
	try {
		localStorage.setItem(REMEMBERED, `${lat},${lon}`);
	} catch {
		// Storage is refused: the place lasts as long as the page.
	}
}

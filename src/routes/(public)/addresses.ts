import { resolve } from '$app/paths';

/** The one form of a machine's address: it ends in a slash, like the QR code on its door. */
export function machinePath(machineId: number): string {
	return `${resolve('/(public)/m/[id]', { id: String(machineId) }).replace(/\/$/, '')}/`;
}

type Spot = { readonly lat: number; readonly lon: number; readonly name: string };

/** Ways to open a map app with the way to a machine; each map is told the place of the machine alone. */
export function directionLinks({
	lat,
	lon,
	name
}: Spot): { app: 'device' | string; href: string }[] {
	const at = `${lat},${lon}`;
	const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
	return [
		isApple
			? { app: 'Apple Maps', href: `https://maps.apple.com/?daddr=${at}&dirflg=w` }
			: { app: 'device', href: `geo:${at}?q=${at}(${encodeURIComponent(name)})` },
		{
			app: 'Google Maps',
			href: `https://www.google.com/maps/dir/?api=1&destination=${at}&travelmode=walking`
		},
		{
			app: 'OpenStreetMap',
			href: `https://www.openstreetmap.org/directions?engine=fossgis_osrm_foot&route=;${at}`
		}
	];
}

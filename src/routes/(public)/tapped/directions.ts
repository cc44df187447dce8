import type { Goal } from '#lib/addresses.ts';

/** `device`: whatever map app the device has; else the name of the map. */
type Way = { readonly app: string; readonly href: string };

/** Ways to open a map app with the way to a machine; each map is told the place of the machine alone. */
export function directionLinks({ lat, lon, name }: Goal): Way[] {
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

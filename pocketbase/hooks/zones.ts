import lookUp from '@photostructure/tz-lookup';

/** The IANA time zone at a place; one that this server's zone database knows. */
export function zoneAt(lat: number, lon: number): string {
	const name = lookUp(lat, lon);
	return $exes.isZone(name) ? name : 'UTC';
}

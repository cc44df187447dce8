/**
 * Whether a machine is open, by OSM `opening_hours`: true for `24/7`, null for all that we cannot
 * read yet. Unknown is never shown as open, nor as closed [M19].
 */
export function openNow(openingHours: string | null): true | null {
	return openingHours?.trim() === '24/7' ? true : null;
}

// OSM `opening_hours`, as far as a text can be told from one without judging what it means.

const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su', 'PH', 'SH'];
const MONTHS = [
	...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
	...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
];
const WORDS = [
	...['open', 'closed', 'off', 'unknown', 'week', 'day', 'days', 'easter'],
	...['dawn', 'sunrise', 'sunset', 'dusk']
];
const KNOWN = new Set([...DAYS, ...MONTHS, ...WORDS]);

/** A point of the extended day, which ends at 48:00 so that a night can run past midnight. */
const LAST_MINUTE = 48 * 60;

/**
 * What of a text cannot be OSM `opening_hours` (wiki.openstreetmap.org/wiki/Key:opening_hours/specification),
 * or null where nothing speaks against it. Checked are its signs, that quotes and brackets close, that
 * each word is one of the language, and that each time is on a clock; not its grammar. What the
 * specification allows is never refused.
 */
export function openingHoursFault(text: string): string | null {
	const parts = text.split('"');
	if (parts.length % 2 === 0) return 'a quote does not close';
	// Every other part is a comment for people, of any words.
	const spoken = parts.filter((_, i) => i % 2 === 0).join(' "" ');
	const sign = /[^A-Za-z0-9\s":;,|/+()[\]-]/.exec(spoken)?.[0];
	if (sign !== undefined) return `"${sign}" is no sign of it`;
	if (!closes(spoken)) return 'a bracket does not close';
	const word = (spoken.match(/[A-Za-z]+/g) ?? []).find((found) => !KNOWN.has(found));
	if (word !== undefined) return `"${word}" is no word of it (days are ${DAYS.join(' ')})`;
	const time = (spoken.match(/\d+:\d+/g) ?? []).find((found) => !isTime(found));
	if (time !== undefined) return `${time} is no time`;
	if (!/[A-Za-z0-9]|""/.test(spoken)) return 'it says nothing';
	return null;
}

function isTime(text: string): boolean {
	const [hours = '', minutes = ''] = text.split(':');
	if (hours.length > 2 || minutes.length !== 2) return false;
	return Number(minutes) < 60 && Number(hours) * 60 + Number(minutes) <= LAST_MINUTE;
}

function closes(text: string): boolean {
	const open: string[] = [];
	for (const sign of text) {
		if (sign === '(' || sign === '[') open.push(sign);
		if (sign === ')' && open.pop() !== '(') return false;
		if (sign === ']' && open.pop() !== '[') return false;
	}
	return open.length === 0;
}

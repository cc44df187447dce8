/**
 * The value as JSON with the keys of every object sorted and `undefined` left out: equal values give
 * equal texts, whatever order a runtime keeps keys in [M9].
 */
export function canonicalJson(value: unknown): string {
	const names = new Set<string>();
	collectNames(value, names);
	// A list of names makes JSON.stringify write them in its order, at every level, many times faster
	// than code of ours could in the server's runtime. It asks each object for all of them, and every
	// object answers to this one.
	if (names.has('__proto__')) return sortedJson(value);
	return JSON.stringify(value, Array.from(names).sort());
}

function collectNames(value: unknown, names: Set<string>): void {
	if (typeof value !== 'object' || value === null) return;
	if (Array.isArray(value)) {
		value.forEach((member) => {
			collectNames(member, names);
		});
		return;
	}
	const record = value as Record<string, unknown>;
	// By callback: the server's runtime is slow with iterators.
	Object.keys(record).forEach((name) => {
		names.add(name);
		const member = record[name];
		if (typeof member === 'object') collectNames(member, names);
	});
}

/** The same, name by name. */
export function sortedJson(value: unknown): string {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
	const record = value as Record<string, unknown>;
	let text = '';
	for (const key of Object.keys(record).sort()) {
		const member = record[key];
		if (member === undefined) continue;
		text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${sortedJson(member)}`;
	}
	return `{${text}}`;
}

/** How many bytes a text takes as UTF-8; a lone surrogate takes three, as its replacement does. */
export function utf8Length(text: string): number {
	let bytes = 0;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (unit < 0x80) bytes += 1;
		else if (unit < 0x800) bytes += 2;
		else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
			bytes += 4;
			i++;
		} else bytes += 3;
	}
	return bytes;
}

function isLowSurrogate(unit: number): boolean {
	return unit >= 0xdc00 && unit < 0xe000;
}

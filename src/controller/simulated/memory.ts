/**
 * What a controller keeps while its power is off: its journal, and what a machine's doors and fridge
 * are like. Each text is whole or as it was before; both calls end before they return.
 */
export type Memory = {
	load(name: MemoryName): string | null;
	/** @throws PowerCut where the power goes meanwhile: the text is stored, or is not. */
	save(name: MemoryName, text: string): void;
};

export type MemoryName = 'journal' | 'machine';

/** The power went in the middle of a write. The controller starts again, as its watchdog would have it. */
export class PowerCut extends Error {
	override readonly name = 'PowerCut';
}

/** A memory that lives as long as this page, for tests and for a page that may store nothing. */
export function passingMemory(): Memory {
	const texts = new Map<MemoryName, string>();
	return {
		load: (name) => texts.get(name) ?? null,
		save: (name, text) => texts.set(name, text)
	};
}

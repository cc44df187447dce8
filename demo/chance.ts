/** Where all that is random in the demonstration comes from: the same seed, the same life. */
export class Chance {
	/** 32 bits, to be kept so that a later run goes on where this one ended. */
	state: number;

	constructor(seed: number | string) {
		this.state = typeof seed === 'number' ? seed >>> 0 : hashOf(seed);
	}

	/** From 0 up to 1 (mulberry32). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	}

	happens(probability: number): boolean {
		return this.next() < probability;
	}

	/** A whole number within bounds, both included. */
	integer(min: number, max: number): number {
		return min + Math.floor(this.next() * (max - min + 1));
	}

	between(min: number, max: number): number {
		return min + this.next() * (max - min);
	}

	/** The pause before the next of many independent events, of this mean length. */
	pause(mean: number): number {
		return -Math.log(1 - this.next()) * mean;
	}

	/** Undefined for an empty list alone. */
	pick<T>(list: readonly T[]): T | undefined {
		return list[Math.floor(this.next() * list.length)];
	}
}

/** FNV-1a. */
function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) {
		hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	}
	return hash >>> 0;
}

/** One letter that says what it is, a number that says which, and an object [P1]. */
export type Frame = {
	readonly type: string;
	readonly id: number;
	readonly body: Readonly<Record<string, unknown>>;
};

const START = 0x1e;
const END = 0x0a;
const FORM = /^([A-Za-z])(\d{1,10}) (\{.*\})\*([0-9A-F]{4})$/s;

const encoder = new TextEncoder();

/** CRC-16/CCITT-FALSE; "123456789" gives 29B1. */
export function crc16(bytes: Uint8Array): number {
	let crc = 0xffff;
	for (const byte of bytes) {
		crc ^= byte << 8;
		for (let bit = 0; bit < 8; bit++)
			crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
	}
	return crc;
}

/** A frame as it travels; `json` may be any text, for what a board must refuse. */
export function encode(type: string, id: number, json: string): Uint8Array {
	const text = `${type}${id} ${json}`;
	const check = crc16(encoder.encode(text)).toString(16).toUpperCase().padStart(4, '0');
	return Uint8Array.of(START, ...encoder.encode(`${text}*${check}`), END);
}

/** Finds frames in bytes that come in any pieces; what is no good frame is left out. */
export class Frames {
	#pending: number[] | null = null;

	push(bytes: Uint8Array): Frame[] {
		const found: Frame[] = [];
		for (const byte of bytes) {
			if (byte === START) this.#pending = [];
			else if (byte === END && this.#pending) {
				const frame = decode(Uint8Array.from(this.#pending));
				if (frame) found.push(frame);
				this.#pending = null;
			} else this.#pending?.push(byte);
		}
		return found;
	}
}

function decode(bytes: Uint8Array): Frame | null {
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		const [, type = '', id = '', json = '', check = ''] = FORM.exec(text) ?? [];
		if (type === '' || crc16(bytes.subarray(0, -5)) !== parseInt(check, 16)) return null;
		return { type, id: Number(id), body: JSON.parse(json) as Frame['body'] };
	} catch {
		return null; // neither UTF-8 nor JSON
	}
}

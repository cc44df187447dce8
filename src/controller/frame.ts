import { FRAME_END, FRAME_START, MAX_FRAME_BYTES } from './bytes.ts';

export type FrameBody = Readonly<Record<string, unknown>>;

/** One letter that says what it is, a number that says which, and an object. */
export type Frame = { readonly type: string; readonly id: number; readonly body: FrameBody };

const MAX_ID = 2 ** 32 - 1;
const HEAD_AND_BODY = /^([A-Za-z])(\d{1,10}) (\{.*\})$/s;
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\0-\x1f]/;
const CHECK_LENGTH = 5;
const STAR = 0x2a;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** CRC-16/CCITT-FALSE: polynomial 1021, from FFFF, not reflected; "123456789" gives 29B1. */
export function crc16(bytes: Uint8Array): number {
	let crc = 0xffff;
	for (const byte of bytes) {
		crc ^= byte << 8;
		for (let bit = 0; bit < 8; bit++) {
			crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1;
		}
	}
	return crc;
}

/**
 * A frame as it travels.
 *
 * @throws RangeError where it is longer than any receiver takes, or its number is no u32
 */
export function encodeFrame({ type, id, body }: Frame): Uint8Array {
	const checked = encoder.encode(`${type}${id} ${JSON.stringify(body)}`);
	const check = encoder.encode(`*${hexOf(crc16(checked))}`);
	const length = checked.length + check.length;
	if (length > MAX_FRAME_BYTES) throw new RangeError(`A frame of ${length} bytes is too long.`);
	if (!(Number.isInteger(id) && id >= 0 && id <= MAX_ID)) throw new RangeError(`${id} is no u32.`);
	return Uint8Array.of(FRAME_START, ...checked, ...check, FRAME_END);
}

/** Reads what stood between start and end; null where any of it is not as it must be [P1]. */
export function decodeFrame(bytes: Uint8Array): Frame | null {
	const end = bytes.length - CHECK_LENGTH;
	if (end < 0 || bytes[end] !== STAR) return null;
	const checked = bytes.subarray(0, end);
	const check = String.fromCharCode(...bytes.subarray(end + 1));
	if (check !== hexOf(crc16(checked))) return null;
	try {
		const text = decoder.decode(checked);
		const [, type, id, json] = HEAD_AND_BODY.exec(text) ?? [];
		if (type === undefined || json === undefined || CONTROL.test(json)) return null;
		if (Number(id) > MAX_ID) return null;
		return { type, id: Number(id), body: JSON.parse(json) as FrameBody };
	} catch {
		return null;
	}
}

const hexOf = (crc: number) => crc.toString(16).toUpperCase().padStart(4, '0');

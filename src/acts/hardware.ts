import type { PortChoice } from '#controller/web-serial.ts';

/**
 * How this kiosk reaches its doors: a board on a cable by Web Serial, the same by WebUSB, doors that
 * are only played, or none that it could open.
 */
export const WAYS = ['serial', 'usb', 'simulated', 'none'] as const;
export type Way = (typeof WAYS)[number];

/** What may hang on serial ports of their own, beside what opens the doors. */
export const DEVICES = ['scanner', 'sensor'] as const;
export type Device = (typeof DEVICES)[number];

/**
 * What opens the doors, with the boards that may be asked: more than one where a policy allows more. And
 * the ports of a scanner and of a thermometer that sends lines, where there are such.
 */
export type Hardware = { readonly way: Way; readonly boards: readonly PortChoice[] } & {
	readonly [D in Device]?: PortChoice;
};

export const isWay = (word: string | null): word is Way => WAYS.some((way) => way === word);

import type { PortChoice } from '#controller/web-serial.ts';

/**
 * How this kiosk reaches its doors: a board on a cable by Web Serial, the same by WebUSB, doors that
 * are only played, or none that it could open.
 */
export const WAYS = ['serial', 'usb', 'simulated', 'none'] as const;
export type Way = (typeof WAYS)[number];

/** What opens the doors, with the boards that may be asked: more than one where a policy allows more. */
export type Hardware = { readonly way: Way; readonly boards: readonly PortChoice[] };

export const isWay = (word: string | null): word is Way => WAYS.some((way) => way === word);

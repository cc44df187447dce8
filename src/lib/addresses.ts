import { resolve } from '$app/paths';

/** The one form of a machine's address: it ends in a slash, like the QR code on its door. */
export function machinePath(machineId: number): string {
	return `${resolve('/(public)/m/[id]', { id: String(machineId) }).replace(/\/$/, '')}/`;
}

/** Where somebody wants to go. */
export type Goal = {
	readonly lat: number;
	readonly lon: number;
	readonly name: string;
	readonly address: string | null;
};

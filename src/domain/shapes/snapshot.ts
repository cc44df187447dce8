import type { Allergens } from './fact.ts';
import type * as words from './words.ts';

/** A lot that may be offered now or later; those past their window or taken are not sent. */
export type SnapshotLot = {
	lotId: string;
	slot: number;
	name: string;
	category: words.Category;
	storage: words.Storage;
	dateKind: words.DateKind;
	date?: string;
	preparedAt?: string;
	portions: number;
	allergens: Allergens | null;
	diets: words.Diet[];
	/** When it is offered, in milliseconds since 1970: from `from` on, before `until` [F2, F3, F4]. */
	from: number;
	until: number;
};

/** A machine as everybody may see it. */
export type SnapshotMachine = {
	machineId: number;
	hardware: words.Hardware;
	/** Made by the demonstration, and said so on every screen. */
	demo: boolean;
	name: string;
	address: string | null;
	lat: number;
	lon: number;
	timeZone: string;
	openingHours: string | null;
	donationPaused: boolean;
	notice: string | null;
	/** Seconds, as last sent to the machine. */
	interval: number;
	/** The last status or fact, in milliseconds since 1970; null before the first. */
	lastSeenAt: number | null;
	/** Since when a fact has been waiting at the machine, if any; milliseconds since 1970. */
	waitingSince: number | null;
	slots: {
		slot: number;
		storage: words.Storage;
		kind: words.SlotKind;
		state: words.SlotState;
		/** Whether a lot is physically inside, offered or not. */
		occupied: boolean;
	}[];
	lots: SnapshotLot[];
};

/** `GET /api/public/snapshot` [S13]; its age is told by the answer's `Date`. */
export type Snapshot = { machines: SnapshotMachine[] };

export const SNAPSHOT_PATH = '/api/public/snapshot';
/** On an answer that a device kept from before, because the server did not answer it now [S13]. */
export const KEPT_HEADER = 'exes-kept';

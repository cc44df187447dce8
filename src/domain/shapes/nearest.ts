import type { Category, Freshness, Hardware, Reason } from './words.ts';

/** One machine in the answer of `GET /api/location/nearest` [M18]. */
export type NearMachine = {
	machineId: number;
	hardware: Hardware;
	name: string;
	address: string | null;
	lat: number;
	lon: number;
	/** Great-circle metres. */
	distanceM: number;
	canCollect: boolean;
	canDonate: boolean;
	reasons: Reason[];
	/** null where the hours are not known. */
	openNow: boolean | null;
	stock: { portions: number; lots: number; byCategory: Partial<Record<Category, number>> };
	freshness: Freshness;
	lastSeenAt: string | null;
};

export type NearestReply = {
	machines: NearMachine[];
	/** How many match, counted up to 1,000. */
	total: number;
	serverTime: string;
};

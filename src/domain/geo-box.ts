import { EARTH_RADIUS_M, type Point } from './geo.ts';

/** A range of latitudes and one or two of longitudes, in degrees, ends included. */
export type Box = {
	readonly south: number;
	readonly north: number;
	/** Two where the box lies on both sides of the antimeridian. */
	readonly lons: readonly { readonly west: number; readonly east: number }[];
};

const RAD = Math.PI / 180;
/** Degrees by which a box is made wider than computed, far above the error of the computation. */
const SLACK = 1e-9;

/** A box around every point of the earth that is at most so many metres away. */
export function boxAround({ lat, lon }: Point, metres: number): Box {
	const angle = metres / EARTH_RADIUS_M;
	const high = Math.min(90, lat + angle / RAD + SLACK);
	const low = Math.max(-90, lat - angle / RAD - SLACK);
	const reach = Math.sin(angle) / Math.cos(lat * RAD);
	const holdsPole = angle >= Math.PI / 2 || high >= 90 || low <= -90 || !(reach < 1);
	const half = holdsPole ? 180 : Math.asin(reach) / RAD + SLACK;
	return { south: low, north: high, lons: lonRanges(lon, half) };
}

function lonRanges(lon: number, half: number): Box['lons'] {
	if (half >= 180) return [{ west: -180, east: 180 }];
	const west = lon - half;
	const east = lon + half;
	if (west < -180) {
		return [
			{ west: west + 360, east: 180 },
			{ west: -180, east }
		];
	}
	if (east > 180) {
		return [
			{ west, east: 180 },
			{ west: -180, east: east - 360 }
		];
	}
	// A point on the antimeridian may be written as 180 or as -180.
	if (west === -180 || east === 180) {
		return [{ west, east }, west === -180 ? { west: 180, east: 180 } : { west: -180, east: -180 }];
	}
	return [{ west, east }];
}

/** A point of the unit sphere. */
export type Vector = { readonly x: number; readonly y: number; readonly z: number };

export function vectorOf({ lat, lon }: Point): Vector {
	const ring = Math.cos(lat * RAD);
	return { x: ring * Math.cos(lon * RAD), y: ring * Math.sin(lon * RAD), z: Math.sin(lat * RAD) };
}

/**
 * The square of the straight line between two points of the unit sphere that are so many metres of
 * great circle apart: it grows with the distance, and needs no trigonometry to compare.
 */
export function chordSquared(metres: number): number {
	return 4 * Math.sin(Math.min(metres / EARTH_RADIUS_M, Math.PI) / 2) ** 2;
}

/**
 * Tells most points inside a circle from those outside by four multiplications. Of a point, let `q`
 * be the square of its difference in latitude plus `lonWeight` times that of its longitude, in
 * degrees, as the two are written (across the antimeridian too): where `q <= inside` it lies in the
 * circle, where `q > outside` it does not, and between them, a thin rim if the circle is small, only
 * a distance can tell. Holds for every point in {@link boxAround} the circle.
 */
export type Ellipse = {
	readonly lonWeight: number;
	readonly inside: number;
	readonly outside: number;
};

/** The share by which the rim is made wider than computed, far above the error of a chord. */
const RIM_SLACK = 1e-6;
/** Above every `q` there is. */
const EVERYWHERE = 1e6;

// The square of the chord is 4 sin²(dLat/2) + 4 cos(lat) cos(lat') sin²(dLon/2). Above, it is
// bounded by sin²(u) <= u² and the largest cosine in the box; below, by sin²(u) >= u² (sin(U)/U)²
// for u <= U <= 180 degrees, and the smallest cosine.
export function ellipseAround(at: Point, metres: number): Ellipse {
	const { south, north, lons } = boxAround(at, metres);
	const ends = [cosine(south), cosine(north)] as const;
	const most = south <= 0 && north >= 0 ? 1 : Math.max(...ends);
	const least = Math.max(0, Math.min(...ends));
	const dLat = Math.max(north - at.lat, at.lat - south);
	const dLon = Math.max(...lons.map(({ west, east }) => Math.max(east - at.lon, at.lon - west)));
	const shrinks = Math.min(sinc(dLat / 2) ** 2, (sinc(dLon / 2) ** 2 * least) / most);
	const square = chordSquared(metres) / RAD ** 2;
	return {
		lonWeight: cosine(at.lat) * most,
		inside: square * (1 - RIM_SLACK),
		outside: Math.min(EVERYWHERE, (square / shrinks) * (1 + RIM_SLACK))
	};
}

const cosine = (degrees: number): number => Math.cos(degrees * RAD);
/** The sine of an angle in degrees over the angle itself; 0 for half a turn. */
const sinc = (degrees: number): number =>
	degrees > 0 ? Math.max(0, Math.sin(degrees * RAD)) / (degrees * RAD) : 1;

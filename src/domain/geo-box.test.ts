import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxAround, chordSquared, ellipseAround, vectorOf, type Box } from './geo-box.ts';
import { distance, EARTH_RADIUS_M, type Point } from './geo.ts';

const point = fc.record({
	lat: fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 0, 89.99, 90)),
	lon: fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.constantFrom(-180, 0, 180))
});
const metres = fc.oneof(
	fc.double({ min: 0.001, max: 50_000, noNaN: true }),
	fc.double({ min: 50_000, max: 20_100_000, noNaN: true })
);

const holds = ({ south, north, lons }: Box, { lat, lon }: Point): boolean =>
	lat >= south && lat <= north && lons.some(({ west, east }) => lon >= west && lon <= east);

/** The point so far from here in a direction, both as angles. */
function reached(from: Point, angle: number, bearing: number): Point {
	const rad = Math.PI / 180;
	const [lat, lon] = [from.lat * rad, from.lon * rad];
	const sin = Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(bearing);
	const to = Math.asin(Math.max(-1, Math.min(1, sin)));
	const turn = Math.atan2(
		Math.sin(bearing) * Math.sin(angle) * Math.cos(lat),
		Math.cos(angle) - Math.sin(lat) * Math.sin(to)
	);
	const east = (lon + turn) / rad;
	return { lat: to / rad, lon: ((((east + 180) % 360) + 360) % 360) - 180 };
}

test('[M18] a box holds every point of the circle, at the poles and across the antimeridian', () => {
	fc.assert(
		fc.property(
			...[point, metres],
			...[
				fc.double({ min: 0, max: 0.999_999, noNaN: true }),
				fc.double({ min: 0, max: 6.283, noNaN: true })
			],
			(from, radius, share, bearing) => {
				const angle = Math.min(radius / EARTH_RADIUS_M, Math.PI) * share;
				const to = reached(from, angle, bearing);
				if (distance(from, to) <= radius) expect(holds(boxAround(from, radius), to)).toBe(true);
			}
		),
		{ numRuns: 3_000 }
	);
});

/** Near enough to the rim of the circle to tell whether the ellipses keep their side of it. */
const share = fc.oneof(
	fc.double({ min: 0, max: 3, noNaN: true }),
	fc.double({ min: 0.999, max: 1.001, noNaN: true })
);

test('[M18] what the ellipses call inside or outside a circle is', () => {
	let isTold = 0;
	fc.assert(
		fc.property(
			...[point, metres, share, fc.double({ min: 0, max: 6.283, noNaN: true })],
			(from, radius, of, bearing) => {
				const to = reached(from, Math.min((radius * of) / EARTH_RADIUS_M, Math.PI), bearing);
				const { lonWeight, inside, outside } = ellipseAround(from, radius);
				expect(inside).toBeLessThanOrEqual(outside);
				if (!holds(boxAround(from, radius), to)) return;
				const q = (to.lat - from.lat) ** 2 + lonWeight * (to.lon - from.lon) ** 2;
				const [p, v] = [vectorOf(from), vectorOf(to)];
				const chord = (p.x - v.x) ** 2 + (p.y - v.y) ** 2 + (p.z - v.z) ** 2;
				const limit = chordSquared(radius);
				const lastBits = 1e-15 * Math.sqrt(limit) + 1e-30; // of differences of coordinates
				if (q <= inside) expect(chord).toBeLessThanOrEqual(limit + lastBits);
				if (q > outside) expect(chord).toBeGreaterThan(limit - lastBits);
				if (q <= inside || q > outside) isTold++;
			}
		),
		{ numRuns: 5_000 }
	);
	expect(isTold).toBeGreaterThan(500);
});

test('the rim that the ellipses leave is thin around a city, and still right around a pole', () => {
	const rim = (at: Point, radius: number): number => {
		const { inside, outside } = ellipseAround(at, radius);
		return outside / inside - 1;
	};
	expect(rim({ lat: 52, lon: 13 }, 25_000)).toBeLessThan(0.012);
	expect(rim({ lat: 0, lon: 0 }, 1_000)).toBeLessThan(0.000_01);
	expect(rim({ lat: 89.9, lon: 0 }, 25_000)).toBeGreaterThan(1);
});

const table: [string, Point, number, Point, boolean][] = [
	['itself', { lat: 1, lon: 1 }, 1, { lat: 1, lon: 1 }, true],
	['over the antimeridian', { lat: 0, lon: 179.99 }, 5_000, { lat: 0, lon: -179.99 }, true],
	['the antimeridian by its other name', { lat: 0, lon: 180 }, 1, { lat: 0, lon: -180 }, true],
	['over the pole', { lat: 89.99, lon: 0 }, 5_000, { lat: 89.99, lon: 180 }, true],
	['the other side of the earth', { lat: 10, lon: 20 }, 20_100_000, { lat: -10, lon: -160 }, true],
	['far east', { lat: 0, lon: 0 }, 5_000, { lat: 0, lon: 1 }, false],
	['far north', { lat: 0, lon: 0 }, 5_000, { lat: 1, lon: 0 }, false]
];
test.each(table)('%s', (_, from, radius, to, inside) => {
	expect(holds(boxAround(from, radius), to)).toBe(inside);
});

test('the chord orders points as the distance does', () => {
	const chord = (a: Point, b: Point): number => {
		const [p, q] = [vectorOf(a), vectorOf(b)];
		return (p.x - q.x) ** 2 + (p.y - q.y) ** 2 + (p.z - q.z) ** 2;
	};
	fc.assert(
		fc.property(point, point, point, (at, a, b) => {
			const [near, far] = [distance(at, a), distance(at, b)];
			// Close to the other side of the earth neither tells a metre from the next.
			if (far - near > 1 && far < 20_000_000) expect(chord(at, a)).toBeLessThan(chord(at, b));
			if (near < 20_000_000) expect(chord(at, a)).toBeCloseTo(chordSquared(near), 9);
		})
	);
});

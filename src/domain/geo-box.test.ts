import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxAround, chordSquared, vectorOf, type Box } from './geo-box.ts';
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

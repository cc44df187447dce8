import { check, isInstant, isInteger, NotTried, same } from '../expect.ts';
import { hasStatus, names } from '../http.ts';
import { newId, type Machine } from '../machine.ts';
import { rule } from '../rule.ts';

type Near = {
	machineId: number;
	distanceM: number;
	freshness: string;
	canCollect: boolean;
	reasons: string[];
	stock: { portions: number; lots: number; byCategory: Record<string, number> };
};

async function around(m: Machine, more = ''): Promise<Near[]> {
	const { lat, lon } = placeOf(m);
	const path = `/api/location/nearest?lat=${lat}&lon=${lon}&limit=200&radiusKm=1${more}`;
	const answer = await m.ask('GET', path);
	hasStatus(answer, 200, 'nearest');
	check(Array.isArray(answer.body['machines']), 'a list of machines', answer.body);
	isInteger(answer.body['total'], 0, 'total');
	isInstant(answer.body['serverTime'], 'serverTime');
	return answer.body['machines'] as Near[];
}

function placeOf({ place }: Machine): { lat: number; lon: number } {
	if (!place)
		throw new NotTried('the kit was not told where this machine stands: give --at LAT,LON');
	return place;
}

async function own(m: Machine): Promise<Near> {
	if (m.status !== 'accepted') throw new NotTried('only a machine that is accepted is listed');
	const found = (await around(m)).find(({ machineId }) => machineId === m.machineId);
	check(found !== undefined, 'this machine among the nearest 200 within 1 km', 'it is not there');
	return found;
}

/** What people are shown, without an account. */
export const nearest = [
	rule('M18', 'a machine that is accepted is listed, 0 m from itself', async (m) => {
		const { distanceM } = await own(m);
		check(Math.abs(distanceM) < 5, 'a distance of 0 m', distanceM);
	}),

	rule('M18', 'the nearest come first, then by machineId', async (m) => {
		const machines = await around(m);
		const sorted = machines.toSorted(
			(a, b) => a.distanceM - b.distanceM || a.machineId - b.machineId
		);
		same(
			machines.map(({ machineId }) => machineId),
			sorted.map(({ machineId }) => machineId),
			'the order'
		);
	}),

	rule('M19', 'after a status the machine is fresh', async (m) => {
		await m.report({ outbox: { pending: 0, oldestAt: null } });
		same((await own(m)).freshness, 'fresh', 'freshness');
	}),

	rule('M18', 'every acknowledged fact shows at once', async (m) => {
		const before = (await own(m)).stock;
		const lotId = newId();
		for (const [fact, portions] of [
			[m.donation({ lotId, portions: 4 }), 4],
			[m.collection(lotId, 3), 1],
			[m.fact('expired', { lotId, portions: 1, reason: 'damaged' }), 0]
		] as const) {
			await m.accepted(fact);
			same(
				(await own(m)).stock.portions - before.portions,
				portions,
				`portions after ${fact.type}`
			);
		}
	}),

	rule('M11', 'food out before it came in ends as if it had come in first', async (m) => {
		const before = (await own(m)).stock.portions;
		const lotId = newId();
		await m.deliver(m.collection(lotId, 3));
		same((await own(m)).stock.portions, before, 'portions while a lot is below zero');
		await m.deliver(m.donation({ lotId, portions: 5 }));
		same((await own(m)).stock.portions - before, 2, 'portions in the end');
	}),

	rule('M11', 'what is moved out, adjusted and moved in again is counted', async (m) => {
		const before = (await own(m)).stock.portions;
		const [lotId, moveId] = [newId(), newId()];
		for (const [fact, portions] of [
			[m.donation({ lotId, portions: 6 }), 6],
			[m.fact('moveOut', { moveId, lotId, portions: 4 }), 2],
			[m.fact('adjust', { lotId, portions: -1, reason: 'counted' }), 1],
			[m.fact('moveIn', { moveId, lotId, portions: 4, slot: 2 }), 5]
		] as const) {
			await m.accepted(fact);
			same((await own(m)).stock.portions - before, portions, `portions after ${fact.type}`);
		}
	}),

	rule('M9', 'a fact that is sent three times counts once', async (m) => {
		const before = (await own(m)).stock.portions;
		const fact = m.donation({ portions: 2 });
		await m.deliver(fact, fact);
		await m.deliver(fact);
		same((await own(m)).stock.portions - before, 2, 'portions');
	}),

	rule('M10', 'what is in doubt is not offered', async (m) => {
		const before = (await own(m)).stock.portions;
		await m.deliver(
			m.donation({ storage: 'chilled', slot: 2 }),
			m.donation({ slot: 9_999 }),
			m.donation({ dateKind: 'useBy', date: '2020-01-01' }),
			m.donation({}, { unconfirmed: true })
		);
		same((await own(m)).stock.portions, before, 'portions that are offered');
	}),

	rule(
		'M18',
		'a value that is missing, no number, out of range or unknown is 400 and named',
		async (m) => {
			const wrong: [string, string][] = [
				['lon=1', 'lat'],
				['lat=1', 'lon'],
				['lat=x&lon=1', 'lat'],
				['lat=NaN&lon=1', 'lat'],
				['lat=90.5&lon=1', 'lat'],
				['lat=1&lon=-181', 'lon'],
				['lat=1&lon=1&limit=0', 'limit'],
				['lat=1&lon=1&limit=201', 'limit'],
				['lat=1&lon=1&limit=1.5', 'limit'],
				['lat=1&lon=1&radiusKm=0', 'radiusKm'],
				['lat=1&lon=1&radiusKm=20101', 'radiusKm'],
				['lat=1&lon=1&has=gold', 'has'],
				['lat=1&lon=1&storage=warm', 'storage'],
				['lat=1&lon=1&diet=everything', 'diet'],
				['lat=1&lon=1&excludeAllergens=dust', 'excludeAllergens'],
				['lat=1&lon=1&openAt=noon', 'openAt']
			];
			for (const [query, field] of wrong) {
				const answer = await m.ask('GET', `/api/location/nearest?${query}`);
				hasStatus(answer, 400, query);
				const snake = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
				names(answer, field, `invalid_${snake}`, query);
			}
		}
	)
];

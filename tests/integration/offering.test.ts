import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { availabilityOf } from '#domain/availability.ts';
import { addDays, DAY, HOUR, MINUTE, type Millis, type Zone } from '#domain/calendar.ts';
import { isOffered } from '#domain/offer-window.ts';
import { offerWindow } from '#domain/offering.ts';
import { POLICIES, policyKey, type Policy } from '#domain/policy.ts';
import type { Lot } from '#domain/shapes/fact.ts';
import type { Snapshot } from '#domain/shapes/snapshot.ts';
import {
	CATEGORIES,
	DATE_KINDS,
	PRODUCT_KINDS,
	PROFILES,
	STORAGES,
	type Profile
} from '#domain/shapes/words.ts';
import { zoneOf } from '#platform/zone.ts';
import { call, newId, newSecret } from '../support/api.ts';
import { importPlaces, Store } from '../support/fleet.ts';
import { sample } from '../support/sample.ts';
import { startServer, type Server } from '../support/server.ts';
import { shiftDays, ZONES } from '../support/zones.ts';

// [F1 to F4, F2a, F10] Page and server say the same of every lot. The server judges in its own
// runtime by Go's zone database; the page by the modules it is made of and by Intl. A machine for
// each zone and policy holds four lots of 1, 2, 4 and 8 portions, so that the portions that the
// server counts tell which of them it offers.

const SEED = Number(process.env['SEED'] ?? 20261125);
const PER_MACHINE = 4;
/** Of some 1,260 machines, which hold more than 5,000 lots. */
const IN_CI = 150;
const AT_ONE_PLACE = 190;
const AT_ONCE = 6;
/**
 * Zones whose law changed in 2026: a zone database from before and one from after differ by an hour
 * there, and the server's may be the older or the newer one. Everywhere else they must agree.
 */
const NEW_LAW: ReadonlySet<string> = new Set([
	...['Africa/Casablanca', 'Africa/El_Aaiun', 'America/Edmonton', 'America/Vancouver']
]);
const SLOTS = STORAGES.map((storage, i) => ({ slot: i + 1, storage }));

type Case = { readonly zone: string; readonly profile: Profile };
type Held = Lot & { readonly unconfirmed: boolean };
type Subject = Case & {
	readonly machineId: number;
	readonly lots: readonly Held[];
	/** When the server took them. */
	readonly donatedAt: Millis;
};

const cases = sample(
	ZONES.flatMap((zone) => PROFILES.map((profile): Case => ({ zone, profile }))),
	IN_CI
);

let server: Server;
let subjects: readonly Subject[] = [];
beforeAll(async () => {
	console.log(`seed ${SEED}: SEED=... npm run integration -- tests/integration/offering.test.ts`);
	server = await startServer();
	subjects = await stocked();
}, 900_000);
afterAll(() => server.stop());

/** Dates around today, around the nights of changed clocks, and far away. */
function anyLot(zone: string, now: Millis): fc.Arbitrary<Held> {
	const today = zoneOf(zone).localDate(now);
	const nights = shiftDays(zone, [2026, 2027]);
	const date = fc.oneof(
		{ weight: 5, arbitrary: fc.integer({ min: -4, max: 3 }).map((days) => addDays(today, days)) },
		{
			weight: 3,
			arbitrary: fc
				.tuple(
					fc.constantFrom(...(nights.length > 0 ? nights : [today])),
					fc.constantFrom(-1, 0, 1)
				)
				.map(([night, days]) => addDays(night, days))
		},
		fc.integer({ min: -800, max: 2_500 }).map((days) => addDays(today, days))
	);
	const preparedAt = fc.integer({ min: -90 * 60, max: 2 * 60 }).map((minutes) => {
		return new Date(now + minutes * MINUTE).toISOString();
	});
	return fc
		.record({
			category: fc.constantFrom(...CATEGORIES),
			storage: fc.constantFrom(...STORAGES),
			dateKind: fc.constantFrom(...DATE_KINDS),
			...{ date, preparedAt },
			slot: fc.integer({ min: 1, max: 4 }),
			productKind: fc.option(fc.constantFrom(...PRODUCT_KINDS), { nil: undefined, freq: 3 }),
			label: fc.constantFrom('labelled', 'ingredients', 'none', 'labelled'),
			unconfirmed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0)
		})
		.map(({ label, productKind, ...lot }) => ({
			...{ ...lot, lotId: newId(), name: 'A lot', portions: 1, allergens: null },
			...(productKind === undefined ? {} : { productKind }),
			...(label === 'labelled' ? { labelled: true as const } : {}),
			...(label === 'ingredients' ? { ingredients: 'Lentils, salt' } : {})
		}));
}

/** Makes the machines, and has each of them deliver its lots to the real server. */
async function stocked(): Promise<readonly Subject[]> {
	const places = cases.map((_, i) => ({ lat: Math.floor(i / AT_ONE_PLACE) * 5 - 40, lon: 10 }));
	const machineIds = await importPlaces(server, places);
	const secret = newSecret();
	equip(machineIds, createHash('sha256').update(secret).digest('hex'));
	const stock = async (one: Case, i: number): Promise<Subject> => {
		const machineId = machineIds[i] ?? 0;
		const lots = fc
			.sample(anyLot(one.zone, Date.now()), { seed: SEED + i, numRuns: PER_MACHINE })
			.map((lot, bit) => ({ ...lot, portions: 2 ** bit }));
		const body = { machineId, secret };
		const { token } = (await call(server, 'POST', '/api/machine/auth', { body })).body;
		const events = lots.map(({ unconfirmed, ...lot }, n) => ({
			...{ type: 'donate', eventId: newId(), epoch: 'epoch0000000001', seq: n + 1 },
			...{ occurredAt: new Date().toISOString(), bootId: 'boot00000000001', uptimeMs: 1_000 },
			...{ lot, ...(unconfirmed ? { unconfirmed: true } : {}) }
		}));
		const answer = await call(server, 'POST', '/api/machine/events', { token, body: { events } });
		for (const { result } of answer.body.results) expect(result).toMatch(/^accepted/);
		return { ...one, machineId, lots, donatedAt: Date.parse(answer.body.serverTime) };
	};
	const found: Subject[] = [];
	for (let i = 0; i < cases.length; i += AT_ONCE) {
		const some = cases.slice(i, i + AT_ONCE);
		found.push(...(await Promise.all(some.map((one, n) => stock(one, i + n)))));
	}
	return found;
}

function equip(machineIds: readonly number[], secretHash: string): void {
	using store = new Store(server);
	store.equip(machineIds);
	store.together(() => {
		for (const [i, machineId] of machineIds.entries()) {
			const { zone, profile } = cases[i] as Case;
			store.run(
				'UPDATE machines SET timeZone = ?, secretHash = ? WHERE machineId = ?',
				...[zone, secretHash, machineId]
			);
			store.run(
				`INSERT INTO configs (machineId, version, body, donationPaused, notice, openingHours, author, createdAt)
				VALUES (?, 1, ?, 0, '', '', 'test', 0)`,
				...[machineId, JSON.stringify({ policy: policyKey(POLICIES[profile]) })]
			);
			store.run('DELETE FROM slots WHERE machineId = ?', machineId);
			for (const { slot, storage } of SLOTS) {
				store.run(
					`INSERT INTO slots (machineId, slot, kind, storage) VALUES (?, ?, 'shelf', ?)`,
					...[machineId, slot, storage]
				);
			}
		}
	});
}

/** As the page and the kiosk judge a lot, with their own zones. */
const window = (lot: Held, { donatedAt }: Subject, zone: Zone, policy: Policy) =>
	offerWindow(lot, SLOTS.find(({ slot }) => slot === lot.slot)?.storage, donatedAt, zone, policy);

/** The rules once more, in their own words: of an instant, not of a window. */
function mayBeOffered(lot: Held, at: Millis, { donatedAt }: Subject, zone: Zone, policy: Policy) {
	const { category, productKind, dateKind, date = '', preparedAt = '' } = lot;
	const slot = SLOTS[lot.slot - 1]?.storage;
	if (lot.unconfirmed || slot === undefined) return false;
	if (STORAGES.indexOf(slot) < STORAGES.indexOf(lot.storage)) return false;
	const { refused, graceDays, preparedHours, preparedNeedsLabel } = policy;
	if (refused.products.some(({ product }) => product === productKind)) return false;
	if (dateKind === 'preparedAt') {
		const age = at - Date.parse(preparedAt);
		const isLabelled = lot.labelled === true || lot.ingredients !== undefined;
		if (preparedNeedsLabel.value && !isLabelled) return false;
		return age >= 0 && age < preparedHours[lot.storage].value * HOUR;
	}
	if (Date.parse(date) > donatedAt + 5 * 365.25 * DAY) return false;
	const days = dateKind === 'bestBefore' ? graceDays[category].value : 0;
	return zone.localDate(at) <= addDays(date, days);
}

/** Which lots the server keeps another window of than the page would judge. */
function otherWindows(
	rulesOf: (subject: Subject) => { zone: Zone; policy: Policy }
): readonly string[] {
	using store = new Store(server);
	const kept = new Map(
		store
			.all('SELECT lotId, offerFrom, offerUntil FROM lots')
			.map(({ lotId, offerFrom, offerUntil }) => [lotId, [offerFrom, offerUntil]])
	);
	return subjects.flatMap((subject) => {
		const { zone, policy } = rulesOf(subject);
		return subject.lots.flatMap((lot) => {
			const { from, until } = window(lot, subject, zone, policy);
			const [serverFrom, serverUntil] = kept.get(lot.lotId) ?? [];
			if (serverFrom === from && serverUntil === until) return [];
			const apart = Math.abs(Number(serverUntil) - until);
			if (NEW_LAW.has(subject.zone) && serverFrom === from && apart === HOUR) return [];
			return [
				`${subject.zone} ${subject.profile} ${JSON.stringify(lot)}: ${JSON.stringify([serverFrom, serverUntil])}, not ${from} to ${until}`
			];
		});
	});
}

const own = ({ zone, profile }: Subject) => ({ zone: zoneOf(zone), policy: POLICIES[profile] });

test('[F2, F10] the server keeps the window that the page would judge, in every zone and by every policy', () => {
	expect(subjects.length * PER_MACHINE).toBeGreaterThan(500);
	expect(otherWindows(own)).toEqual([]);
	console.log(`${subjects.length * PER_MACHINE} lots at ${subjects.length} machines`);
});

test('and this sees a page that has another zone or another policy', () => {
	const inUtc = otherWindows((subject) => ({ ...own(subject), zone: zoneOf('UTC') }));
	expect(inUtc.length).toBeGreaterThan(subjects.length / 10);
	const next = { eu: 'uk', uk: 'us', us: 'eu' } as const;
	const byOther = otherWindows((subject) => ({
		...own(subject),
		policy: POLICIES[next[subject.profile]]
	}));
	expect(byOther.length).toBeGreaterThan(subjects.length / 10);
});

test('[M18, S13] nearest counts the lots that the page offers from the snapshot, and the rules allow', async () => {
	const { machines } = (await call(server, 'GET', '/api/public/snapshot')).body as Snapshot;
	const shown = new Map(machines.map((machine) => [machine.machineId, machine]));
	const places = new Set(machines.map(({ lat }) => lat));
	let offered = 0;
	for (const lat of places) {
		const query = `lat=${lat}&lon=10&limit=200&radiusKm=1`;
		const { body } = await call(server, 'GET', `/api/location/nearest?${query}`);
		const at = Date.parse(body.serverTime);
		for (const near of body.machines) {
			const subject = subjects.find(({ machineId }) => machineId === near.machineId);
			const machine = shown.get(near.machineId);
			if (!subject || !machine) throw new Error(`Machine ${near.machineId} is not of this test.`);
			const page = availabilityOf(machine, at).stock;
			const where = `${subject.zone} ${subject.profile} at ${body.serverTime}`;
			expect(near.stock, where).toEqual(page);
			const { zone, policy } = own(subject);
			const allowed = subject.lots.filter((lot) => mayBeOffered(lot, at, subject, zone, policy));
			if (NEW_LAW.has(subject.zone)) continue;
			expect(page.portions, where).toBe(allowed.reduce((sum, lot) => sum + lot.portions, 0));
			offered += allowed.length;
		}
	}
	expect(offered, 'some are offered').toBeGreaterThan(subjects.length / 4);
});

test('[F2 to F4] a window allows at any instant what the rules allow', () => {
	let instants = 0;
	for (const [i, subject] of subjects.entries()) {
		const { donatedAt } = subject;
		const { zone, policy } = own(subject);
		for (const lot of subject.lots) {
			const { from, until } = window(lot, subject, zone, policy);
			const edges = [from || donatedAt, until || donatedAt].flatMap((edge) => [
				edge - 1,
				edge,
				edge + 1
			]);
			const around = fc.sample(fc.integer({ min: -3 * DAY, max: 3 * DAY }), {
				...{ seed: SEED + i, numRuns: 4 }
			});
			for (const at of [...edges, ...around.map((ms) => (until || donatedAt) + ms)]) {
				const allowed = mayBeOffered(lot, at, subject, zone, policy);
				if (isOffered({ from, until }, at) !== allowed) {
					expect.fail(`${subject.zone} ${subject.profile} ${JSON.stringify(lot)} at ${at}`);
				}
				instants += 1;
			}
		}
	}
	expect(instants).toBe(subjects.length * PER_MACHINE * 10);
});

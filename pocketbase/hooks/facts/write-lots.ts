import { parseInstant, type Zone } from '#domain/calendar.ts';
import type { Applied, JudgeContext, Known } from '#domain/judged.ts';
import { standingOf, type LotSum } from '#domain/ledger.ts';
import { offerWindow } from '#domain/offering.ts';
import type { Policy } from '#domain/policy.ts';
import type { DonateFact } from '#domain/shapes/fact.ts';
import { tagsOf } from '#domain/tags.ts';
import { insertion, replacing, type Insertion } from './insert.ts';

/** The sums of the lots that this batch moved, and the description of those that it describes. */
export function writeLots(
	tx: core.App,
	applied: readonly Applied[],
	known: Known,
	{ machineId, zone, policy }: JudgeContext
): void {
	const lotIds = new Set<string>();
	applied.forEach(({ movement }) => {
		if (movement) lotIds.add(movement.lotId);
	});
	const sums: unknown[][] = [];
	const described: unknown[][] = [];
	// In order of the key, so that two writers never wait for each other crosswise.
	Array.from(lotIds)
		.sort()
		.forEach((lotId) => {
			const sum = known.lots.get(lotId);
			if (!sum) return;
			const row: (string | number)[] = [
				machineId,
				lotId,
				sum.portions,
				sum.donations,
				sum.arrivals,
				sum.closed ? 1 : 0,
				marksText(sum)
			];
			const donation = known.described.get(lotId);
			if (donation) described.push(row.concat(description(donation, sum, known, zone, policy)));
			else sums.push(row);
		});
	// Absolute, not added: inside the transaction nobody else writes, and `known` was read in it.
	putSums(tx, sums);
	putDescribed(tx, described);
}

/** Writes lots by their key and these columns, each lot once: each write makes its tags anew. */
export function lotWriter(columns: readonly string[]): Insertion {
	const key = ['machineId', 'lotId'];
	return insertion('lots', [...key, ...columns], replacing(key, columns));
}

type Marks = Pick<LotSum, 'moved' | 'doubted' | 'counted'>;

function marksText({ moved, doubted, counted }: Marks): string {
	if (!moved && !doubted && !counted) return '';
	return JSON.stringify({ moved, doubted, counted });
}

/** The marks of a lot as they were written. */
export function marksOf(text: string): Marks {
	if (text === '') return { moved: null, doubted: null, counted: null };
	return JSON.parse(text) as Marks;
}

const SUM = ['portions', 'donations', 'arrivals', 'closed', 'marks'] as const;

/** What a lot is; the same at every machine that it comes to. */
export const NATURE = [
	'name',
	'category',
	'storage',
	'dateKind',
	'date',
	'preparedAt',
	'allergens',
	'diets',
	'tags',
	'productKind',
	'labelled',
	'donatedAt'
] as const;

/** How it stands at this machine, and when it may be offered there. */
export const STANDING = [
	'slot',
	'unconfirmed',
	'offerFrom',
	'offerUntil',
	'why',
	'policyVersion'
] as const;

/** Whose description it is. */
export const SOURCE = ['described', 'origin', 'epochNo', 'seq'] as const;
const putSums = lotWriter(SUM);
const putDescribed = lotWriter([...SUM, ...SOURCE, ...NATURE, ...STANDING]);

function description(
	{ fact, place, time, offer: told }: Applied,
	sum: LotSum,
	known: Known,
	zone: Zone,
	policy: Policy
): (string | number)[] {
	const { lot, unconfirmed: toldUnconfirmed = false } = fact as DonateFact;
	const { slot, unconfirmed } = standingOf(sum, lot.slot, known.accesses);
	const isAsTold = told !== null && slot === lot.slot && unconfirmed === toldUnconfirmed;
	const offer = isAsTold
		? told
		: offerWindow({ ...lot, unconfirmed }, known.slots.get(slot), time.happenedAt, zone, policy);
	return [
		1,
		place.origin,
		place.epochNo,
		place.seq,
		lot.name,
		lot.category,
		lot.storage,
		lot.dateKind,
		lot.date ?? '',
		parseInstant(lot.preparedAt ?? '') ?? 0,
		lot.allergens === null ? '' : JSON.stringify(lot.allergens),
		JSON.stringify(lot.diets ?? []),
		JSON.stringify(tagsOf(lot)),
		lot.productKind ?? '',
		lot.labelled || lot.ingredients ? 1 : 0,
		time.happenedAt,
		slot,
		unconfirmed ? 1 : 0,
		offer.from,
		offer.until,
		offer.why ?? '',
		policy.version
	];
}

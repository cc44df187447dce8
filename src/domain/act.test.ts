import { describe, expect, test } from 'vitest';
import { actAfter, OPEN_STATES, type Act, type ActEvent, type ActState } from './act.ts';
import { FACTS, type Lot } from './shapes/fact.ts';
import { safeParse } from 'valibot';

const lot: Lot = {
	lotId: 'lot000000000001',
	slot: 2,
	name: 'Soup',
	category: 'prepared',
	storage: 'chilled',
	dateKind: 'useBy',
	date: '2026-11-27',
	portions: 4,
	allergens: null
};
const base = { actId: 'act000000000001', slot: 2, requestedAt: 0, state: 'requested' } as const;
const acts = {
	donate: { ...base, kind: 'donate', portions: 4, lot },
	collect: { ...base, kind: 'collect', portions: 1, lotId: 'lot000000000001' },
	service: { ...base, kind: 'service', done: ['clean'] }
} as const satisfies Record<string, Act>;
const kinds = ['donate', 'collect', 'service'] as const;

const events = {
	sent: { kind: 'sent' },
	refused: { kind: 'refused' },
	unlocked: { kind: 'unlocked', isOpen: false },
	'unlocked, open': { kind: 'unlocked', isOpen: true },
	opened: { kind: 'opened', grams: null },
	closed: { kind: 'closed', grams: null },
	relocked: { kind: 'relocked' },
	restarted: { kind: 'restarted' },
	journalLost: { kind: 'journalLost' },
	journalRead: { kind: 'journalRead', isOpen: false },
	'journalRead, open': { kind: 'journalRead', isOpen: true },
	withdrawn: { kind: 'withdrawn' },
	timedOut: { kind: 'timedOut' }
} as const satisfies Record<string, ActEvent>;
type Name = keyof typeof events;

/** Where each event leads from each state that is not settled; what is not told changes nothing. */
const leads: Record<(typeof OPEN_STATES)[number], Partial<Record<Name, ActState>>> = {
	requested: {
		sent: 'unlocking',
		refused: 'aborted',
		unlocked: 'unlocked',
		'unlocked, open': 'open',
		journalRead: 'aborted',
		'journalRead, open': 'aborted',
		timedOut: 'aborted'
	},
	unlocking: {
		refused: 'aborted',
		unlocked: 'unlocked',
		'unlocked, open': 'open',
		// Not in a journal that tells all: it was never obeyed.
		journalRead: 'aborted',
		'journalRead, open': 'aborted',
		timedOut: 'unresolved'
	},
	unlocked: {
		opened: 'open',
		closed: 'settled',
		relocked: 'aborted',
		'journalRead, open': 'open',
		timedOut: 'unresolved'
	},
	open: { closed: 'settled', journalRead: 'settled', timedOut: 'unresolved' },
	closed: {
		journalRead: 'settled',
		'journalRead, open': 'settled',
		timedOut: 'settled'
	}
};

/** The same where the journal does not tell all. */
const leadsBlind: typeof leads = {
	...leads,
	unlocking: {
		...leads.unlocking,
		opened: 'open',
		closed: 'settled',
		relocked: 'aborted',
		journalRead: 'unresolved',
		'journalRead, open': 'unresolved'
	},
	unlocked: { ...leads.unlocked, journalRead: 'unresolved' }
};

const names = Object.keys(events) as Name[];
const cases = kinds.flatMap((kind) =>
	OPEN_STATES.flatMap((state) =>
		names.flatMap((name) => [false, true].map((blind) => ({ kind, state, name, blind })))
	)
);

describe('[S1a] the steps of an act', () => {
	test.each(cases)('$kind, $state, blind $blind: $name', ({ kind, state, name, blind }) => {
		const before: Act = { ...acts[kind], state, ...(blind ? { blind } : {}) };
		const { act, fact } = actAfter(before, events[name]);
		const to = (blind ? leadsBlind : leads)[state][name] ?? state;
		expect(act.state).toBe(to);
		// A fact is made with the last step, never before and never without it.
		const counts =
			to === 'settled' || (to === 'unresolved' && (kind !== 'service' || state === 'open'));
		expect(fact?.type).toBe(counts ? kind : undefined);
		if (to === 'unresolved' && fact) {
			if (kind !== 'service') expect(fact).toMatchObject({ evidence: 'none' });
			if (kind === 'donate') expect(fact).toMatchObject({ unconfirmed: true });
		}
		if (to === 'settled' && kind !== 'service') {
			expect(fact).toMatchObject({ evidence: 'door' });
			expect(fact).not.toHaveProperty('unconfirmed');
		}
		const taken = actAfter({ ...before, withdrawn: true }, events[name]);
		expect(taken.fact).toBeNull();
		if (counts) expect(taken.act.state).toBe('aborted');
	});

	test.each(kinds.flatMap((kind) => names.map((name) => [kind, name] as const)))(
		'%s: nothing follows on a settled act, not even %s',
		(kind, name) => {
			for (const state of ['settled', 'aborted', 'unresolved'] as const) {
				const act: Act = { ...acts[kind], state };
				expect(actAfter(act, events[name])).toEqual({ act, fact: null });
			}
		}
	);

	test('a door that was only tried makes no fact, however that ends', () => {
		const trial: Act = { ...acts.service, done: [], state: 'open' };
		const ends = { closed: 'settled', timedOut: 'unresolved' } as const;
		for (const name of ['closed', 'timedOut'] as const) {
			const { act, fact } = actAfter(trial, events[name]);
			expect([act.state, fact]).toEqual([ends[name], null]);
		}
	});

	test.each(kinds)('%s: what it makes is of its form', (kind) => {
		const envelope = {
			...{ eventId: 'event0000000001', epoch: 'epoch0000000001', seq: 1, v: 1 },
			...{ occurredAt: '2026-11-23T18:00:00Z', bootId: 'boot00000000001', uptimeMs: 1 }
		};
		for (const name of ['closed', 'timedOut'] as const) {
			const { fact } = actAfter({ ...acts[kind], state: 'open' }, events[name]);
			const parsed = safeParse(FACTS[kind], { ...envelope, ...fact });
			expect(parsed.issues ?? []).toEqual([]);
		}
	});
});

describe('[S1a] the evidence of a scale', () => {
	const weigh = (kind: 'donate' | 'collect', from: number | null, to: number | null) => {
		let act: Act = { ...acts[kind], state: 'unlocked' };
		act = actAfter(act, { kind: 'opened', grams: from }).act;
		return actAfter(act, { kind: 'closed', grams: to }).fact;
	};
	test.each([
		['put in', 'donate', 200, 1_450, { evidence: 'weight', weighedGrams: 1_250 }],
		['taken out', 'collect', 1_450, 200, { evidence: 'weight', grams: 1_250 }],
		['lighter after it was put in', 'donate', 1_450, 200, { evidence: 'door' }],
		['heavier after it was taken', 'collect', 200, 1_450, { evidence: 'door' }],
		['nothing moved', 'donate', 200, 200, { evidence: 'door' }],
		['not at rest when it opened', 'donate', null, 1_450, { evidence: 'door' }],
		['not at rest when it closed', 'collect', 1_450, null, { evidence: 'door' }],
		['more than a fact may say', 'donate', 0, 200_001, { evidence: 'door' }]
	] as const)('%s', (_, kind, from, to, says) => {
		const fact = weigh(kind, from, to);
		expect(fact).toMatchObject(says);
		const isWeighed = says.evidence === 'weight';
		expect(Object.keys(fact ?? {}).some((key) => /grams/i.test(key))).toBe(isWeighed);
	});
});

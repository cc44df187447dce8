import { expect, test } from 'vitest';
import { errandStanding, type Errand, type ErrandStanding, type OwnAct } from './errand.ts';

const NEWS = 1_000;
const free: Errand = {};
const ours: Errand = { claimedById: 'ada', claimedBy: 'Ada' };
const lenas: Errand = { claimedById: 'lena', claimedBy: 'Lena' };
const act = (
	action: OwnAct['action'],
	answeredAt: number | null = null,
	code: string | null = null
): OwnAct => ({ place: { epoch: 'mine', epochNo: 1, seq: 7 }, action, answeredAt, code });

test.each<[string, Errand, OwnAct | undefined, ErrandStanding]>([
	['nobody has it', free, undefined, { kind: 'open' }],
	['the server says that it is ours', ours, undefined, { kind: 'mine', isSent: true }],
	['somebody has it', lenas, undefined, { kind: 'theirs', by: 'Lena', isLost: false }],
	['claimed without network', free, act('claim'), { kind: 'mine', isSent: false }],
	['claimed, answered, no news since', free, act('claim', 1_001), { kind: 'mine', isSent: true }],
	['claimed, and newer news say otherwise', free, act('claim', 999), { kind: 'open' }],
	['given back without network', ours, act('release'), { kind: 'open' }],
	['given back, answered, no news since', ours, act('release', 1_001), { kind: 'open' }],
	['done without network', ours, act('done'), { kind: 'done', isSent: false }],
	['done, answered, no news since', ours, act('done', 1_001), { kind: 'done', isSent: true }],
	['done, and raised anew since', free, act('done', 999), { kind: 'open' }],
	[
		'another was first, and the news know it',
		lenas,
		act('claim', 999, 'claimed_by_another'),
		{ kind: 'theirs', by: 'Lena', isLost: true }
	],
	[
		'another was first, and the news do not know it yet',
		free,
		act('claim', 1_001, 'claimed_by_another'),
		{ kind: 'theirs', by: '', isLost: true }
	],
	[
		'another was first and gave it back',
		free,
		act('claim', 999, 'claimed_by_another'),
		{ kind: 'open' }
	],
	[
		'claimed while another has it, not sent yet',
		lenas,
		act('claim'),
		{ kind: 'mine', isSent: false }
	]
])('%s', (_, errand, own, standing) => {
	expect(errandStanding(errand, own, 'ada', NEWS)).toEqual(standing);
});

const pulled = (errand: Errand, appliedSeq: number, missingSeqs: number[] = []): Errand => ({
	...errand,
	...{ appliedEpoch: 'mine', appliedSeq, missingSeqs }
});

test.each<[string, Errand, OwnAct, ErrandStanding]>([
	[
		'claimed and answered, and not in what was pulled',
		pulled(free, 6),
		act('claim', 900),
		{ kind: 'mine', isSent: true }
	],
	[
		'claimed, the reply lost, and in what was pulled',
		pulled(ours, 7),
		act('claim'),
		{ kind: 'mine', isSent: true }
	],
	[
		'claimed, in what was pulled, and taken away since',
		pulled(lenas, 7),
		act('claim', 900),
		{ kind: 'theirs', by: 'Lena', isLost: false }
	],
	[
		'done without network, missing on the server',
		pulled(ours, 9, [7]),
		act('done'),
		{ kind: 'done', isSent: false }
	],
	[
		'claimed after another, who gave it back: no record tells of it',
		pulled(free, 3),
		act('claim', 900, 'claimed_by_another'),
		{ kind: 'open' }
	],
	[
		'claimed long ago in an older session',
		{ ...free, appliedEpoch: 'newer', appliedSeq: 1, missingSeqs: [] },
		act('claim', NEWS - 100_000),
		{ kind: 'open' }
	]
])('[S12] %s', (_, errand, own, standing) => {
	expect(errandStanding(errand, own, 'ada', NEWS)).toEqual(standing);
});

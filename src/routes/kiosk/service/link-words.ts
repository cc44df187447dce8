import type { LinkState } from '#controller/controller.ts';
import { say } from './words/say.ts';

type Key = Exclude<LinkState['kind'], 'lost'> | `lost-${Lost['reason']}`;
type Lost = Extract<LinkState, { kind: 'lost' }>;

/** What everybody is told beside it: all is well, it passes by itself, or somebody has to come. */
type Now = 'fine' | 'wait' | 'out' | 'none';

const NOW: Readonly<Record<Key, Now>> = {
	unsupported: 'out',
	unpaired: 'out',
	closed: 'none',
	opening: 'wait',
	syncing: 'wait',
	ready: 'fine',
	'lost-unplugged': 'out',
	'lost-silent': 'out',
	'lost-busy': 'out',
	'lost-reset': 'wait',
	'lost-store': 'out',
	incompatible: 'out'
};

export type LinkWords = {
	readonly tone: 'good' | 'dull' | 'warn' | 'bad';
	/** What is so, for everybody. */
	readonly title: string;
	/** What still works, for everybody. */
	readonly now: string;
	/** What a volunteer can do about it. */
	readonly deed: string;
};

const TONES = { fine: 'good', wait: 'warn', out: 'bad', none: 'dull' } as const;

const linkKey = (link: LinkState): Key =>
	link.kind === 'lost' ? `lost-${link.reason}` : link.kind;

/** The link to the doors in words that people can act on [P7]. */
export function linkWords(link: LinkState): LinkWords {
	const key = linkKey(link);
	const now = NOW[key];
	return {
		tone: TONES[now],
		title: say(`linkIs:${key}`),
		now: say(`linkNow:${now}`),
		deed: say(`linkDo:${key}`)
	};
}

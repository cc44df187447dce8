import type { Rule } from '../rule.ts';
import { batch } from './batch.ts';
import { config } from './config.ts';
import { doubtful } from './doubtful.ts';
import { enrolment } from './enrolment.ts';
import { errors } from './errors.ts';
import { facts } from './facts.ts';
import { identity } from './identity.ts';
import { limits } from './limits.ts';
import { nearest } from './nearest.ts';
import { singles } from './single.ts';
import { state } from './state.ts';
import { types } from './types.ts';

/** In this order: a machine becomes known, proves who it is, sends facts, reports, and is loud last. */
export const RULES: readonly Rule[] = [
	...enrolment,
	...identity,
	...facts,
	...doubtful,
	...batch,
	...singles,
	...types,
	...state,
	...config,
	...nearest,
	...errors,
	...limits
];

/** What of the contract no machine can see, and why. */
export const UNSEEN: readonly { readonly rule: string; readonly why: string }[] = [
	{ rule: 'M8', why: 'only an operator can revoke a machine' },
	{ rule: 'M13', why: 'notifications go to people' },
	{ rule: 'M23', why: 'what is kept, and for how long, is behind the server' },
	{ rule: 'M24', why: 'it is about machines without hardware' },
	{ rule: 'M25', why: 'it is about what the public reports' }
];

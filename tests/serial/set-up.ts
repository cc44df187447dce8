import { built } from '../support/build.ts';
import { missing } from './missing.ts';

/** Vitest's global set-up: a machine that cannot do it says what it lacks, and fails. */
export default async function setUp(): Promise<void> {
	const needs = missing();
	if (needs.length > 0) throw new Error(needs.join('\n'));
	await built();
}

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepFormerFiles } from '../../tools/former-files.mjs';

const DAY = 24 * 3_600_000;
const START = 1_800_000_000_000;
let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'exes-former-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true });
});

/** Builds version `name` at a day, over the one before. */
function release(name: string, former: string, day: number): (file: string) => boolean {
	const immutable = join(folder, name, '_app/immutable');
	mkdirSync(join(immutable, 'chunks'), { recursive: true });
	writeFileSync(join(immutable, `chunks/${name}.js`), name);
	writeFileSync(join(immutable, 'chunks/same.js'), 'same');
	const record = join(folder, 'record.json');
	keepFormerFiles(join(folder, former), join(folder, name), record, START + day * DAY);
	return (file) => existsSync(join(immutable, `chunks/${file}.js`));
}

test('a file stays for 14 days after the build that replaced it, however old it is itself', () => {
	const first = release('one', 'nothing', 0);
	expect(first('one')).toBe(true);
	const second = release('two', 'one', 100);
	expect(second('one')).toBe(true);
	const third = release('three', 'two', 113);
	expect([third('one'), third('two'), third('three'), third('same')]).toEqual([
		true,
		true,
		true,
		true
	]);
	const fourth = release('four', 'three', 115);
	expect([fourth('one'), fourth('two'), fourth('three')]).toEqual([false, true, true]);
});

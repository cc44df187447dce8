import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const KEPT_FOR = 14 * 24 * 3_600_000;
const IMMUTABLE = '_app/immutable';

/**
 * A page opened before an update still asks for the files of its own version: they stay for 14
 * days after the build that replaced them.
 *
 * @param {string} former folder of the app that is being replaced; may not exist
 * @param {string} next folder of the new app
 * @param {string} record JSON file: when each former file was replaced
 * @param {number} now
 */
export function keepFormerFiles(former, next, record, now = Date.now()) {
	/** @type {Record<string, number>} */
	const before = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {};
	/** @type {Record<string, number>} */
	const kept = {};
	for (const file of filesIn(join(former, IMMUTABLE))) {
		if (existsSync(join(next, IMMUTABLE, file))) continue;
		const replacedAt = before[file] ?? now;
		if (now - replacedAt > KEPT_FOR) continue;
		kept[file] = replacedAt;
		cpSync(join(former, IMMUTABLE, file), join(next, IMMUTABLE, file), {
			preserveTimestamps: true
		});
	}
	mkdirSync(dirname(record), { recursive: true });
	writeFileSync(record, JSON.stringify(kept));
}

/** @param {string} folder */
function filesIn(folder) {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

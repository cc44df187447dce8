import { readFileSync } from 'node:fs';

const SOURCES = ['machine-api', 'sync', 'operations'];

/** The text of every numbered rule of docs/, in Markdown, by its number. */
export function rules(): Map<string, string> {
	const found = new Map<string, string>();
	for (const name of SOURCES) {
		const text = readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');
		for (const [, number = '', rule = ''] of text.matchAll(/^- \*\*([A-Z]\d+a?)\*\* (.+)$/gm)) {
			found.set(number, rule);
		}
	}
	return found;
}

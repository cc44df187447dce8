import openapiTS, { astToString } from 'openapi-typescript';
import { openapi } from './document.ts';
import { toYaml } from './yaml.ts';

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const MADE = 'Made by `npm run openapi` from src/domain/api and src/domain/shapes: do not edit.';

/** What is kept in the repository of the specification: the document, and the types of its client. */
export async function committed(): Promise<Map<URL, string>> {
	const document = openapi();
	const types = astToString(await openapiTS(structuredClone(document) as never));
	return new Map([
		[at('docs/openapi.yaml'), `# ${MADE}\n${toYaml(document)}`],
		[at('tests/support/openapi.d.ts'), `// ${MADE}\n${types}`]
	]);
}

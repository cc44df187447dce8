// npm run openapi: writes what is committed of the specification, from the shapes and the table of
// routes in src/domain. A test says when it has to run.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { committed } from './committed.ts';

for (const [file, text] of await committed()) {
	writeFileSync(file, text);
	console.log(`wrote ${fileURLToPath(file)}`);
}

// npx node tests/bench/all.ts: every figure of docs/performance.md, one after the other. Build first.
import * as alternatives from './alternatives/run.ts';
import * as append from './append.ts';
import * as batch from './batch.ts';
import * as clients from './clients.ts';
import * as drain from './drain.ts';
import * as feed from './feed.ts';
import { tell, type Figure } from './figure.ts';
import * as nearest from './nearest.ts';
import * as serial from './serial.ts';
import * as size from './size.ts';
import * as start from './start.ts';
import * as status from './status.ts';

const figures: Figure[] = [];
for (const { measure } of [
	size,
	start,
	status,
	batch,
	drain,
	clients,
	feed,
	nearest,
	append,
	alternatives,
	serial
]) {
	figures.push(...(await measure()));
}
tell(figures);

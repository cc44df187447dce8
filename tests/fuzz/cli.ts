// npm run fuzz -- --seed 7 --count 30000 [--only 17,18]: the fuzzer by hand, against a server of its own.
import { parseArgs } from 'node:util';
import { startServer } from '../support/server.ts';
import { ENVIRONMENT, castOf, fuzz } from './run.ts';
import { told } from './tell.ts';

const { values } = parseArgs({
	options: {
		seed: { type: 'string', default: '1' },
		count: { type: 'string', default: '30000' },
		only: { type: 'string' }
	}
});
await using server = await startServer({ env: ENVIRONMENT });
const only = values.only?.split(',').map(Number);
const report = await fuzz(server, await castOf(server), {
	...{ seed: values.seed, count: Number(values.count) },
	...(only ? { only } : {})
});
console.log(told(values.seed, report));
const causes = server
	.log()
	.split('\n')
	.filter((line) => line.includes('level=ERROR'));
if (causes.length > 0) console.log(`The server says:\n${causes.slice(0, 12).join('\n')}`);
process.exitCode = report.findings.length > 0 ? 1 : 0;

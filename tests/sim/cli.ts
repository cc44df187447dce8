import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { isWrong, live, type Life } from './life.ts';

// npm run sim -- --seeds 1500 [--from 1] [--workers 2]: lives from seeds; a wrong one is told with its
// seed, by which it is lived again just so. The last line is "N seeds, 0 lost, 0 doubled".

type Share = { readonly from: number; readonly every: number; readonly until: number };

async function work({ from, every, until }: Share): Promise<void> {
	for (let seed = from; seed < until; seed += every) parentPort?.postMessage(await live(seed));
}

function wholeNumber(text: string, name: string): number {
	if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
	console.error(`--${name} is a whole number from 1 on.`);
	process.exit(2);
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			seeds: { type: 'string', default: '60' },
			from: { type: 'string', default: '1' },
			workers: { type: 'string', default: '2' }
		}
	});
	const seeds = wholeNumber(values.seeds, 'seeds');
	const from = wholeNumber(values.from, 'from');
	const workers = Math.min(wholeNumber(values.workers, 'workers'), seeds);
	const began = performance.now();
	const all = { seeds: 0, facts: 0, lost: 0, doubled: 0, wrong: 0 };
	const note = (life: Life): void => {
		all.seeds += 1;
		all.facts += life.facts;
		all.lost += life.lost;
		all.doubled += life.doubled;
		all.wrong += life.wrong.length;
		if (!isWrong(life)) return;
		console.log(`seed ${life.seed}: ${life.lost} lost, ${life.doubled} doubled`);
		for (const words of life.wrong.slice(0, 3)) console.log(`  ${words}`);
		console.log(`  again: npm run sim -- --from ${life.seed} --seeds 1`);
	};
	await Promise.all(
		Array.from({ length: workers }, (_, i) => {
			const share: Share = { from: from + i, every: workers, until: from + seeds };
			const worker = new Worker(new URL(import.meta.url), { workerData: share, stdout: true });
			worker.on('message', note);
			return new Promise<void>((done, failed) => {
				worker.on('error', failed);
				worker.on('exit', (code) => {
					if (code === 0) done();
					else failed(new Error(`A worker ended with ${code}.`));
				});
			});
		})
	);
	const seconds = ((performance.now() - began) / 1_000).toFixed(1);
	console.log(`${all.facts} facts in ${seconds} s; ${all.wrong} screens that were not so`);
	console.log(`${all.seeds} seeds, ${all.lost} lost, ${all.doubled} doubled`);
	const isFine = all.seeds === seeds && all.lost + all.doubled + all.wrong === 0;
	process.exitCode = isFine ? 0 : 1;
}

await (isMainThread ? main() : work(workerData as Share));

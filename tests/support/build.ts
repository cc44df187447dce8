import { build } from '../../tools/build.mjs';

/** Vitest's global set-up: the server that is tested is what the sources say now. */
export default async function setup(): Promise<void> {
	await built('migrations', 'hooks', 'api', 'server');
}

/** Builds what is stale of dist/, everything when nothing is named; says so, for it may take minutes. */
export async function built(...names: string[]): Promise<void> {
	await build(names, {
		started: (step) => {
			console.error(`building ${step.title}`);
		}
	});
}

// node tools/server.mjs [FILE]: the server, from PocketBase's Go module, without a C compiler.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const VERSION = '0.39.11';
const out = resolve(process.argv[2] ?? 'dist/exes');

try {
	execFileSync(
		'go',
		[
			...['build', '-trimpath', '-buildvcs=false'],
			...['-ldflags', `-s -w -X github.com/pocketbase/pocketbase.Version=${VERSION}`],
			...['-o', out, '.']
		],
		{
			cwd: 'pocketbase',
			stdio: ['ignore', 'inherit', 'inherit'],
			env: { ...process.env, CGO_ENABLED: '0' }
		}
	);
} catch (error) {
	process.exit(/** @type {{ status?: number }} */ (error).status ?? 1);
}

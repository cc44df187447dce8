import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machine } from '../support/api.ts';
import { startServer } from '../support/server.ts';

test('[S15] the doctor names the address at which kiosks were set up, where the server has another one now', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'exes-address-'));
	const at = (url: string) => startServer({ dataDir, env: { EXES_PUBLIC_URL: url } });
	try {
		{
			await using server = await at('https://old.example');
			await machine(server);
			expect((await server.exes('doctor', '--json')).stdout).not.toContain('other_address');
		}
		await using server = await at('https://food.example');
		const told = await server.exes('doctor', '--json');
		const { findings } = told.json as { findings: { code: string; message: string }[] };
		const found = findings.filter(({ code }) => code === 'other_address');
		expect(found).toMatchObject([
			{
				message:
					'1 kiosks were set up at https://old.example, and EXES_PUBLIC_URL is https://food.example.'
			}
		]);
		await machine(server);
		expect((await server.exes('doctor', '--json')).stdout).toContain('1 kiosks were set up');
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
	}
});

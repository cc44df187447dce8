import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { call, newId } from '../support/api.ts';
import { Store } from '../support/fleet.ts';
import { EXES, runExes, startServer } from '../support/server.ts';

/** The first migration that knows of areas and grants. */
const ACCESS = '1700000060';

test('people keep their role, everywhere and for good, from the time when they had one alone', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'exes-before-'));
	const before = mkdtempSync(join(tmpdir(), 'exes-migrations-'));
	try {
		const migrations = join(dirname(EXES), 'migrations');
		for (const file of readdirSync(migrations).filter((name) => name < ACCESS)) {
			cpSync(join(migrations, file), join(before, file));
		}
		const { PATH = '' } = process.env;
		const env = { PATH, EXES_PROFILE: 'test', EXES_DATA_DIR: dataDir };
		const listed = await runExes(['machine', 'list', '--migrationsDir', before, '--json'], env);
		expect([listed.code, listed.stderr]).toEqual([0, '']);
		const roles = ['volunteer', 'coordinator', 'operator'].map((role) => ({ role, id: newId() }));
		const database = new DatabaseSync(join(dataDir, 'data.db'));
		for (const { role, id } of roles) {
			database
				.prepare(
					`INSERT INTO people (id, email, tokenKey, password, name, role, demo) VALUES (?, ?, ?, 'x', 'Ada', ?, FALSE)`
				)
				.run(id, `${role}@x.example`, `${id}${id}${id}`, role);
		}
		database.close();

		await using server = await startServer({ dataDir });
		using store = new Store(server);
		const grants = store.all('SELECT personId, role, areaId, endsAt, endedBy FROM grants');
		const expected = roles.map(({ role, id }) => ({
			...{ personId: id, role, areaId: '', endsAt: 0, endedBy: '' }
		}));
		expect(grants).toHaveLength(3);
		expect(grants).toEqual(expect.arrayContaining(expected));
		expect(store.all('SELECT * FROM people')[0]).not.toHaveProperty('role');

		const made = await server.exes(
			...['person', 'create', '--email', 'operator@x.example', '--role', 'operator', '--json']
		);
		const code = new URL((made.json as { signInUrl: string }).signInUrl).hash.slice(1);
		const { body } = await call(server, 'POST', '/api/people/sign-in', { body: { code } });
		expect(body.person).toMatchObject({ personId: roles[2]!.id, role: 'operator' });
		expect(body.person.grants).toHaveLength(1);
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
		rmSync(before, { recursive: true, force: true });
	}
});

import { Authenticate, type AuthenticateReply } from '#domain/shapes/machine.ts';
import { currentApp, guarded, hash, rows } from './pocketbase.ts';
import { bodyOf, parse, refuse } from './request.ts';

/** No secret has this hash. */
const NOBODY = '0'.repeat(64);

/**
 * `POST /api/machine/auth`: the secret in, a token of one hour out. Whatever is wrong, the answer
 * has the same bytes and costs the same work [M7].
 */
export const authenticate = guarded((e) => {
	const { machineId, secret } = parse(Authenticate, bodyOf(e));
	const found = rows(
		currentApp(),
		`SELECT "id", "secretHash", "status" FROM "machines" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ id: '', secretHash: '', status: '' }
	)[0];
	const matches = $security.equal(found?.secretHash || NOBODY, hash(secret));
	if (!found || !matches || (found.status !== 'accepted' && found.status !== 'pending')) {
		refuse(401, 'request', 'invalid_credentials', 'Machine number or secret is wrong.');
	}
	const record = $app.findRecordById('machines', found.id);
	const now = Date.now();
	const lifetime = record.collection().authToken.duration;
	const reply: AuthenticateReply = {
		token: record.newAuthToken(),
		expiresAt: new Date(now + lifetime * 1_000).toISOString(),
		machineId,
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});

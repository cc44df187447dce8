import { INTERVAL, PENDING_INTERVAL } from '#domain/machine-config.ts';
import { Authenticate, type AuthenticateReply } from '#domain/shapes/machine.ts';
import { guarded, hash, textOf } from './pocketbase.ts';
import { bodyOf, parse, refuse, throttle } from './request.ts';

/** No secret has this hash. */
const NOBODY = '0'.repeat(64);

/**
 * Of a machine that there is not, and of one without a secret, as much as of any other: neither the
 * database nor what follows does less for them [M7].
 */
const WHO = `SELECT COALESCE(
	(SELECT "id" || '|' || "status" || '|' || COALESCE(NULLIF("secretHash", ''), '${NOBODY}')
		FROM "machines" WHERE "machineId" = {:machineId}),
	'${'0'.repeat(15)}|accepted|${NOBODY}')`;

/** What may sign in, where the secret is right. */
const KNOWN: ReadonlySet<string> = new Set(['accepted', 'pending', 'rejected']);

/**
 * `POST /api/machine/auth`: the secret in, a token of one hour out. Whatever is wrong, the answer
 * has the same bytes and costs the same work [M7]. The secret is checked first: a right one is never
 * throttled [M22].
 */
export const authenticate = guarded((e) => {
	const { machineId, secret } = parse(Authenticate, bodyOf(e));
	const [id = '', status = '', secretHash = ''] = textOf(WHO, { machineId }).split('|');
	const isRight = $security.equal(secretHash, hash(secret));
	const isKnown = KNOWN.has(status);
	if (!isRight || !isKnown) {
		throttle(e, $exes.failedAuth(e, machineId));
		refuse(401, 'request', 'invalid_credentials', 'Machine number or secret is wrong.');
	}
	if (status === 'rejected') {
		refuse(403, 'request', 'rejected', 'An operator has rejected this machine.');
	}
	const record = $app.findRecordById('machines', id);
	const now = Date.now();
	const lifetime = record.collection().authToken.duration;
	const reply: AuthenticateReply = {
		token: record.newAuthToken(),
		expiresAt: new Date(now + lifetime * 1_000).toISOString(),
		machineId,
		status: status === 'pending' ? 'pending' : 'accepted',
		interval: status === 'pending' ? PENDING_INTERVAL : INTERVAL,
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});

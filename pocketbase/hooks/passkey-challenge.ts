import type { PasskeyChallenge } from '#domain/shapes/passkeys.ts';
import { currentApp, execute, hash } from './pocketbase.ts';
import { refuse } from './request.ts';

/** How long a challenge may be answered, in milliseconds; as in pocketbase/passkeys.go. */
const LASTS = 5 * 60_000;

/** What a challenge is for. */
type Purpose = 'create' | 'get';

/** What was begun: the library's own words, which it needs to finish. */
export type Session = {
	readonly text: string;
	/** Of the challenge, by which it is known when it was used. */
	readonly challengeHash: string;
};

// A challenge is sealed and given away, and written down only when it is used up: whoever asks for
// many fills no table.

/** The challenge as it goes out: sealed with what it is for and for whom, '' where that is not known yet. */
export function newChallenge(purpose: Purpose, personId: string, begun: string): PasskeyChallenge {
	const { options, session } = JSON.parse(begun) as {
		options: Record<string, unknown>;
		session: object;
	};
	const now = Date.now();
	return {
		challenge: $security.createJWT(
			{ purpose, personId, session: JSON.stringify(session) },
			sealingKey(),
			LASTS / 1_000
		),
		options,
		expiresAt: new Date(now + LASTS).toISOString(),
		serverTime: new Date(now).toISOString()
	};
}

/** What was sealed; a 403 where it was not by us, for this, or was too long ago. */
export function openChallenge(purpose: Purpose, personId: string, challenge: string): Session {
	let claims: Record<string, unknown>;
	try {
		claims = $security.parseJWT(challenge, sealingKey());
	} catch {
		refuseOver();
	}
	const { session } = claims;
	if (claims['purpose'] !== purpose || claims['personId'] !== personId) refuseOver();
	if (typeof session !== 'string') refuseOver();
	const text = session;
	const { challenge: asked } = JSON.parse(text) as { challenge: string };
	return { text, challengeHash: hash(asked) };
}

/** Uses the challenge up, in the transaction of what it was for; a 403 where it was used before. */
export function closeChallenge(tx: core.App, { challengeHash }: Session): void {
	const closed = execute(
		tx,
		`INSERT INTO "usedChallenges" ("challengeHash", "keepUntil") VALUES ({:challengeHash}, {:keepUntil})
		ON CONFLICT ("challengeHash") DO NOTHING`,
		{ challengeHash, keepUntil: Date.now() + LASTS }
	);
	if (closed !== 1) refuseOver();
}

function refuseOver(): never {
	refuse(403, 'challenge', 'challenge_over', 'This took too long or was done before. Begin again.');
}

/** Nothing else is sealed with it: the secret alone would make tokens. */
const sealingKey = (): string =>
	hash(`passkey ${currentApp().findCollectionByNameOrId('devices').authToken.secret}`);

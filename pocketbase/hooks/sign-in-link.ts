import { LINK_LASTS } from '#domain/sign-in-code.ts';
import { hashOfCode, newCode, publicUrl } from './codes.ts';
import { execute } from './pocketbase.ts';

/** What an operator shows as a QR, or hands over in another way. */
export type SignInLink = {
	/** The code stands in the fragment, which no server is ever sent. */
	readonly signInUrl: string;
	/** In milliseconds since 1970. */
	readonly expiresAt: number;
};

/**
 * Makes a link with which the person signs in once, within a day. Only the newest one works; a code
 * that the person asked for by e-mail goes on working.
 */
export function newSignInLink(tx: core.App, personId: string, now: number): SignInLink {
	const code = newCode();
	const expiresAt = now + LINK_LASTS;
	endSignInLinks(tx, personId);
	execute(
		tx,
		`INSERT INTO "signInCodes" ("codeHash", "personId", "expiresAt", "createdAt", "keepUntil")
		VALUES ({:codeHash}, {:personId}, {:expiresAt}, {:now}, {:expiresAt})`,
		{ codeHash: hashOfCode(code), personId, expiresAt, now }
	);
	return { signInUrl: `${publicUrl()}/sign-in/#${code}`, expiresAt };
}

/** Ends the links that were made for a person and not used; codes that they asked for stay. */
export function endSignInLinks(tx: core.App, personId: string): void {
	execute(tx, `DELETE FROM "signInCodes" WHERE "personId" = {:personId} AND "requestHash" = ''`, {
		personId
	});
}

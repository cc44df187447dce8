import { RequestCode, type RequestCodeReply } from '#domain/shapes/people.ts';
import { LANGUAGES } from '#domain/shapes/words.ts';
import { CODE_LASTS, judgeAsked, LATELY, TODAY } from '#domain/sign-in-code.ts';
import { acceptedLanguage, signInMail } from '#domain/sign-in-mail.ts';
import { hashOfCode, newCode, publicUrl } from './codes.ts';
import { execute, guarded, hash, inTransaction, rows } from './pocketbase.ts';
import { bodyOf, parse, refuse } from './request.ts';

/** A mail that leaves later than this before its code is over helps nobody, in milliseconds. */
const TIME_TO_READ = 2 * 60_000;

/**
 * `POST /api/people/code`: sends a code to the address, if somebody has it. The answer, and the work
 * for it, are the same if nobody does: a row is written and a letter is composed, to nobody. Whoever
 * asks gets the id of a request of their own: digits are good for it alone, so nobody uses up the tries
 * of another, though they ask for the same address.
 */
export const requestCode = guarded((e) => {
	const { email, language } = parse(RequestCode, bodyOf(e));
	if ($os.getenv('EXES_SMTP_URL') === '') {
		const message = 'This network sends no e-mail. Ask an operator for a link.';
		refuse(409, 'request', 'no_mail', message);
	}
	const now = Date.now();
	const requestId = $security.randomStringWithAlphabet(15, 'abcdefghijklmnopqrstuvwxyz0123456789');
	const digits = $security.randomStringWithAlphabet(6, '0123456789');
	const code = newCode();
	const { brings, to } = inTransaction((tx) => {
		const asked = lookUp(tx, email, now);
		const brings = judgeAsked(asked);
		if (brings !== 'nothing') keep(tx, requestId, brings === 'digits' ? digits : null, code, asked);
		return { brings, to: brings === 'nothing' || asked.personId === NOBODY ? '' : email };
	});
	const spoken =
		language ?? acceptedLanguage(e.request?.header.get('Accept-Language') ?? '', LANGUAGES);
	const { subject, text, html } = signInMail(spoken, {
		digits: brings === 'digits' ? digits : null,
		code,
		publicUrl: publicUrl()
	});
	$exes.mail(to, spoken, subject, text, html, CODE_LASTS - TIME_TO_READ);
	const reply: RequestCodeReply = {
		requestId,
		expiresAt: new Date(now + CODE_LASTS).toISOString(),
		serverTime: new Date(now).toISOString()
	};
	e.json(202, reply);
});

type Found = {
	/** Nobody’s where nobody has the address. */
	readonly personId: string;
	/** Stands for the address: most addresses that are typed wrong are a stranger's. */
	readonly addressKey: string;
	readonly now: number;
	readonly lately: number;
	readonly today: number;
	readonly tries: number;
};

function lookUp(tx: core.App, email: string, now: number): Found {
	const { secret } = tx.findCollectionByNameOrId('devices').authToken;
	const addressKey = $security.hs256(email, secret);
	const [found] = rows(
		tx,
		`SELECT COALESCE((SELECT "id" FROM "people" WHERE "email" = {:email} AND "email" <> ''), {:nobody}) AS "personId",
			(SELECT COUNT(*) FROM "signInCodes" WHERE "addressKey" = {:addressKey} AND "createdAt" > {:lately}) AS "lately",
			(SELECT COUNT(*) FROM "signInCodes" WHERE "addressKey" = {:addressKey} AND "createdAt" > {:today}) AS "today",
			COALESCE((SELECT SUM("tries") FROM "digitTries" WHERE "known" = 1 AND "hour" > {:hours}), 0) AS "tries"`,
		{
			email,
			addressKey,
			nobody: NOBODY,
			lately: now - LATELY,
			today: now - TODAY,
			hours: hourOf(now - TODAY)
		},
		{ personId: NOBODY, lately: 0, today: 0, tries: 0 }
	);
	return { personId: NOBODY, lately: 0, today: 0, tries: 0, ...found, addressKey, now };
}

/** The request, by hashes alone. Digits of null have a hash that none have. */
function keep(
	tx: core.App,
	requestId: string,
	digits: string | null,
	code: string,
	{ personId, addressKey, now }: Found
): void {
	execute(
		tx,
		`INSERT INTO "signInCodes"
			("codeHash", "personId", "expiresAt", "requestHash", "digitsHash", "addressKey", "createdAt", "keepUntil")
		VALUES ({:codeHash}, {:personId}, {:expiresAt}, {:requestHash}, {:digitsHash}, {:addressKey}, {:now}, {:keepUntil})`,
		{
			codeHash: hashOfCode(code),
			personId,
			expiresAt: now + CODE_LASTS,
			requestHash: hash(requestId),
			digitsHash: digits === null ? '' : hashOfDigits(requestId, digits),
			addressKey,
			now,
			keepUntil: now + TODAY
		}
	);
}

/** In the place of an id, and as long: where nobody has the address the row is no shorter. */
const NOBODY = '-'.repeat(15);

const HOUR = 3_600_000;
const hourOf = (ms: number): number => Math.floor(ms / HOUR);

/** Counts a try at digits, in the whole network; at those of nobody's address too, which costs the same. */
export function countTry(tx: core.App, personId: string, now: number): void {
	execute(
		tx,
		`INSERT INTO "digitTries" ("hour", "known", "tries", "keepUntil") VALUES ({:hour}, {:known}, 1, {:keepUntil})
		ON CONFLICT ("hour", "known") DO UPDATE SET "tries" = "digitTries"."tries" + 1`,
		{
			hour: hourOf(now),
			known: personId === NOBODY ? 0 : 1,
			keepUntil: now + TODAY + HOUR
		}
	);
}

/** Digits alone are found from their hash in a second; the id of the request is kept nowhere. */
export const hashOfDigits = (requestId: string, digits: string): string =>
	hash(`${requestId}:${digits}`);

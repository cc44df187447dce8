import { execute } from './pocketbase.ts';

/** `user:NAME` at the command line, `person:ID`, or `machine:7`. */
export type Actor = `user:${string}` | `person:${string}` | `machine:${number}`;
/** Whom or what it was done to. */
export type Subject = `person:${string}` | `machine:${number}` | `area:${string}` | 'network';

/** Who does something, and in which request; a command has none. */
export type Author = { readonly actor: Actor; readonly requestId: string };

export type Deed = {
	/** What was done, such as `config.set` or `machine.revoke`. */
	readonly action: string;
	readonly subject: Subject;
	/** Only what changed, without secrets, codes and what is of people; undefined is none. */
	readonly before?: unknown;
	readonly after?: unknown;
	/** What of it is of people, such as a name: read together with the rest until it is forgotten. */
	readonly personal?: { readonly before: object; readonly after: object };
};

/** So long the audit says what somebody was called, in milliseconds: as notes are kept [M23]. */
const PERSONAL_KEPT = 90 * 24 * 3_600_000;

/** Who runs this command, by the operating system. */
export const atCommandLine = (): Author => ({ actor: `user:${$exes.userName()}`, requestId: '' });

/** A machine in a request of its own. */
export const byMachine = (machineId: number, e: core.RequestEvent): Author => ({
	actor: `machine:${machineId}`,
	requestId: $exes.requestId(e)
});

/** A person in a request of their own. */
export const byPerson = (personId: string, e: core.RequestEvent): Author => ({
	actor: `person:${personId}`,
	requestId: $exes.requestId(e)
});

/** Notes in the transaction of the deed that it was done; nobody can change that afterwards. */
export function audit(
	tx: core.App,
	author: Author,
	{ action, subject, before, after, personal }: Deed
): void {
	const at = Date.now();
	execute(
		tx,
		`INSERT INTO "audit" ("auditNo", "at", "actor", "action", "subject", "before", "after", "requestId")
		SELECT COALESCE(MAX("auditNo"), 0) + 1, {:at}, {:actor}, {:action}, {:subject}, {:before}, {:after}, {:requestId}
		FROM "audit"`,
		{ ...author, at, action, subject, before: textOf(before), after: textOf(after) }
	);
	if (personal === undefined) return;
	for (const [side, value] of Object.entries(personal)) {
		execute(
			tx,
			`INSERT INTO "auditTexts" ("auditNo", "side", "value", "keepUntil")
			SELECT MAX("auditNo"), {:side}, {:value}, {:keepUntil} FROM "audit"`,
			{ side, value: textOf(value), keepUntil: at + PERSONAL_KEPT }
		);
	}
}

const textOf = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value));

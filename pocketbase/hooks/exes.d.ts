/** What the Go part of the server gives to hooks; see pocketbase/door.go. */
declare const $exes: {
	/**
	 * Middleware: reads the body, at most `limit` bytes, refuses what is not one well-formed JSON
	 * object, and then waits for a free runtime. The text is there as `e.get('body')`.
	 */
	body(limit: number): core.RequestEvent;
	/** The same, but waits for a runtime less than a second: for what must answer within one [M7]. */
	soon(limit: number): core.RequestEvent;
	/** Middleware: waits for a free runtime. */
	query(): core.RequestEvent;
	/** Writes a line to the log. Never pass a secret, a position or a name [O9]. */
	log(
		level: 'debug' | 'info' | 'warn' | 'error',
		message: string,
		fields: Record<string, unknown>
	): void;
	/** Adds to /metrics: `count('facts', 'accepted', 1)` to `exes_facts_total{result="accepted"}`. */
	count(name: string, label: string, n: number): void;
	/** The id that the answer carries as X-Request-Id. */
	requestId(e: core.RequestEvent): string;
	/** Says why this request failed, for its one line in the log. */
	cause(e: core.RequestEvent, text: string): void;
	/** The calendar day in a zone at an instant, `YYYY-MM-DD`. Throws for an unknown zone. */
	localDate(ms: number, zone: string): string;
	/** Minutes east of UTC in a zone at an instant. Throws for an unknown zone. */
	offsetMinutes(ms: number, zone: string): number;
	/**
	 * Runs an INSERT of one row for each of the rows, each as long as the first; its parameters are `{:p0}`, `{:p1}`
	 * and so on. Throws what the database says of the first row that it refuses.
	 */
	insertRows(app: core.App, statement: string, rows: readonly (readonly unknown[])[]): void;
	/** Prepares the statements that were run until now, for good. To be called outside of transactions. */
	prepareInserts(app: core.App): void;
	/** Adds to the number of those, in all runtimes, who want to write a little, and returns it. */
	hurried(more: number): number;
	/** Whether there were several of them within the last second or two. */
	oftenHurried(): boolean;
	/** The operating system's user who runs this command; `anna as exes` where sudo says who it was. */
	userName(): string;
	/** Standard input to its end, at most `limit` bytes. For commands alone [O2]. Throws beyond that. */
	input(limit: number): string;
	/** Whether the name is one of the IANA zone database. */
	isZone(name: string): boolean;

	// The limits of M22, in Go's memory. Each counts one more and returns 0, or, where there were too
	// many in the last minute, the seconds to wait; then it counts nothing.
	/** A wrong secret for a machine, from the address of the request. */
	failedAuth(e: core.RequestEvent, machineId: number): number;
	/** A code that was not taken, from the address of the request. */
	failedRegister(e: core.RequestEvent): number;
	/** Somebody fell ill: a report that is new, from the address of the request; counted over an hour. */
	countIllness(e: core.RequestEvent): number;
	/** A code of a person that was not taken, from the address of the request. */
	failedSignIn(e: core.RequestEvent): number;
	/** Middleware: refuses beyond the limit of nearest, before a runtime is taken. */
	limitNearest(): core.RequestEvent;
	/** Middleware: refuses beyond the limit of requests for a code, before a runtime is taken. */
	limitCodes(): core.RequestEvent;

	/**
	 * Hands over an e-mail and returns at once, whatever becomes of it; to '' is to nobody. It is tried
	 * again for at most `lastsMs` milliseconds. Nothing is sent where EXES_SMTP_URL is empty.
	 */
	mail(
		to: string,
		language: string,
		subject: string,
		text: string,
		html: string,
		lastsMs: number
	): void;

	/**
	 * WebAuthn by a library in Go, which remembers nothing. Where it refuses what a browser sent it
	 * throws, and has said why in the log.
	 */
	passkeys: {
		/** Whether this site has a name that a key can be bound to; without one all others must not be called. */
		available(): boolean;
		/** `{options, session}` as JSON, to make a key for a person who has these already. */
		creation(personId: string, email: string, name: string, bodies: string[]): string;
		/** `{credentialId, body}` as JSON: what to keep of the key that the browser made. */
		made(session: string, personId: string, email: string, name: string, answer: string): string;
		/** `{options, session}` as JSON, to use any key. */
		request(): string;
		/** `{body, suspect}` as JSON: what to keep now, and whether the key may be a copy. */
		used(session: string, personId: string, body: string, answer: string): string;
	};
};

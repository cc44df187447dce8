/** What the Go part of the server gives to hooks; see pocketbase/door.go. */
declare const $exes: {
	/**
	 * Middleware: reads the body, at most `limit` bytes, refuses what is not one well-formed JSON
	 * object, and then waits for a free runtime. The text is there as `e.get('body')`.
	 */
	body(limit: number): core.RequestEvent;
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
	/** Whether the name is one of the IANA zone database. */
	isZone(name: string): boolean;
};

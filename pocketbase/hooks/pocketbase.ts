// What every handler needs from PocketBase's JavaScript runtime.

export const hash = (value: string): string => $security.sha256(value);

/** The server of this request; inside `inTransaction` it is the transaction. */
export const currentApp = (): core.App => $app as unknown as core.App;

type Failure = { status?: unknown; value?: { status?: unknown } } | null | undefined;

/**
 * Runs a handler so that a bug is a 500 with its cause in the one log line of the request, never
 * PocketBase's default 400. Errors with a status are answers: ours as they are (also after crossing
 * a transaction), PocketBase's own wrapped in a GoError, whose `value` they are [M20].
 */
export function guarded(handler: (e: core.RequestEvent) => void) {
	return (e: core.RequestEvent): void => {
		try {
			handler(e);
		} catch (error) {
			const failure = error as Failure;
			if (typeof (failure?.status ?? failure?.value?.status) === 'number') throw error;
			$exes.cause(e, causeOf(error));
			if (isDatabaseAway(error)) {
				const message = 'The database does not answer. Try again.';
				throw new ApiError(503, message, {
					request: new ValidationError('database_away', message)
				});
			}
			throw new InternalServerError();
		}
	};
}

/** What SQLite and PostgreSQL say when the fault is not that of what was sent. */
const DATABASE_AWAY =
	/database is locked|SQLITE_BUSY|disk is full|SQLITE_FULL|disk I\/O|readonly database|unable to open|sql: database is closed|40001|40P01|connection refused|context deadline/i;

/** Whether it failed because the database does not answer: to be said as a 503, never as a 4xx [M20]. */
export const isDatabaseAway = (error: unknown): boolean => DATABASE_AWAY.test(String(error));

function causeOf(error: unknown): string {
	const stack = error instanceof Error ? error.stack : undefined;
	return stack?.includes(String(error)) ? stack : `${String(error)} ${stack ?? ''}`.trim();
}

/** Rows as plain objects of the given shape. SELECT goes to the readers, RETURNING to the writer. */
export function rows<T extends object>(
	app: core.App,
	sql: string,
	bind: Record<string, unknown>,
	shape: T
): T[] {
	const result: unknown = arrayOf(new DynamicModel(shape) as never);
	app
		.db()
		.newQuery(sql)
		.bind(bind)
		.all(result as never);
	return result as T[];
}

// The statements of the hottest routes stay prepared, in each runtime its own: to prepare one costs
// more than to run it. What varies from call to call has to be bound. Never within a transaction,
// whose end would be theirs.

/** So many stay prepared in one runtime; beyond that the one unused longest goes. */
const KEPT = 32;
const kept = new Map<string, dbx.Query>();

/** The one text that a SELECT makes, the cheapest way from the database into JavaScript. */
export function textOf(sql: string, bind: Record<string, unknown>): string {
	const column = arrayOf('');
	prepared(sql, (app) => app.concurrentDB())
		.bind(bind)
		.column(column);
	return column[0] ?? '';
}

/** Runs a statement that writes one thing, again and again. */
export function write(sql: string, bind: Record<string, unknown>): void {
	hurriedly(() => {
		prepared(sql, (app) => app.nonconcurrentDB())
			.bind(bind)
			.execute();
	});
}

function prepared(sql: string, db: (app: core.App) => dbx.Builder): dbx.Query {
	const query = kept.get(sql) ?? db(currentApp()).newQuery(sql).prepare();
	kept.delete(sql); // and to the end: the oldest stands first
	kept.set(sql, query);
	if (kept.size > KEPT) forgetOldest();
	return query;
}

function forgetOldest(): void {
	const oldest = kept.keys().next();
	if (oldest.done) return;
	kept.get(oldest.value)?.close();
	kept.delete(oldest.value);
}

/** Runs a statement and tells how many rows it changed. */
export function execute(app: core.App, sql: string, bind: Record<string, unknown>): number {
	return app.db().newQuery(sql).bind(bind).execute().rowsAffected();
}

/**
 * Runs `work` in one transaction. While it runs the global $app is the transaction too: a write
 * through the outer app would wait for ever for the only writer, and with it every other write of
 * the server.
 */
export function inTransaction<T>(work: (tx: core.App) => T): T {
	return hurriedly(() => inLongTransaction(work));
}

/** The same for work that ends as soon as it can while somebody {@link isAwaited}. */
export function inLongTransaction<T>(work: (tx: core.App) => T): T {
	const globals = globalThis as unknown as { $app: core.App };
	const outer = globals.$app;
	let result: T | undefined;
	try {
		outer.runInTransaction((tx: core.App) => {
			globals.$app = tx;
			result = work(tx);
		});
	} finally {
		globals.$app = outer;
	}
	return result as T;
}

/** Whether others want to write who would be done soon. */
export const isAwaited = (): boolean => $exes.hurried(0) > 0;

function hurriedly<T>(work: () => T): T {
	$exes.hurried(1);
	try {
		return work();
	} finally {
		$exes.hurried(-1);
	}
}

/** What a command says: one JSON document, or lines for people. */
export type Saying = {
	readonly json: unknown;
	readonly text: string;
	/** Exit code 1: said in full, but it did not do what was asked. */
	readonly failed?: boolean;
};

/** A wrong use of a command: exit code 2. */
export class UsageError extends Error {}

/** The flags and arguments of one command, as typed. */
export type Call = {
	readonly args: readonly string[];
	/** The value of a flag, trimmed; empty where it was not given. */
	readonly flag: (name: string) => string;
	readonly on: (name: string) => boolean;
};

/**
 * A console command [O7]. With `--json` one JSON document stands on standard output and nothing
 * else; errors go to standard error with a code above 0, which PocketBase alone would not do.
 */
export function command(run: (app: core.App, call: Call) => Saying) {
	return (app: core.App, cmd: Command, args: string[]): void => {
		const flags = cmd.flags();
		const call: Call = {
			args,
			flag: (name) => flags.getString(name).trim(),
			on: (name) => flags.getBool(name)
		};
		try {
			app.runAllMigrations(); // PocketBase does so only when it serves
			const said = run(app, call);
			const line = call.on('json') ? JSON.stringify(said.json) : said.text;
			cmd.outOrStdout().writeString(`${line}\n`);
			if (said.failed) $os.exit(1);
		} catch (error) {
			const isUsage = error instanceof UsageError;
			cmd.printErrln(`exes: ${sentenceOf(error)}`);
			$os.exit(isUsage ? 2 : 1);
		}
	};
}

function sentenceOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** The only argument of a command, which is a machine's number [M1]. */
export function machineIdOf({ args }: Pick<Call, 'args'>): number {
	const [typed, ...more] = args;
	if (typed === undefined || more.length > 0 || !/^[1-9]\d{0,15}$/.test(typed)) {
		throw new UsageError('Say which machine, by its number: for example 7.');
	}
	return Number(typed);
}

/** Milliseconds of a span such as `24h`, `90m` or `7d`. */
export function spanOf(typed: string, flag: string): number {
	const match = /^([1-9]\d{0,4})(m|h|d)$/.exec(typed);
	const unit = { m: 60_000, h: 3_600_000, d: 86_400_000 }[match?.[2] ?? ''];
	if (!match || unit === undefined) {
		throw new UsageError(`--${flag} takes a span such as 90m, 24h or 7d, not "${typed}".`);
	}
	return Number(match[1]) * unit;
}

/** A number within bounds, as typed. */
export function numberOf(typed: string, flag: string, min: number, max: number): number {
	const value = /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : NaN;
	if (!(value >= min && value <= max)) {
		const got = typed === '' ? 'is missing' : `is not "${typed}"`;
		throw new UsageError(`--${flag} ${got}: a number from ${min} to ${max}.`);
	}
	return value;
}

export function textOf(typed: string, flag: string, max: number): string {
	if (typed.length > max || typed.includes('\0')) {
		throw new UsageError(`--${flag} takes at most ${max} characters.`);
	}
	return typed;
}

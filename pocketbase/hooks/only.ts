/** Some things by their ids, as a condition and what it binds; {@link ALL} asks nothing. */
export type Only = {
	readonly sql: (id: string) => string;
	readonly bind: Readonly<Record<string, string>>;
};

export const ALL: Only = { sql: () => '1 = 1', bind: {} };

export const only = (ids: readonly string[]): Only => ({
	sql: (id) => `${id} IN (SELECT value FROM json_each({:only}))`,
	bind: { only: JSON.stringify(ids) }
});

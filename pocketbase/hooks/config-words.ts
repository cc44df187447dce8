import { HIDDEN, withoutSecret, type Difference } from '#domain/config-change.ts';
import type { ConfigKey, MachineConfig } from '#domain/shapes/config.ts';

/** What is shown of a secret that was replaced. */
const ANOTHER = '(hidden, another one)';

/** A difference as it may be printed. */
export type Shown = { readonly key: ConfigKey; readonly before?: unknown; readonly after: unknown };

/** Which of two secrets it was is nobody's business; that it is another one is. */
export function shown({ key, before, after }: Difference): Shown {
	const [was, is] = [withoutSecret(key, before), withoutSecret(key, after)];
	return { key, before: was, after: was === HIDDEN && is === HIDDEN ? ANOTHER : is };
}

export function lineOf({ key, before, after }: Shown): string {
	return `  ${key}: ${before === undefined ? '' : `${brief(key, before)} -> `}${brief(key, after)}`;
}

/** A value on one line; of a policy which one it is. */
export function brief(key: ConfigKey, value: unknown): string {
	if (key !== 'policy' || value === null) return JSON.stringify(value);
	const { profile, version } = value as MachineConfig['policy'];
	return `${profile}, version ${version}`;
}

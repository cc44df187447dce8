/** Whether a write failed because the disk is full; Dexie wraps what the browser said. */
export function isDiskFull(error: unknown): boolean {
	if (typeof error !== 'object' || error === null) return false;
	const { name, inner } = error as { name?: unknown; inner?: unknown };
	return name === 'QuotaExceededError' || (inner !== error && isDiskFull(inner));
}

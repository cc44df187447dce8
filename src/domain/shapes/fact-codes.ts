// Apart from words.ts, because a page's first view asks nothing of them.

/** Why a fact is stored with a warning [M10]. */
export const WARNING_CODES = [
	'lot_exists',
	'unknown_lot',
	'stock_negative',
	'refused_food',
	'no_label',
	'wrong_storage',
	'unknown_slot',
	'use_by_past',
	'date_too_far',
	'prepared_in_future',
	'claimed_by_another',
	'cannot_take'
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

/** Why something was sent that could not be stored as a fact; it is kept as it came [M10, M12]. */
export const QUARANTINE_CODES = [
	'malformed',
	'too_large',
	'version_unknown',
	'other_machine',
	'role_may_not',
	'device_revoked',
	'event_conflict',
	'seq_conflict',
	'seq_out_of_range',
	'internal'
] as const;
export type QuarantineCode = (typeof QUARANTINE_CODES)[number];

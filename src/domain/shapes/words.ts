// Every enumeration of the wire, each in one place (contract machine-api, "Enumerations").

// Apart, because a page's first view asks nothing of them.
export * from './policy-words.ts';

export const CATEGORIES = [
	'produce',
	'bakery',
	'dairy',
	'prepared',
	'pantry',
	'drinks',
	'frozen',
	'meat-fish',
	'eggs',
	'baby',
	'other'
] as const;
export type Category = (typeof CATEGORIES)[number];

/** From the warmest to the coldest. */
export const STORAGES = ['ambient', 'chilled', 'frozen'] as const;
export type Storage = (typeof STORAGES)[number];

export const DATE_KINDS = ['useBy', 'bestBefore', 'preparedAt'] as const;
export type DateKind = (typeof DATE_KINDS)[number];

/** The 14 of Regulation (EU) 1169/2011, annex II. */
export const ALLERGENS = [
	'celery',
	'gluten',
	'crustaceans',
	'egg',
	'fish',
	'lupin',
	'milk',
	'molluscs',
	'mustard',
	'nuts',
	'peanuts',
	'sesame',
	'soya',
	'sulphites'
] as const;
export type Allergen = (typeof ALLERGENS)[number];

/** What a donor may claim of a lot. */
export const DIETS = [
	'vegan',
	'vegetarian',
	'halal',
	'kosher',
	'gluten-free',
	'lactose-free'
] as const;
export type Diet = (typeof DIETS)[number];

export const EVIDENCE = ['door', 'weight', 'none'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** Why food went out as waste. */
export const DISCARD_REASONS = [
	'expired',
	'spoiled',
	'recalled',
	'damaged',
	'unsafe',
	'missing'
] as const;
export type DiscardReason = (typeof DISCARD_REASONS)[number];

/** Why stock was put right by hand; `counted` also says that what is there was seen. */
export const ADJUST_REASONS = ['counted', 'corrected', 'returned'] as const;
export type AdjustReason = (typeof ADJUST_REASONS)[number];

/** What is done at a machine; only `reopen` ends a lock of the cold chain [F6]. */
export const SERVICE_WORK = ['clean', 'measure', 'restock', 'reopen'] as const;
export type ServiceWork = (typeof SERVICE_WORK)[number];

export const TASK_ACTIONS = ['claim', 'release', 'snooze', 'handOver', 'done'] as const;
export type TaskAction = (typeof TASK_ACTIONS)[number];

/** How a door came to open without an act [S1a]. */
export const ACCESS_CAUSES = ['forced', 'key', 'unknown'] as const;
export type AccessCause = (typeof ACCESS_CAUSES)[number];

/** What a machine can be told to do [M15]. */
export const COMMAND_OPS = ['sendLog', 'reload', 'restart'] as const;
export type CommandOp = (typeof COMMAND_OPS)[number];

/** What became of a command. */
export const COMMAND_RESULTS = ['done', 'refused', 'expired'] as const;
export type CommandResult = (typeof COMMAND_RESULTS)[number];

/** Why an outbox has lost facts [S5]. */
export const GAP_REASONS = ['evicted', 'corrupt'] as const;
export type GapReason = (typeof GAP_REASONS)[number];

export const ALERT_KINDS = [
	'temperature',
	'door_open',
	'power',
	'lock',
	'sensor',
	'controller_lost',
	'offline',
	'tamper',
	'full',
	'cleaning',
	'storage',
	'clock',
	'journal_overflow',
	'other'
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What becomes of an alert [M17]. */
export const ALERT_STATES = ['open', 'claimed', 'snoozed', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

export const SLOT_KINDS = ['shelf', 'locker'] as const;
export type SlotKind = (typeof SLOT_KINDS)[number];

export const SLOT_STATES = ['ok', 'fault', 'full', 'locked'] as const;
export type SlotState = (typeof SLOT_STATES)[number];

export const COLD_CHAIN_STATES = ['ok', 'watch', 'warn', 'locked', 'unknown'] as const;
export type ColdChainState = (typeof COLD_CHAIN_STATES)[number];

export const BOOT_REASONS = [
	'firstStart',
	'reload',
	'update',
	'crash',
	'PowerUp',
	'Watchdog',
	'unknown'
] as const;

export const POWER_STATES = ['mains', 'battery', 'lost', 'unknown'] as const;

export const MACHINE_STATES = ['accepted', 'pending', 'rejected'] as const;
export type MachineState = (typeof MACHINE_STATES)[number];

/** `controller`: a kiosk with doors. `none`: a fridge on a corner, the phone is its kiosk [M24]. */
export const HARDWARE = ['controller', 'none'] as const;
export type Hardware = (typeof HARDWARE)[number];

/** The languages of the app, the source first. */
export const LANGUAGES = ['en', 'de', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

export const FRESHNESS = ['fresh', 'stale', 'reported', 'unknown'] as const;
export type Freshness = (typeof FRESHNESS)[number];

/** Why a machine cannot be collected from or donated to [M19]. */
export const REASONS = ['offline', 'closed', 'paused', 'empty', 'full', 'locked', 'fault'] as const;
export type Reason = (typeof REASONS)[number];

/** What people can be given, the lowest first. */
export const ROLES = ['volunteer', 'coordinator', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** What somebody is at a moment: `public` where no role holds. */
export const LEVELS = ['public', ...ROLES] as const;
export type Level = (typeof LEVELS)[number];

/** What a person has to have learnt for some acts. */
export const TRAININGS = ['service'] as const;
export type TrainingKind = (typeof TRAININGS)[number];

/** Types of facts that have an endpoint of their own; all others come in batches only. */
export const SINGLE_FACT_TYPES = ['donate', 'collect', 'expired', 'alert'] as const;
export type SingleFactType = (typeof SINGLE_FACT_TYPES)[number];

export const FACT_TYPES = [
	...SINGLE_FACT_TYPES,
	'reading',
	'safety',
	'service',
	'moveOut',
	'moveIn',
	'adjust',
	'task',
	'access',
	'outcome',
	'gap'
] as const;
export type FactType = (typeof FACT_TYPES)[number];

export const FACT_RESULTS = [
	'accepted',
	'duplicate',
	'acceptedWithWarning',
	'quarantined'
] as const;
export type FactOutcome = (typeof FACT_RESULTS)[number];

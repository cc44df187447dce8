import type { FactType, Level, TrainingKind } from './shapes/words.ts';

/**
 * How far a role reaches with a deed: `none`, to what is one's `own`, into the `area` for which the
 * role was given, or `everywhere`. A role that was given for everywhere reaches everywhere with
 * `area` too.
 */
export type Reach = 'none' | 'own' | 'area' | 'everywhere';

/** By the highest that is known of somebody: `public` is a signed-in person without a role. */
export type Row = Readonly<Record<Level, Reach>>;

const row = (publicly: Reach, volunteer: Reach, coordinator: Reach, operator: Reach): Row => ({
	public: publicly,
	volunteer,
	coordinator,
	operator
});

/** What is a person's own business, whatever their roles. */
const OWN = row('own', 'own', 'own', 'own');
/** What people on duty see and do, each where they are on duty. */
const ON_DUTY = row('none', 'area', 'area', 'everywhere');
/** What coordinators see to in their areas. */
export const LEADING = row('none', 'none', 'area', 'everywhere');
/** What concerns the network as a whole. */
const RUNNING = row('none', 'none', 'none', 'everywhere');

/**
 * Who may what, by the id of the route (src/domain/api/routes.ts): the one source of the server's
 * checks, of the table in docs/people.md and of the generated test. A route for people that is
 * missing here fails a test.
 */
export const MAY = {
	me: OWN,
	listDevices: OWN,
	renameDevice: OWN,
	revokeDevice: OWN,
	listPasskeys: OWN,
	beginPasskey: OWN,
	finishPasskey: OWN,
	renamePasskey: OWN,
	deletePasskey: OWN,

	alerts: ON_DUTY,
	tasks: ON_DUTY,
	fleet: ON_DUTY,

	// Each collection as the route that lists the same; whoever is signed in may hear that there is news.
	syncSnapshot: ON_DUTY,
	syncChanges: ON_DUTY,
	syncHints: OWN,

	// Whoever is signed in may send; each fact is judged by itself: see `MAY_TELL`.
	sendPersonFacts: OWN,
	donate: OWN,
	collect: OWN,
	expired: OWN,
	alert: OWN,

	illness: LEADING,
	setTexts: RUNNING,

	listPeople: LEADING,
	createPerson: LEADING,
	renamePerson: LEADING,
	giveGrant: LEADING,
	endGrant: LEADING,
	giveTraining: LEADING,
	endTraining: LEADING,
	makeLink: LEADING,
	listPersonDevices: LEADING,
	revokePersonDevice: LEADING,
	listAreas: LEADING,

	createArea: RUNNING,
	changeArea: RUNNING,
	readAudit: RUNNING,
	listQuarantine: RUNNING,
	decideQuarantine: RUNNING
} as const satisfies Record<string, Row>;
export type RouteOfPeople = keyof typeof MAY;

/** Who may tell facts of a type. */
export type FactRow = Row & {
	/** A machine, about itself. */
	readonly machine: boolean;
	/** What a person must have been trained in, whatever their role. */
	readonly training: TrainingKind | null;
};

/** What happens at a door, whoever stands there. */
const AT_A_DOOR: FactRow = { ...ON_DUTY, machine: true, training: null };
/** What only the machine itself can know. */
const ITS_OWN: FactRow = { ...row('none', 'none', 'none', 'none'), machine: true, training: null };

/** Who may tell what: judged for each fact by itself, by the machine that it names. */
export const MAY_TELL: Readonly<Record<FactType, FactRow>> = {
	donate: AT_A_DOOR,
	collect: AT_A_DOOR,
	expired: AT_A_DOOR,
	alert: AT_A_DOOR,
	reading: ITS_OWN,
	safety: ITS_OWN,
	service: { ...AT_A_DOOR, training: 'service' },
	moveOut: AT_A_DOOR,
	moveIn: AT_A_DOOR,
	adjust: AT_A_DOOR,
	task: { ...AT_A_DOOR, machine: false },
	access: ITS_OWN,
	outcome: ITS_OWN,
	// About the outbox, which everybody has who tells facts.
	gap: { ...AT_A_DOOR, public: 'own' }
};

import * as v from 'valibot';
import { NearestQuery } from '../nearest-query.ts';
import { Batch, BatchReply, FactReply, FactResult, RefusedFact, Sending } from '../shapes/batch.ts';
import { ApiError, FieldErrors } from '../shapes/error.ts';
import { Allergens, FACTS, Lot } from '../shapes/fact.ts';
import * as access from '../shapes/access.ts';
import * as config from '../shapes/config.ts';
import * as machine from '../shapes/machine.ts';
import { NearestReply, NearMachine } from '../shapes/nearest.ts';
import * as passkeys from '../shapes/passkeys.ts';
import * as people from '../shapes/people.ts';
import { PolicyDocument } from '../shapes/policy.ts';
import { Ready } from '../shapes/ready.ts';
import * as sync from '../shapes/sync.ts';
import * as texts from '../shapes/texts.ts';
import { Snapshot, SnapshotLot, SnapshotMachine } from '../shapes/snapshot.ts';
import * as values from '../shapes/values.ts';
import type { FactType, SingleFactType } from '../shapes/words.ts';

const upper = <const T extends string>(name: T): Capitalize<T> =>
	(name.charAt(0).toUpperCase() + name.slice(1)) as Capitalize<T>;

/** The body of each type of fact: `donate` as `Donate`. */
const FACT_SHAPES = Object.fromEntries(
	Object.entries(FACTS).map(([type, shape]) => [upper(type), shape])
) as { [T in FactType as Capitalize<T>]: (typeof FACTS)[T] };

/** Every shape that has a name in the published specification, by that name. */
export const SHAPES = {
	ClientId: values.ClientId,
	MachineId: values.MachineId,
	Instant: values.Instant,
	PlainDate: values.PlainDateText,
	Secret: values.Secret,

	Register: machine.Register,
	RegisterReply: machine.RegisterReply,
	Authenticate: machine.Authenticate,
	AuthenticateReply: machine.AuthenticateReply,
	Status: machine.Status,
	StatusReply: machine.StatusReply,
	Acked: machine.Acked,
	OpenAlert: machine.OpenAlert,
	Command: machine.Command,
	ConfigReply: config.ConfigReply,
	MachineConfig: config.MachineConfig,
	PolicyDocument,
	Recall: config.Recall,
	Zone: machine.Zone,
	HardwareSlot: machine.HardwareSlot,

	...FACT_SHAPES,
	Lot,
	Allergens,
	Batch,
	Sending,
	BatchReply,
	FactResult,
	FactReply,
	RefusedFact,

	NearestQuery,
	NearestReply,
	NearMachine,
	Snapshot,
	SnapshotMachine,
	SnapshotLot,

	RequestCode: people.RequestCode,
	RequestCodeReply: people.RequestCodeReply,
	SignIn: people.SignIn,
	SignInReply: people.SignInReply,
	MeReply: people.MeReply,
	Person: people.Person,
	Grant: people.Grant,
	Training: people.Training,
	Device: people.Device,
	DevicesReply: people.DevicesReply,
	RenameDevice: people.RenameDevice,
	RevokeDevice: people.RevokeDevice,
	DeviceReply: people.DeviceReply,
	BeginPasskey: passkeys.BeginPasskey,
	PasskeyChallenge: passkeys.PasskeyChallenge,
	FinishPasskey: passkeys.FinishPasskey,
	SignInPasskey: passkeys.SignInPasskey,
	Passkey: passkeys.Passkey,
	PasskeysReply: passkeys.PasskeysReply,
	RenamePasskey: passkeys.RenamePasskey,
	DeletePasskey: passkeys.DeletePasskey,
	PasskeyReply: passkeys.PasskeyReply,
	MayNot: access.MayNot,
	GivenGrant: access.GivenGrant,
	GivenTraining: access.GivenTraining,
	KnownPerson: access.KnownPerson,
	PeopleQuery: access.PeopleQuery,
	PeopleReply: access.PeopleReply,
	CreatePerson: access.CreatePerson,
	RenamePerson: access.RenamePerson,
	KnownPersonReply: access.KnownPersonReply,
	GiveGrant: access.GiveGrant,
	EndGrant: access.EndGrant,
	GiveTraining: access.GiveTraining,
	EndTraining: access.EndTraining,
	MakeLink: access.MakeLink,
	LinkReply: access.LinkReply,
	RevokePersonDevice: access.RevokePersonDevice,
	Area: access.Area,
	AreasReply: access.AreasReply,
	CreateArea: access.CreateArea,
	ChangeArea: access.ChangeArea,
	AreaReply: access.AreaReply,
	ChangesQuery: sync.ChangesQuery,
	ChangesReply: sync.ChangesReply,
	SyncSnapshotQuery: sync.SyncSnapshotQuery,
	SyncSnapshotReply: sync.SyncSnapshotReply,

	AuditQuery: access.AuditQuery,
	AuditEntry: access.AuditEntry,
	AuditReply: access.AuditReply,
	HeldFact: access.HeldFact,
	QuarantineReply: access.QuarantineReply,
	DecideQuarantine: access.DecideQuarantine,
	DecisionReply: access.DecisionReply,
	AlertsReply: people.AlertsReply,
	TasksReply: people.TasksReply,
	FleetReply: people.FleetReply,

	TextsReply: texts.TextsReply,
	PublicText: texts.PublicText,
	Details: texts.Details,
	Contact: texts.Contact,
	ContactQuery: texts.ContactQuery,
	ContactReply: texts.ContactReply,
	TextsChange: texts.TextsChange,
	IllnessReport: texts.IllnessReport,
	IllnessReply: texts.IllnessReply,
	IllnessList: texts.IllnessList,

	Ready,
	Error: ApiError,
	FieldErrors
} satisfies Record<string, v.GenericSchema>;

/** A fact that comes alone: the fact and the moment of sending. */
export type FactRequest = `${Capitalize<SingleFactType>}Request`;
export type ShapeName = keyof typeof SHAPES | FactRequest;

export const requestOf = (type: SingleFactType): FactRequest => `${upper(type)}Request`;

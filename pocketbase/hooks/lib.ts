// What the routes call, bundled into one file that every runtime loads once.
export { authenticate } from './authenticate.ts';
export { config } from './config.ts';
export { listDevices, renameDevice, revokeDevice } from './devices.ts';
export { alert, collect, donate, events, expired, personEvents } from './events.ts';
export { illness, reportIllness } from './illness.ts';
export { nearest } from './nearest.ts';
export { me } from './people.ts';
export { beginPasskeySignIn, finishPasskeySignIn } from './passkey-sign-in.ts';
export {
	beginPasskey,
	deletePasskey,
	finishPasskey,
	listPasskeys,
	renamePasskey
} from './passkeys.ts';
export { requestCode } from './request-code.ts';
export { register } from './register.ts';
export { signIn } from './sign-in.ts';
export { snapshot } from './snapshot.ts';
export { status } from './status.ts';
export { changes, syncSnapshot } from './sync/changes.ts';
export { tasks } from './tasks.ts';
export { contact, setTexts, texts } from './texts.ts';
export { alerts, machines } from './volunteer.ts';
export { watch } from './watch.ts';
export { readAudit } from './audit-read.ts';
export { changeArea, createArea, listAreas } from './lead-areas.ts';
export {
	createPerson,
	endGrant,
	endTraining,
	giveGrant,
	giveTraining,
	listPeople,
	listPersonDevices,
	makeLink,
	renamePerson,
	revokePersonDevice
} from './lead-people.ts';
export { decideQuarantine, listQuarantine } from './quarantine.ts';

/** What the audit tells of, by its `action`. */
const DEEDS = [
	'area.change',
	'area.create',
	'config.set',
	'contact.set',
	'details.set',
	'device.add',
	'device.rename',
	'device.revoke',
	'fact.dismiss',
	'fact.release',
	'grant.end',
	'grant.give',
	'machine.confirm',
	'machine.enrol',
	'machine.import',
	'machine.re-enrol',
	'machine.register',
	'machine.reject',
	'machine.revoke',
	'passkey.add',
	'passkey.delete',
	'passkey.rename',
	'passkey.suspect',
	'person.create',
	'person.demo',
	'person.link',
	'person.rename',
	'text.set',
	'training.end',
	'training.give'
] as const;
type Deed = (typeof DEEDS)[number];

/** Whether there are words for it: a later server may tell of more. */
export const isDeed = (action: string): action is Deed =>
	(DEEDS as readonly string[]).includes(action);

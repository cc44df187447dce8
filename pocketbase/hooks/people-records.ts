import { lockPassword } from './machines.ts';

/** The person of an address, in small letters; undefined where nobody has it. */
export const personWith = (tx: core.App, email: string): core.Record | undefined =>
	tx.findRecordsByFilter('people', 'email = {:email}', '', 1, 0, { email })[0];

/** The person of an address, made where there is none; a known one keeps their name. */
export function addPerson(
	tx: core.App,
	email: string,
	name: string
): { readonly person: core.Record; readonly isNew: boolean } {
	const known = personWith(tx, email);
	if (known) return { person: known, isNew: false };
	const person = new Record(tx.findCollectionByNameOrId('people'), { email, name });
	lockPassword(person);
	tx.save(person);
	return { person, isNew: true };
}

import {
	ContactQuery,
	DETAIL_NAMES,
	TEXT_NAMES,
	TextsChange,
	type Contact,
	type ContactReply,
	type DetailName,
	type Details,
	type PublicText,
	type TextName,
	type TextsReply
} from '#domain/shapes/texts.ts';
import { LANGUAGES, type Language } from '#domain/shapes/words.ts';
import { DEFAULT_TEXTS, EMERGENCY } from '#domain/texts/defaults.ts';
import { audit, byPerson, type Author } from './audit.ts';
import { forPeople } from './may.ts';
import { currentApp, execute, guarded, hash, inTransaction, rows } from './pocketbase.ts';
import { presetPolicy } from './policies.ts';
import { answerCached, bodyOf, parse, queryOf, refuse } from './request.ts';

/** Asked anew each time: what an operator changes is seen at once, and costs nothing unless it did. */
const CACHE_CONTROL = 'public, no-cache';

/** `GET /api/public/texts`: what the law asks to be visible, in every language. */
export const texts = guarded((e) => {
	const json = JSON.stringify(textsOf(currentApp()));
	answerCached(e, `W/"${hash(json).slice(0, 32)}"`, CACHE_CONTROL, () => json);
});

/** `GET /api/public/contact`: who is responsible for a machine. */
export const contact = guarded((e) => {
	const { machineId } = parse(ContactQuery, queryOf(e, ContactQuery));
	const app = currentApp();
	requireMachines(app, [machineId]);
	const own = contactOf(app, machineId);
	const reply: ContactReply = {
		machineId,
		contact: own ?? networkContact(app),
		isOwn: own !== null
	};
	const json = JSON.stringify(reply);
	answerCached(e, `W/"${hash(json).slice(0, 32)}"`, CACHE_CONTROL, () => json);
});

/** `PUT /api/operator/texts`: all of what is asked, or nothing. */
export const setTexts = forPeople('setTexts', (e, { personId }) => {
	const author = byPerson(personId, e);
	const change = parse(TextsChange, bodyOf(e));
	requireMachines(
		currentApp(),
		(change.contacts ?? []).map(({ machineId }) => machineId)
	);
	const reply = inTransaction((tx) => {
		setDetails(tx, author, change.details ?? {});
		for (const one of change.texts ?? []) setText(tx, author, one);
		for (const one of change.contacts ?? []) setContact(tx, author, one.machineId, one.contact);
		return textsOf(tx);
	});
	e.json(200, reply);
});

function textsOf(app: core.App): TextsReply {
	const set = rows(
		app,
		`SELECT "name", "language", "text", "updatedAt" FROM "texts"`,
		{},
		{ name: '', language: '', text: '', updatedAt: 0 }
	);
	const texts = TEXT_NAMES.flatMap((name) =>
		LANGUAGES.map((language): PublicText => {
			const own = set.find((row) => row.name === name && row.language === language);
			return {
				...{ name, language, text: own?.text ?? DEFAULT_TEXTS[language][name] },
				isDefault: own === undefined,
				updatedAt: own ? new Date(own.updatedAt).toISOString() : null
			};
		})
	);
	return { details: detailsOf(app), texts };
}

function detailsOf(app: core.App): Details {
	const set = rows(app, `SELECT "name", "value" FROM "details"`, {}, { name: '', value: '' });
	const values = new Map(set.map(({ name, value }) => [name, value]));
	const details = Object.fromEntries(
		DETAIL_NAMES.map((name) => [name, values.get(name) ?? presetOf(name)])
	);
	return details as Details;
}

/** What is known without an operator: whom one calls under the law that the network follows. */
const presetOf = (name: DetailName): string =>
	name === 'emergency' ? (EMERGENCY[presetPolicy().profile] ?? '') : '';

function setDetails(
	tx: core.App,
	author: Author,
	change: NonNullable<TextsChange['details']>
): void {
	const before = detailsOf(tx);
	const changed = DETAIL_NAMES.filter(
		(name) => change[name] !== undefined && change[name] !== before[name]
	);
	for (const name of changed) {
		execute(
			tx,
			`INSERT INTO "details" ("name", "value") VALUES ({:name}, {:value})
			ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value"`,
			{ name, value: change[name] }
		);
	}
	if (changed.length === 0) return;
	const told = (details: TextsChange['details']) =>
		Object.fromEntries(changed.map((name) => [name, details?.[name]]));
	audit(tx, author, {
		action: 'details.set',
		subject: 'network',
		after: { changed },
		// Some are a person's.
		personal: { before: told(before), after: told(change) }
	});
}

type OneText = {
	readonly name: TextName;
	readonly language: Language;
	readonly text: string | null;
};

function setText(tx: core.App, author: Author, { name, language, text }: OneText): void {
	const key = { name, language };
	const [before] = rows(
		tx,
		`SELECT "text" FROM "texts" WHERE "name" = {:name} AND "language" = {:language}`,
		key,
		{ text: '' }
	);
	if ((before?.text ?? null) === text) return;
	if (text === null) {
		execute(tx, `DELETE FROM "texts" WHERE "name" = {:name} AND "language" = {:language}`, key);
	} else {
		execute(
			tx,
			`INSERT INTO "texts" ("name", "language", "text", "updatedAt") VALUES ({:name}, {:language}, {:text}, {:now})
			ON CONFLICT ("name", "language") DO UPDATE SET "text" = excluded."text", "updatedAt" = excluded."updatedAt"`,
			{ ...key, text, now: Date.now() }
		);
	}
	const told = (value: string | null) => ({ ...key, text: value });
	audit(tx, author, {
		action: 'text.set',
		subject: 'network',
		before: told(before?.text ?? null),
		after: told(text)
	});
}

function setContact(
	tx: core.App,
	author: Author,
	machineId: number,
	contact: Contact | null
): void {
	const before = contactOf(tx, machineId);
	if (JSON.stringify(before) === JSON.stringify(contact)) return;
	if (contact === null) {
		execute(tx, `DELETE FROM "machineContacts" WHERE "machineId" = {:machineId}`, { machineId });
	} else {
		execute(
			tx,
			`INSERT INTO "machineContacts" ("machineId", "name", "email", "phone") VALUES ({:machineId}, {:name}, {:email}, {:phone})
			ON CONFLICT ("machineId") DO UPDATE SET "name" = excluded."name", "email" = excluded."email", "phone" = excluded."phone"`,
			{ machineId, ...contact }
		);
	}
	audit(tx, author, {
		action: 'contact.set',
		subject: `machine:${machineId}`,
		before: { isOwn: before !== null },
		after: { isOwn: contact !== null },
		personal: { before: before ?? {}, after: contact ?? {} }
	});
}

function contactOf(app: core.App, machineId: number): Contact | null {
	const found = rows(
		app,
		`SELECT "name", "email", "phone" FROM "machineContacts" WHERE "machineId" = {:machineId}`,
		{ machineId },
		{ name: '', email: '', phone: '' }
	)[0];
	return found ? { name: found.name, email: found.email, phone: found.phone } : null;
}

/** That of the network; null until there is a name and a way to reach it. */
function networkContact(app: core.App): ContactReply['contact'] {
	const { name, email, phone } = detailsOf(app);
	return name === '' || (email === '' && phone === '') ? null : { name, email, phone };
}

function requireMachines(app: core.App, machineIds: readonly number[]): void {
	const known = rows(
		app,
		`SELECT "machineId" FROM "machines" WHERE "machineId" IN (SELECT value FROM json_each({:ids}))`,
		{ ids: JSON.stringify(machineIds) },
		{ machineId: 0 }
	);
	if (known.length === new Set(machineIds).size) return;
	refuse(404, 'machineId', 'unknown_machine', 'There is no machine of this number.');
}

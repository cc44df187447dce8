import { AuditQuery, type AuditEntry, type AuditReply } from '#domain/shapes/access.ts';
import { command, numberOf, textOf, type Saying } from './console.ts';
import { namesOf } from './known-people.ts';
import { forPeople } from './may.ts';
import { currentApp, rows } from './pocketbase.ts';
import { parse, queryOf } from './request.ts';

type Wanted = { readonly subject?: string; readonly before?: number; readonly limit: number };

/** `GET /api/operator/audit`: who changed what, the newest first. */
export const readAudit = forPeople('readAudit', (e, { now }) => {
	const wanted = parse(AuditQuery, queryOf(e, AuditQuery));
	const reply: AuditReply = {
		...entriesOf(currentApp(), wanted),
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});

/** `audit`: the same at the command line. */
export const listAudit = command((app, call): Saying => {
	const subject = textOf(call.flag('subject'), 'subject', 80);
	const before = call.flag('before');
	const { entries, more } = entriesOf(app, {
		...(subject === '' ? {} : { subject }),
		...(before === '' ? {} : { before: numberOf(before, 'before', 1, Number.MAX_SAFE_INTEGER) }),
		limit: numberOf(call.flag('limit') || '50', 'limit', 1, 200)
	});
	const lines = entries.map(lineOf);
	const oldest = entries.at(-1)?.auditNo;
	if (more && oldest !== undefined) lines.push(`There are older ones: audit --before ${oldest}`);
	return { json: { entries, more }, text: lines.join('\n') || 'Nothing was changed yet.' };
});

function lineOf({ auditNo, at, actor, actorName, action, ...entry }: AuditEntry): string {
	const named = (id: string, name: string | null) => (name === null ? id : `${id} (${name})`);
	const change = [entry.before, entry.after]
		.map((side) => (side === null ? '-' : JSON.stringify(side)))
		.join(' -> ');
	return `${String(auditNo).padStart(6)}  ${at}  ${named(actor, actorName)}  ${action}  ${named(entry.subject, entry.subjectName)}  ${change}`;
}

function entriesOf(
	app: core.App,
	{ subject, before, limit }: Wanted
): Pick<AuditReply, 'entries' | 'more'> {
	const where = [
		...(subject === undefined ? [] : [`"subject" = {:subject}`]),
		...(before === undefined ? [] : [`"auditNo" < {:before}`])
	];
	const found = rows(
		app,
		`SELECT "auditNo", "at", "actor", "action", "subject", "before", "after", "requestId" FROM "audit"
			${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY "auditNo" DESC LIMIT {:most}`,
		{
			...(subject === undefined ? {} : { subject }),
			...(before === undefined ? {} : { before }),
			most: limit + 1
		},
		{
			...{ auditNo: 0, at: 0, actor: '', action: '', subject: '', before: '', after: '' },
			requestId: ''
		}
	);
	const shown = found.slice(0, limit);
	const names = namesIn(
		app,
		shown.flatMap((row) => [row.actor, row.subject])
	);
	const personal = personalOf(
		app,
		shown.map(({ auditNo }) => auditNo)
	);
	return {
		entries: shown.map(({ auditNo, at, actor, action, requestId, ...row }) => ({
			...{ auditNo, at: new Date(at).toISOString(), actor, actorName: names.get(actor) ?? null },
			...{ action, subject: row.subject, subjectName: names.get(row.subject) ?? null },
			...{ before: whole(row.before, personal.get(`${auditNo} before`)) },
			...{ after: whole(row.after, personal.get(`${auditNo} after`)) },
			requestId: requestId === '' ? null : requestId
		})),
		more: found.length > limit
	};
}

/** One side of a change, with what of it is of people as long as that is kept. */
function whole(text: string, personal: object | undefined): unknown {
	const value: unknown = text === '' ? null : JSON.parse(text);
	return personal === undefined ? value : { ...(value as object | null), ...personal };
}

/** By number and side, such as `7 before`. */
function personalOf(app: core.App, numbers: readonly number[]): Map<string, object> {
	const found = rows(
		app,
		`SELECT "auditNo", "side", "value" FROM "auditTexts"
			WHERE "auditNo" IN (SELECT value FROM json_each({:numbers}))`,
		{ numbers: JSON.stringify(numbers) },
		{ auditNo: 0, side: '', value: '' }
	);
	return new Map(
		found.map(({ auditNo, side, value }) => [`${auditNo} ${side}`, JSON.parse(value) as object])
	);
}

/** What people, machines and areas are called now, by actor or subject. */
function namesIn(app: core.App, all: readonly string[]): Map<string, string> {
	const idsOf = (prefix: string): string =>
		JSON.stringify(
			Array.from(new Set(all))
				.filter((one) => one.startsWith(prefix))
				.map((one) => one.slice(prefix.length))
		);
	const names = namesOf(app, all);
	rows(
		app,
		`SELECT 'machine:' || "machineId" AS "id", "name" FROM "machines"
			WHERE CAST("machineId" AS TEXT) IN (SELECT value FROM json_each({:machines}))
		UNION ALL SELECT 'area:' || "areaId", "name" FROM "areas"
			WHERE "areaId" IN (SELECT value FROM json_each({:areas}))`,
		{ machines: idsOf('machine:'), areas: idsOf('area:') },
		{ id: '', name: '' }
	).forEach(({ id, name }) => names.set(id, name));
	return names;
}

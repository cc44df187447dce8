import { scopeAt, type Grant, type Scope } from '#domain/access.ts';
import type { NotOffered } from '#domain/offering.ts';
import type { Range } from '#domain/ranges.ts';
import {
	lossTask,
	lotTask,
	MOVE_TAKES,
	moveTask,
	taskKey,
	type ReconcileTask
} from '#domain/reconcile.ts';
import type { TasksReply } from '#domain/shapes/people.ts';
import { machinesWithin, within } from './areas.ts';
import { CLAIM, CLAIM_ROW, claimOf } from './claims.ts';
import { idOf } from './facts/insert.ts';
import { MOVE, MOVE_COLUMNS } from './facts/write-states.ts';
import { ILLNESS } from './illness.ts';
import { NO_MACHINE } from './facts/store.ts';
import { forPeople } from './may.ts';
import { ALL, type Only } from './only.ts';
import { currentApp, rows } from './pocketbase.ts';
import { gapsOf, unseenAfter } from './seqs.ts';
import { stateOf } from './sync/feed.ts';

type OpenTask = TasksReply['tasks'][number];
type Where = Pick<OpenTask, 'machineName' | 'demo'>;

/** At most so many tasks in an answer, and so many of each kind are looked at. */
const MOST = 500;
/** Of those that are kept a page of the feed and a snapshot know more. */
const KEPT_AT_MOST = 5_000;
/** Each epoch that lacks facts costs a look at its seqs. */
const MOST_EPOCHS = 100;

/** `GET /api/volunteer/tasks`: where a person is needed, the oldest first, and whether there are more. */
export const tasks = forPeople('tasks', (e, { scope, grants, now }) => {
	const app = currentApp();
	const reach = reachOf(app, scope, grants, now);
	const found = placed(app, [
		...storedTasks(app, reach, MOST + 1),
		...reconcileTasks(app, now, reach).map((task) => told(app, task))
	]).sort((a, b) => order(a) - order(b));
	const reply: TasksReply = {
		tasks: claimed(app, found.slice(0, MOST), now),
		more: found.length > MOST,
		feed: stateOf(app).feedId,
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});

/** Tasks that are kept until somebody ends them, as far as somebody reaches. */
export function keptTasks(
	app: core.App,
	reach: Reach,
	now: number,
	only: Only = ALL
): TasksReply['tasks'] {
	return claimed(app, placed(app, storedTasks(app, reach, KEPT_AT_MOST, only)), now);
}

/** How far somebody with these grants reaches with tasks. */
export function reachOf(app: core.App, scope: Scope, grants: readonly Grant[], now: number): Reach {
	return {
		...{ all: within(machinesWithin(app, scope)), isAll: scope.reach === 'everywhere' },
		illness: within(machinesWithin(app, scopeAt('illness', grants, now)))
	};
}

/** With the names of their machines; what is about a machine that is shut out is left out. */
function placed(app: core.App, tasks: readonly Task[]): (Task & Where)[] {
	const machines = machinesOf(app);
	return tasks.flatMap((task) => {
		const machine = task.machineId === null ? DEVICE : machines.get(task.machineId);
		return machine ? [{ ...task, ...machine }] : [];
	});
}

function claimed(app: core.App, tasks: readonly (Task & Where)[], now: number): OpenTask[] {
	const claims = claimsOf(app, tasks, now);
	return tasks.map((task) => ({
		...task,
		...claims.get(`${task.machineId ?? 0} ${task.taskId}`)
	}));
}

/** What a person sees: machines in general, and those of which illness is told. */
export type Reach = {
	readonly all: ReturnType<typeof within>;
	readonly illness: ReturnType<typeof within>;
	/** Everywhere: also what is about no machine. */
	readonly isAll: boolean;
};

/** Who sees to which of these tasks, by machine and task. */
function claimsOf(app: core.App, tasks: readonly Task[], now: number) {
	const subjects = JSON.stringify(tasks.map(({ taskId }) => `task:${taskId}`));
	const found = rows(
		app,
		`SELECT c."machineId", c."subject", ${CLAIM} FROM "claims" c LEFT JOIN "people" p ON p."id" = c."personId"
			WHERE c."subject" IN (SELECT value FROM json_each({:subjects})) AND c."personId" <> '' AND c."until" > {:now}`,
		{ subjects, now },
		{ machineId: 0, subject: '', ...CLAIM_ROW }
	);
	return new Map(
		found.map(({ machineId, subject, ...claim }) => [
			`${machineId} ${subject.slice('task:'.length)}`,
			{ ...claimOf(claim), ...(claim.snoozedUntil > now ? { snoozed: true as const } : {}) }
		])
	);
}

const order = ({ since }: Task): number => (since === null ? 0 : Date.parse(since));

/** In the place of a machine's name, where something is about a person's device. */
const DEVICE: Where = { machineName: null, demo: false };

function machinesOf(app: core.App): Map<number, Where> {
	const machines = rows(
		app,
		`SELECT "machineId", "name", "demo" FROM "machines" WHERE "status" <> 'revoked'`,
		{},
		{ machineId: 0, name: '', demo: false }
	);
	return new Map(
		machines.map(({ machineId, name, demo }) => [machineId, { machineName: name, demo }])
	);
}

type Task = Omit<OpenTask, keyof Where>;

/** Tasks that somebody has to end; that somebody fell ill is told to those in charge alone. */
function storedTasks(
	app: core.App,
	{ all, illness }: Reach,
	most: number,
	only: Only = ALL
): Task[] {
	return rows(
		app,
		`SELECT "taskId", "machineId", "kind", "lotId", "eventId", "createdAt" FROM "tasks"
			WHERE "closedAt" = 0 AND ${all.sql('"machineId"')}
				AND ("kind" <> '${ILLNESS}' OR ${illness.sql('"machineId"', 'illness')})
				AND ${only.sql('"taskId"')}
			ORDER BY "createdAt", "taskId" LIMIT {:most}`,
		{ most, ...all.bind, ...illness.bindAs('illness'), ...only.bind },
		{ taskId: '', machineId: 0, kind: '', lotId: '', eventId: '', createdAt: 0 }
	).map(({ taskId, machineId, kind, lotId, eventId, createdAt }) => ({
		taskId,
		machineId,
		kind,
		since: new Date(createdAt).toISOString(),
		...(lotId === '' ? {} : { lotId }),
		...(eventId === '' ? {} : { eventId })
	}));
}

/** Where accounts differ now: the tables give the few that may, the domain decides [M11]. */
function reconcileTasks(app: core.App, at: number, reach: Reach): ReconcileTask[] {
	return [...lotTasks(app, reach), ...moveTasks(app, at, reach), ...lossTasks(app, reach)];
}

function lotTasks(app: core.App, { all }: Reach): ReconcileTask[] {
	return rows(
		app,
		`SELECT "machineId", "lotId", "portions", "closed", "described", "why" FROM "lots"
			WHERE ("portions" < 0 OR "described" = 0 OR "why" <> '') AND ${all.sql('"machineId"')}
			ORDER BY "machineId", "lotId" LIMIT {:most}`,
		{ most: MOST + 1, ...all.bind },
		{ machineId: 0, lotId: '', portions: 0, closed: 0, described: 0, why: '' }
	).flatMap(({ closed, described, why, ...lot }) => {
		const reason = why === '' ? null : (why as NotOffered);
		return (
			lotTask({ ...lot, closed: closed === 1, isDescribed: described === 1, why: reason }) ?? []
		);
	});
}

function moveTasks(app: core.App, at: number, { all }: Reach): ReconcileTask[] {
	// As `moveTask` says: who waits for food can look for it.
	const where = `CASE "toMachineId" WHEN 0 THEN "fromMachineId" ELSE "toMachineId" END`;
	return rows(
		app,
		`SELECT ${MOVE_COLUMNS.map((column) => `"${column}"`).join(', ')} FROM "moves"
			WHERE "outPortions" <> "inPortions" AND "since" <= {:before} AND ${all.sql(where)} ORDER BY "since", "moveId", "lotId" LIMIT {:most}`,
		{ before: at - MOVE_TAKES, most: MOST + 1, ...all.bind },
		MOVE
	).flatMap((move) => moveTask(move, at) ?? []);
}

function lossTasks(app: core.App, { all, isAll }: Reach): ReconcileTask[] {
	const isSeen = isAll
		? '1 = 1'
		: `e."origin" LIKE 'm%' AND ${all.sql('CAST(SUBSTR(e."origin", 2) AS BIGINT)')}`;
	return rows(
		app,
		`SELECT e."origin", e."epoch", e."epochNo", e."closedAt", e."reportedUnsent" FROM "epochs" e
			WHERE e."closedAt" > 0 AND e."throughSeq" < e."highestSeq" AND ${isSeen}
		UNION SELECT e."origin", e."epoch", e."epochNo", e."closedAt", e."reportedUnsent"
			FROM "gaps" g JOIN "epochs" e ON e."origin" = g."origin" AND e."epochNo" = g."epochNo" WHERE ${isSeen}
		ORDER BY 4, 1, 3 LIMIT {:most}`,
		{ most: MOST_EPOCHS, ...(isAll ? {} : all.bind) },
		{ origin: '', epoch: '', epochNo: 0, closedAt: 0, reportedUnsent: 0 }
	).flatMap(({ origin, epoch, epochNo, closedAt, reportedUnsent }) => {
		const loss = {
			machineId: origin.startsWith('m') ? Number(origin.slice(1)) : NO_MACHINE,
			epoch,
			isClosed: closedAt > 0,
			missing: unseenOf(app, origin, epochNo),
			gaps: gapsOf(app, origin, epochNo),
			reportedUnsent: reportedUnsent < 0 ? null : reportedUnsent
		};
		return lossTask(loss) ?? [];
	});
}

const RUNS = 1_000;

function unseenOf(app: core.App, origin: string, epochNo: number): Range[] {
	const unseen: Range[] = [];
	for (;;) {
		const page = unseenAfter(app, origin, epochNo, unseen.at(-1)?.last ?? 0, RUNS);
		unseen.push(...page);
		if (page.length < RUNS) return unseen;
	}
}

const known = (machineId: number): number | null => (machineId === 0 ? null : machineId);

/** A derived task as it is told; its id is the same as long as it is the same difference. */
function told(app: core.App, task: ReconcileTask): Task {
	const { kind } = task;
	const machineId = known(task.machineId);
	const head = { taskId: idOf(taskKey(task)), machineId, kind, since: null };
	switch (task.kind) {
		case 'move_open':
			return {
				...head,
				since: new Date(task.since).toISOString(),
				lotId: task.lotId,
				move: {
					moveId: task.moveId,
					fromMachineId: known(task.fromMachineId),
					toMachineId: known(task.toMachineId),
					outPortions: task.outPortions,
					inPortions: task.inPortions
				}
			};
		case 'facts_lost': {
			const { epoch, lost, count, reportedUnsent } = task;
			const device = machineId === null ? deviceOf(app, epoch) : null;
			return {
				...head,
				...(device ? { device } : {}),
				lost: { epoch, seqs: [...lost], count, reportedUnsent }
			};
		}
		default:
			return { ...head, lotId: task.lotId, portions: task.portions };
	}
}

/** The person's device that wrote in an epoch. */
function deviceOf(app: core.App, epoch: string): OpenTask['device'] {
	return rows(
		app,
		`SELECT d."id" AS "deviceId", d."name", COALESCE(p."name", '') AS "personName"
		FROM "epochs" e JOIN "devices" d ON e."origin" = 'd' || d."id" LEFT JOIN "people" p ON p."id" = d."personId"
		WHERE e."epoch" = {:epoch}`,
		{ epoch },
		{ deviceId: '', name: '', personName: '' }
	).map(({ deviceId, name, personName }) => ({ deviceId, name, personName }))[0];
}

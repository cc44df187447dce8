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
import { callerOf } from './caller.ts';
import { judgeAgainOnce } from './facts/again.ts';
import { idOf } from './facts/insert.ts';
import { MOVE, MOVE_COLUMNS } from './facts/write-states.ts';
import { ILLNESS } from './illness.ts';
import { isInCharge } from './operators.ts';
import { currentApp, guarded, rows } from './pocketbase.ts';
import { gapsOf, unseenAfter } from './seqs.ts';

type OpenTask = TasksReply['tasks'][number];
type Where = Pick<OpenTask, 'machineName' | 'demo'>;

/** At most so many tasks in an answer, and so many of each kind are looked at. */
const MOST = 500;
/** Each epoch that lacks facts costs a look at its seqs. */
const MOST_EPOCHS = 100;

/** `GET /api/volunteer/tasks`: where a person is needed, the oldest first, and whether there are more. */
export const tasks = guarded((e) => {
	const caller = callerOf(e);
	judgeAgainOnce();
	const app = currentApp();
	const now = Date.now();
	const machines = machinesOf(app);
	const open = [...storedTasks(app, isInCharge(caller)), ...reconcileTasks(app, now).map(told)];
	const found = open
		.flatMap((task) => {
			const machine = machines.get(task.machineId);
			return machine ? [{ ...task, ...machine }] : [];
		})
		.sort((a, b) => order(a) - order(b));
	const reply: TasksReply = {
		tasks: found.slice(0, MOST),
		more: found.length > MOST,
		serverTime: new Date(now).toISOString()
	};
	e.json(200, reply);
});

const order = ({ since }: OpenTask): number => (since === null ? 0 : Date.parse(since));

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
function storedTasks(app: core.App, inCharge: boolean): Task[] {
	return rows(
		app,
		`SELECT "taskId", "machineId", "kind", "lotId", "eventId", "createdAt" FROM "tasks"
			WHERE "closedAt" = 0 AND "kind" <> {:hidden} ORDER BY "createdAt", "taskId" LIMIT {:most}`,
		{ most: MOST + 1, hidden: inCharge ? '' : ILLNESS },
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
export function reconcileTasks(app: core.App, at: number): ReconcileTask[] {
	return [...lotTasks(app), ...moveTasks(app, at), ...lossTasks(app)];
}

function lotTasks(app: core.App): ReconcileTask[] {
	return rows(
		app,
		`SELECT "machineId", "lotId", "portions", "closed", "described", "why" FROM "lots"
			WHERE "portions" < 0 OR "described" = 0 OR "why" <> '' ORDER BY "machineId", "lotId" LIMIT {:most}`,
		{ most: MOST + 1 },
		{ machineId: 0, lotId: '', portions: 0, closed: 0, described: 0, why: '' }
	).flatMap(({ closed, described, why, ...lot }) => {
		const reason = why === '' ? null : (why as NotOffered);
		return (
			lotTask({ ...lot, closed: closed === 1, isDescribed: described === 1, why: reason }) ?? []
		);
	});
}

function moveTasks(app: core.App, at: number): ReconcileTask[] {
	return rows(
		app,
		`SELECT ${MOVE_COLUMNS.map((column) => `"${column}"`).join(', ')} FROM "moves"
			WHERE "outPortions" <> "inPortions" AND "since" <= {:before} ORDER BY "since", "moveId", "lotId" LIMIT {:most}`,
		{ before: at - MOVE_TAKES, most: MOST + 1 },
		MOVE
	).flatMap((move) => moveTask(move, at) ?? []);
}

function lossTasks(app: core.App): ReconcileTask[] {
	return rows(
		app,
		`SELECT "origin", "epoch", "epochNo", "closedAt", "reportedUnsent" FROM "epochs"
			WHERE "closedAt" > 0 AND "throughSeq" < "highestSeq"
		UNION SELECT e."origin", e."epoch", e."epochNo", e."closedAt", e."reportedUnsent"
			FROM "gaps" g JOIN "epochs" e ON e."origin" = g."origin" AND e."epochNo" = g."epochNo"
		ORDER BY 4, 1, 3 LIMIT {:most}`,
		{ most: MOST_EPOCHS },
		{ origin: '', epoch: '', epochNo: 0, closedAt: 0, reportedUnsent: 0 }
	).flatMap(({ origin, epoch, epochNo, closedAt, reportedUnsent }) => {
		const loss = {
			machineId: Number(origin.slice(1)),
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
function told(task: ReconcileTask): Task {
	const { kind, machineId } = task;
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
			return { ...head, lost: { epoch, seqs: [...lost], count, reportedUnsent } };
		}
		default:
			return { ...head, lotId: task.lotId, portions: task.portions };
	}
}

import type { Clock } from "#kernel/clock.ts";
import { plus } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { OfficerTask, type TaskId } from "#kernel/task.ts";
import { changeOfTheDay } from "#ports/audit/day-change.ts";
import { jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Key, Records, Row } from "#ports/records/records.ts";
import type { Tasks } from "./tasks.ts";

const taskKey = (taskId: TaskId): Key => ({ pk: `TASK#${taskId}`, sk: "TASK" });
const StoredTask = OfficerTask.loose();

/** Officers' tasks over records, the same on every host. A decided task is kept as long as policy keeps evidence. */
export const tasksIn = ({
  records,
  clock,
  keepSeconds,
  pause = jitteredPause,
}: {
  records: Records;
  clock: Clock;
  keepSeconds: number;
  pause?: Pause;
}): Tasks => {
  const change = changeOfTheDay({ records, clock, pause });

  const rowOf = (task: OfficerTask): Omit<Row, "version"> => {
    const { taskId, openedAt, decision } = task;
    const [state, at] = decision === undefined ? ["open", openedAt] : ["decided", decision.at];
    return {
      ...taskKey(taskId),
      body: JSON.parse(JSON.stringify(task)) as JsonObject,
      indexes: { state: { pk: `TASKS#${state}`, sk: `${at}#${taskId}` } },
      ...(decision && { expiresAt: plus(decision.at, keepSeconds) }),
    };
  };

  return {
    open: (task) =>
      change(taskKey(task.taskId), (row) => {
        if (row !== undefined) return { outcome: false, audit: [] };
        const { taskId, kind, reaction, recipient, subjectRef, urgent, openedAt } = task;
        const facts = {
          ...{ taskId, kind, urgent },
          ...(reaction !== undefined && { reaction }),
          ...(recipient && { requestId: recipient.requestId, recipient: recipient.recipient, verb: recipient.verb }),
          ...(subjectRef && { subjectRef }),
        };
        return {
          outcome: true,
          put: rowOf(task),
          audit: [{ event: "task-opened", at: openedAt, actor: "system", facts }],
        };
      }),

    find: async (taskId) => {
      const [row] = await records.get([taskKey(taskId)]);
      return row && StoredTask.parse(row.body);
    },

    list: async (state, range = {}) => {
      const page = await records.index("state", `TASKS#${state}`, { ...range, descending: state === "decided" });
      return { ...page, items: page.items.map((row) => StoredTask.parse(row.body)) };
    },

    decide: (taskId, { outcome, by, reference }) =>
      change(taskKey(taskId), (row) => {
        if (row === undefined) return { outcome: undefined, audit: [] };
        const task = StoredTask.parse(row.body);
        if (task.decision !== undefined) return { outcome: "already-decided" as const, audit: [] };
        const at = clock.now();
        return {
          outcome: "decided" as const,
          put: rowOf({ ...task, decision: { outcome, by, at, ...(reference !== undefined && { reference }) } }),
          audit: [
            {
              event: "task-decided",
              at,
              actor: by,
              facts: { taskId, outcome, ...(reference !== undefined && { reference }) },
            },
          ],
        };
      }),
  };
};

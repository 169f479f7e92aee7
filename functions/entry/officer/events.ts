import type * as z from "zod";
import { askRecipient, type OfficerTask, proposals, TaskId } from "#kernel/task.ts";
import { BrokenCursor } from "#ports/records/records.ts";
import { putBack } from "#requests/quarantine.ts";
import { decideTask } from "#requests/tasks.ts";
import { json } from "../api/answer.ts";
import { malformedQuery } from "../api/input.ts";
import { Problem } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import {
  DecideTask,
  PageQuery,
  QuarantineItem,
  QuarantineList,
  QuarantineParams,
  StreamView,
  TaskList,
  TaskParams,
  TaskPerson,
  TaskQuery,
  TaskView,
} from "./event-model.ts";
import { Nothing, Reveal } from "./model.ts";
import type { OfficerOptions } from "./read.ts";
import { forOfficers } from "./route.ts";

const usualPage = 25;

/** What Auth0's events ask of officers: tasks, what was put aside, and whether the streams are alive. */
export const officerEvents = ({ ports }: OfficerOptions): Route[] => {
  const route = forOfficers(ports);
  const mayRead = { permissions: ["requests:read"], decides: false } as const;
  const mayDecide = { permissions: ["requests:decide"], decides: true } as const;
  const inBody = ["malformed-body", "body-too-large", "unsupported-media-type", "invalid-body"] as const;

  const taskAt = async (id: string | undefined) => {
    const taskId = TaskId.safeParse(id);
    const task = taskId.success ? await ports.tasks.find(taskId.data) : undefined;
    if (task === undefined) throw new Problem("not-found", { detail: "There is no such task." });
    return task;
  };
  const refuseOwn = (subjectRef: string | undefined, officer: string): void => {
    if (subjectRef !== undefined && officer === `officer:${subjectRef}`) throw new Problem("own-request");
  };

  return [
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/tasks",
        operationId: "listTasks",
        summary: "List what Auth0's events ask officers to look at",
        query: TaskQuery,
        answer: { status: 200, description: "A page of them.", type: "application/json", schema: TaskList },
        problems: ["malformed-query"],
      },
      async ({ query: { state = "open", limit = usualPage, cursor } }) => {
        const page = await ports.tasks.list(state, { limit, cursor }).catch(refuseBrokenCursor);
        return json(200, { tasks: page.items.map(viewOf), ...(page.cursor !== undefined && { cursor: page.cursor }) });
      },
    ),
    route(
      {
        ...mayDecide,
        method: "POST",
        path: "/officer/tasks/{taskId}/decision",
        operationId: "decideTask",
        summary: "Say that a task is done, or that there is nothing to do",
        description: "The first decision counts. A person who is known here only by this task is forgotten again.",
        params: TaskParams,
        body: DecideTask,
        answer: { status: 200, description: "Decided.", type: "application/json", schema: TaskView },
        problems: [...inBody, "not-found", "own-request", "not-now"],
      },
      async ({ event, officer, body }) => {
        const task = await taskAt(event.pathParameters?.taskId);
        refuseOwn(task.subjectRef, officer);
        if (task.kind === askRecipient) {
          throw new Problem("not-now", { detail: "Record the recipient's answer at its request: that ends the task." });
        }
        const outcome = await decideTask(ports)(task.taskId, { ...body, by: officer });
        if (outcome === "already-decided") throw new Problem("not-now", { detail: "Somebody has decided it already." });
        return json(200, viewOf((await ports.tasks.find(task.taskId)) ?? task));
      },
    ),
    route(
      {
        permissions: ["subjects:reveal"],
        decides: true,
        method: "POST",
        path: "/officer/tasks/{taskId}/reveal",
        operationId: "revealTaskPerson",
        summary: "See who a task is about",
        description: "Goes on record, with your reason, before it is answered.",
        params: TaskParams,
        body: Reveal,
        answer: { status: 200, description: "The person.", type: "application/json", schema: TaskPerson },
        problems: [...inBody, "not-found", "own-request", "nothing-left"],
      },
      async ({ event, officer, body: { because } }) => {
        const { taskId, subjectRef } = await taskAt(event.pathParameters?.taskId);
        if (subjectRef === undefined) throw new Problem("nothing-left");
        refuseOwn(subjectRef, officer);
        const facts = { taskId, because };
        await ports.events.note([{ event: "person-revealed", at: ports.clock.now(), actor: officer, facts }]);
        const userId = await ports.subjects.userIdOf(subjectRef);
        if (userId === undefined) throw new Problem("nothing-left");
        return json(200, { userId });
      },
    ),
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/log-stream",
        operationId: "readLogStream",
        summary: "See whether Auth0's events arrive",
        answer: {
          status: 200,
          description: "How the doors for events do.",
          type: "application/json",
          schema: StreamView,
        },
        problems: [],
      },
      async () => {
        const { lastDeliveryAt, checkedAt, fetched = 0, silentSince, because } = await ports.events.stream();
        return json(200, { lastDeliveryAt, checkedAt, fetched, silentSince, because });
      },
    ),
    route(
      {
        ...mayRead,
        method: "GET",
        path: "/officer/quarantine",
        operationId: "listQuarantine",
        summary: "List events that were put aside, and why",
        description: "They are kept for 14 days, sealed: nobody sees what they say.",
        query: PageQuery,
        answer: { status: 200, description: "A page of them.", type: "application/json", schema: QuarantineList },
        problems: ["malformed-query"],
      },
      async ({ query: { limit = usualPage, cursor } }) => {
        const page = await ports.events.quarantined({ limit, cursor }).catch(refuseBrokenCursor);
        const items = page.items.map(({ sealed: _, whole, ...item }) => ({ ...item, canBePutBack: whole }));
        return json(200, { items, ...(page.cursor !== undefined && { cursor: page.cursor }) });
      },
    ),
    route(
      {
        ...mayDecide,
        method: "POST",
        path: "/officer/quarantine/{id}/put-back",
        operationId: "putBackEvent",
        summary: "Have an event that was put aside handled again",
        params: QuarantineParams,
        body: Nothing,
        answer: {
          status: 202,
          description: "It is in the queue again.",
          type: "application/json",
          schema: QuarantineItem,
        },
        problems: [...inBody, "not-found", "not-now"],
      },
      async ({ event, officer }) => {
        const { id } = QuarantineParams.safeParse(event.pathParameters).data ?? { id: "" };
        const item = id === "" ? undefined : await ports.events.findQuarantined(id);
        const outcome = item && (await putBack(ports)(id, officer));
        if (item === undefined || outcome === undefined) {
          throw new Problem("not-found", { detail: "There is no such thing in quarantine." });
        }
        if (outcome !== "put-back") {
          const detail =
            outcome === "not-whole"
              ? "It was too large to be kept whole. The next look at the tenant's log fetches it, if it is an event."
              : "It is no event that can be read, however often it comes.";
          throw new Problem("not-now", { detail });
        }
        const { sealed: _, whole, ...shown } = item;
        return json(202, { ...shown, canBePutBack: whole });
      },
    ),
  ];
};

/** A task with what it proposes. What it shows is what its schema names. */
const viewOf = (task: OfficerTask): z.infer<typeof TaskView> =>
  TaskView.parse({ ...task, proposes: proposals[task.kind] });

const refuseBrokenCursor = (error: unknown): never => {
  throw error instanceof BrokenCursor ? malformedQuery("The cursor is not one of this list.") : error;
};

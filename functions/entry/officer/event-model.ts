import * as z from "zod";
import { Instant } from "#kernel/instant.ts";
import { OfficerTask, Proposal, TaskDecision, TaskId } from "#kernel/task.ts";
import { PageLimit, Reference } from "./model.ts";

export const TaskParams = z.object({ taskId: TaskId });
export const TaskView = OfficerTask.extend({
  proposes: z
    .array(Proposal)
    .meta({ description: "What to do about it, in this order. Nothing of it happens by itself." }),
}).meta({ id: "Task" });
export const TaskList = z.object({ tasks: z.array(TaskView), cursor: z.string().optional() }).meta({ id: "TaskList" });
export const TaskQuery = z.strictObject({
  state: z.enum(["open", "decided"]).optional().meta({ description: "Open ones unless told." }),
  limit: PageLimit,
  cursor: z.string().min(1).max(2048).optional(),
});
export const DecideTask = z.strictObject({
  outcome: TaskDecision,
  reference: Reference.optional().meta({ description: "Where it is written down: a file number, never a name." }),
});
export const TaskPerson = z.object({ userId: z.string() }).meta({ id: "TaskPerson" });

export const QuarantineParams = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/) });
export const QuarantineItem = z
  .object({
    id: z.string(),
    reason: z.string(),
    at: Instant,
    bytes: z.int(),
    digest: z.string().meta({ description: "SHA-256 of what came." }),
    canBePutBack: z.boolean().meta({ description: "False where it was too large to be kept whole." }),
  })
  .meta({ id: "Quarantined" });
export const QuarantineList = z
  .object({ items: z.array(QuarantineItem), cursor: z.string().optional() })
  .meta({ id: "QuarantineList" });
export const PageQuery = z.strictObject({ limit: PageLimit, cursor: z.string().min(1).max(2048).optional() });
export const StreamView = z
  .object({
    lastDeliveryAt: Instant.optional().meta({ description: "When a log stream last brought something." }),
    checkedAt: Instant.optional().meta({ description: "When what was seen was last compared with the tenant's log." }),
    fetched: z.int().meta({ description: "How many records no stream had brought, and that were fetched." }),
    silentSince: Instant.optional(),
    because: z.enum(["silent", "paused"]).optional(),
  })
  .meta({ id: "LogStream" });

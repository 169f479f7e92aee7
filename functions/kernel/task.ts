import * as z from "zod";
import { SubjectRef } from "./ids.ts";
import { Instant } from "./instant.ts";
import { TaskKind } from "./reaction.ts";

export const TaskId = z
  .string()
  .regex(/^task_[0-9a-f]{32}$/, "is not a task's id")
  .brand<"TaskId">();
export type TaskId = z.infer<typeof TaskId>;

/** What an officer may say of a task. `nothing-to-do`: looked at, and no more is needed. */
export const TaskDecision = z.enum(["done", "nothing-to-do"]);
export type TaskDecision = z.infer<typeof TaskDecision>;

/** Something that an Auth0 event asks an officer to look at. Ids, states and times only; who it is about is sealed under the person's key. */
export const OfficerTask = z.object({
  taskId: TaskId,
  kind: TaskKind,
  /** The reaction that opened it, by its name in policy.yaml. */
  reaction: z.string(),
  /** Absent where the event names nobody. */
  subjectRef: SubjectRef.optional(),
  /** True when the person became known here only by this event: once decided, they are forgotten again. */
  onlyForThis: z.boolean().optional(),
  urgent: z.boolean(),
  openedAt: Instant,
  decision: z
    .object({ outcome: TaskDecision, by: z.string(), at: Instant, reference: z.string().optional() })
    .optional(),
});
export type OfficerTask = z.infer<typeof OfficerTask>;

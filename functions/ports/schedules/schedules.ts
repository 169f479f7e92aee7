import * as z from "zod";
import { RequestId, SubjectRef } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import { RecipientTaskId } from "#kernel/recipient.ts";

/** What `entry/schedule` can be woken for. */
export const ScheduledTask = z.discriminatedUnion("task", [
  z.object({ task: z.literal("sweep") }),
  z.object({ task: z.literal("make-checkpoint") }),
  z.object({ task: z.literal("let-evidence-go") }),
  z.object({ task: z.literal("warn-of-deadlines") }),
  z.object({ task: z.literal("check-log-gap") }),
  /** A reaction whose time to wait is over. Of the event it keeps what an answer may still depend on; nobody is named in it. */
  z.object({
    task: z.literal("react"),
    reaction: z.string(),
    key: z.string(),
    logId: z.string(),
    subjectRef: SubjectRef.optional(),
    at: Instant.optional(),
  }),
  /** What is in force and rests in the table: its next attempt looks what becomes of it. */
  z.object({ task: z.literal("look-again"), requestId: RequestId }),
  /** Auth0's own blocks, to be cleared at once by whoever may change accounts. */
  z.object({ task: z.literal("clear-brute-force"), subjectRef: SubjectRef }),
  z.object({ task: z.literal("release-address"), name: z.string(), sealed: z.string() }),
  z.object({ task: z.literal("send-access-link"), name: z.string(), sealed: z.string() }),
  /** A recipient may still owe its answer; `over`: its time has come. */
  z.object({ task: z.literal("remind-of-recipient"), taskId: RecipientTaskId, over: z.boolean() }),
  z.object({
    task: z.literal("review-hold"),
    subjectRef: SubjectRef,
    holdId: z.string(),
    requestId: RequestId.optional(),
  }),
]);
export type ScheduledTask = z.infer<typeof ScheduledTask>;

/** Wakes `entry/schedule` once, at or shortly after a moment; at least once. On AWS: EventBridge Scheduler; on one machine: a table. */
export interface Schedules {
  /** The same name again replaces what was planned under it. Names: 1 to 64 of A-Z a-z 0-9 . _ - */
  once(name: string, at: Instant, task: ScheduledTask): Promise<void>;
  /** Twice is the same as once. */
  cancel(name: string): Promise<void>;
}

import * as z from "zod";
import { RequestId, SubjectRef } from "./ids.ts";
import { Instant } from "./instant.ts";
import { TaskKind } from "./reaction.ts";
import { RecipientName, type RecipientTaskId, Verb } from "./recipient.ts";

export const TaskId = z
  .string()
  .regex(/^task_[0-9a-f]{32}$/, "is not a task's id")
  .brand<"TaskId">();
export type TaskId = z.infer<typeof TaskId>;

/** What an officer may say of a task. `nothing-to-do`: looked at, and no more is needed. */
export const TaskDecision = z.enum(["done", "nothing-to-do"]);
export type TaskDecision = z.infer<typeof TaskDecision>;

/** A question to a recipient that an officer sees to: by letter, by telephone, by going to the cellar. */
export const askRecipient = "ask-recipient";

/** Something that an officer is asked to look at, or to see to: by an Auth0 event, or for a request. Ids, states and times only; who it is about is sealed under the person's key. */
export const OfficerTask = z.object({
  taskId: TaskId,
  kind: z.enum([...TaskKind.options, askRecipient]),
  /** The reaction that opened it, by its name in policy.yaml; absent where a request did. */
  reaction: z.string().optional(),
  /** Whom to ask for what, of a task of the kind `ask-recipient`. It is decided by recording the recipient's answer. */
  recipient: z
    .object({
      requestId: RequestId,
      verb: Verb,
      recipient: RecipientName,
      holds: z.array(z.string()),
      answerBy: Instant,
    })
    .optional(),
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

/** The officer's task that goes with a question to a recipient. */
export const taskOf = (id: RecipientTaskId): TaskId => TaskId.parse(id.replace(/^rt_/, "task_"));

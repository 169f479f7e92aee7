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
  urgent: z.boolean(),
  openedAt: Instant,
  decision: z
    .object({ outcome: TaskDecision, by: z.string(), at: Instant, reference: z.string().optional() })
    .optional(),
});
export type OfficerTask = z.infer<typeof OfficerTask>;

/** The officer's task that goes with a question to a recipient. */
export const taskOf = (id: RecipientTaskId): TaskId => TaskId.parse(id.replace(/^rt_/, "task_"));

/** What an officer is proposed to do, in the order of doing it. Pages say it in the officer's words; nothing of it is done by itself. */
export const Proposal = z.enum([
  "ask-the-person",
  "ask-the-recipient",
  "block-the-account",
  "clear-the-brute-force-block",
  "close-what-is-open",
  "delete-again",
  "find-out-who-did-it",
  "have-recipients-erase",
  "mend-the-action",
  "see-that-the-block-stands",
  "see-whether-it-was-linked",
  "see-whether-the-password-was-changed",
]);
export type Proposal = z.infer<typeof Proposal>;

export const proposals: Record<OfficerTask["kind"], readonly Proposal[]> = {
  "breached-password": ["see-whether-the-password-was-changed", "ask-the-person", "block-the-account"],
  "brute-force": ["see-whether-the-password-was-changed", "clear-the-brute-force-block"],
  "risky-login": ["ask-the-person", "block-the-account"],
  // linking two accounts ends one of them as well, and nobody is gone then
  "deleted-elsewhere": [
    "see-whether-it-was-linked",
    "find-out-who-did-it",
    "have-recipients-erase",
    "close-what-is-open",
  ],
  "deletion-failed": ["find-out-who-did-it", "delete-again"],
  "action-failed": ["mend-the-action"],
  [askRecipient]: ["ask-the-recipient"],
  "block-lifted": ["see-that-the-block-stands", "find-out-who-did-it"],
};

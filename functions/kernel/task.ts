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
  urgent: z.boolean(),
  openedAt: Instant,
  decision: z
    .object({ outcome: TaskDecision, by: z.string(), at: Instant, reference: z.string().optional() })
    .optional(),
});
export type OfficerTask = z.infer<typeof OfficerTask>;

/** What an officer is proposed to do, in the order of doing it. Pages say it in the officer's words; nothing of it is done by itself. */
export const Proposal = z.enum([
  "ask-the-person",
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

export const proposals: Record<TaskKind, readonly Proposal[]> = {
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
  "block-lifted": ["see-that-the-block-stands", "find-out-who-did-it"],
};

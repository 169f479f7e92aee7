import { type Instant, secondsUntil } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { RecipientStatus, RecipientTask } from "#kernel/recipient.ts";
import { isEnd, type PrivacyRequest } from "#kernel/request.ts";
import { askRecipient as askRecipientKind, taskOf } from "#kernel/task.ts";
import type { Ports } from "#ports/ports.ts";
import { RecipientAway } from "#ports/recipients/recipients.ts";
import { requireRequest } from "../require.ts";
import { decideAnswer } from "./decide-answer.ts";
import type { AskingInput } from "./model.ts";
import { partBrought } from "./part.ts";
import { personFor } from "./person.ts";
import type { Question } from "./question.ts";
import { planReminders } from "./remind.ts";
import { decideAsked, decideAsking, decideTrouble, waitEnd } from "./rules.ts";

type Asking = Pick<Ports, "clock" | "requests" | "subjects" | "recipients" | "tasks" | "archive" | "schedules"> & {
  policy: Policy;
  publicUrl: string;
};

/** What the story is told: wait so long for the answer, or go on. */
export interface Asked {
  next: "wait" | "settled";
  status: RecipientStatus;
  waitSeconds: number;
}

/**
 * Asks one recipient: calls it, or opens an officer's task. Intent, call, record; what was asked is not asked again. Throws
 * `RecipientAway` while it cannot be reached, and the story tries again over days, until the recipient's time is over.
 */
export const askRecipient =
  (needs: Asking) =>
  async ({ requestId, until, ...question }: AskingInput): Promise<Asked> => {
    const { clock, requests } = needs;
    const asking = await requests.change(requestId, (facts) => decideAsking(facts, question, until, clock.now()));
    if (asking.next !== "ask") return asked(asking.task, asking.next, until, clock.now());
    const request = await requireRequest(requests, requestId);
    await planReminders(needs)(asking.task);
    const task =
      asking.task.kind === "manual"
        ? await askAnOfficer(needs, request, asking.task)
        : await call(needs, request, asking.task, question);
    return asked(task, isSettled(task) ? "settled" : "wait", until, clock.now());
  };

const isSettled = ({ status }: RecipientTask): boolean => status !== "asked" && status !== "unanswered";

const asked = (task: RecipientTask, next: Asked["next"], until: Instant | undefined, now: Instant): Asked => ({
  next,
  status: task.status,
  waitSeconds: Math.max(1, secondsUntil(now, waitEnd(task, until))),
});

const askAnOfficer = async (
  { clock, requests, tasks }: Pick<Ports, "clock" | "requests" | "tasks">,
  { requestId, subjectRef }: PrivacyRequest,
  { taskId, verb, recipient, holds, answerBy }: RecipientTask,
): Promise<RecipientTask> => {
  await tasks.open({
    taskId: taskOf(taskId),
    kind: askRecipientKind,
    recipient: { requestId, verb, recipient, holds, answerBy },
    subjectRef,
    urgent: false,
    openedAt: clock.now(),
  });
  return requests.change(requestId, (facts) => decideAsked(facts, { verb, recipient }, clock.now()));
};

const call = async (
  { clock, requests, subjects, recipients, tasks, archive, policy, publicUrl }: Asking,
  request: PrivacyRequest,
  task: RecipientTask,
  question: Question,
): Promise<RecipientTask> => {
  const { requestId } = request;
  const { recipient, verb, taskId, answerBy } = task;
  const settings = policy.recipients[recipient];
  const record = <T>(decide: Parameters<typeof requests.change<T>>[1]): Promise<T> =>
    requests.change(requestId, decide);
  const away = async (what: string): Promise<never> => {
    await record((facts) => decideTrouble(facts, question, what, clock.now()));
    throw new RecipientAway(what);
  };
  /** No machine gets any further with it: an officer sees to it, and what was in the way stays on record. */
  const handOver = async (what: string): Promise<RecipientTask> => {
    await askAnOfficer({ clock, requests, tasks }, request, task);
    await record((facts) => decideTrouble(facts, question, what, clock.now()));
    return { ...task, status: "asked" };
  };
  if (settings?.kind !== "http") return handOver("not-in-policy"); // it was taken out since

  const door = `${publicUrl}/recipients/${recipient}`;
  try {
    const reply = await recipients.ask({
      recipient,
      url: settings.url,
      taskId,
      verb,
      ...(await personFor(subjects, request)),
      answerBy,
      answerTo: `${door}/answers`,
      ...(verb === "export" && { uploads: `${door}/uploads` }),
    });
    if (reply.reply === "accepted") return record((facts) => decideAsked(facts, question, clock.now()));
    if (reply.reply === "rejected") return handOver(reply.what);
    const { answer, content, uploaded } = reply;
    // it may have asked for an address and uploaded its part while we waited
    const present = (await requests.recipientTask(taskId)) ?? task;
    // what comes for a request that is over goes into no package
    const part = isEnd(request.status) ? undefined : await partBrought(archive, present, { export: content, uploaded });
    if (part === "missing") return away("part-missing");
    await record((facts) => decideAnswer(facts, question, { answer, by: "recipient", part }, clock.now()));
    return (await requests.recipientTask(taskId)) ?? task;
  } catch (error) {
    if (error instanceof RecipientAway) return away(error.what);
    throw error;
  }
};

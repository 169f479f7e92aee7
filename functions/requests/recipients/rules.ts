import { type Instant, plus, reached } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { isAnswered, RecipientName, type RecipientTask, type RecipientTaskId, type Verb } from "#kernel/recipient.ts";
import { isEnd } from "#kernel/request.ts";
import { restrictionOf } from "#kernel/restriction.ts";
import { isRestricted } from "#kernel/subject.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { assertAllowed } from "../effect.ts";
import { type Question, recipientWait, requiredTask } from "./question.ts";

/** Everybody whom policy names is on the list; who stands on it already stays as they are. Answers with those who have not answered. */
export const decideListing = (
  { request: { requestId }, recipients }: Facts,
  verb: Verb,
  policy: Policy,
  newId: () => RecipientTaskId,
  now: Instant,
): Decision<RecipientName[]> => {
  const known = recipients.filter((task) => task.verb === verb);
  const added = Object.entries(policy.recipients).flatMap(([name, settings]): RecipientTask[] => {
    const recipient = RecipientName.parse(name);
    if (known.some((task) => task.recipient === recipient)) return [];
    const { kind, holds, purpose, region, contract, safeguard, needsAccount, answerWithin } = settings;
    return [
      {
        taskId: newId(),
        requestId,
        recipient,
        verb,
        kind,
        status: "listed",
        holds,
        purpose,
        region,
        ...(contract !== undefined && { contract }),
        ...(safeguard !== undefined && { safeguard }),
        needsAccount,
        listedAt: now,
        answerBy: plus(now, answerWithin),
        tries: 0,
      },
    ];
  });
  const names = [...known, ...added].filter((task) => !isAnswered(task)).map(({ recipient }) => recipient);
  if (added.length === 0) return { outcome: names, audit: [] };
  const facts = { verb, recipients: added.map(({ recipient }) => recipient) };
  return {
    outcome: names,
    recipients: added,
    audit: [{ event: "recipients-listed", at: now, actor: "system", facts }],
  };
};

/** What asking comes to: ask now, wait for the answer, or go on, because there is one or there will be none in time. */
export type Asking =
  | { next: "ask"; task: RecipientTask; again: boolean }
  | { next: "wait" | "settled"; task: RecipientTask };

/** When the story goes on without the answer. */
export const waitEnd = ({ answerBy }: RecipientTask, until: Instant | undefined): Instant => until ?? answerBy;

/**
 * The intent goes on record before anything is sent. Deleting at a recipient destroys as well: it needs the fence behind it and the
 * switch on. A request that was taken back or refused asks nobody any more, but to use the data again.
 */
export const decideAsking = (
  facts: Facts,
  question: Question,
  until: Instant | undefined,
  now: Instant,
): Decision<Asking> => {
  const task = requiredTask(facts, question);
  const settled: Decision<Asking> = { outcome: { next: "settled", task }, audit: [] };
  if (isAnswered(task)) return settled;
  const end = waitEnd(task, until);
  if (reached(end, now)) return settled;
  if (task.askedAt !== undefined) return { outcome: { next: "wait", task }, audit: [] };
  const { status } = facts.request;
  const isOff = isEnd(status) && status !== "fulfilled" && status !== "partly-fulfilled";
  if (isOff && question.verb !== "lift") return settled;
  if (isOvertaken(facts, question.verb)) return settled;
  if (question.verb === "erase") assertAllowed(facts);
  const again = task.tries > 0;
  const tried: RecipientTask = { ...task, tries: task.tries + 1 };
  return {
    outcome: { next: "ask", task: tried, again },
    recipients: [tried],
    audit: [
      {
        event: "recipient-asking-intended",
        at: now,
        actor: "system",
        facts: { ...question, task: task.taskId, ...(again && { tries: tried.tries }) },
      },
    ],
  };
};

/**
 * A restriction that is to be lifted asks nobody any more to begin with it; and nobody is told to use the data again of whom another
 * restriction stands by now: the later word would be the wrong one.
 */
const isOvertaken = ({ request, subjects }: Facts, verb: Verb): boolean => {
  if (verb === "restrict")
    return restrictionOf(request)?.state === "announced" || restrictionOf(request)?.state === "lifting";
  return verb === "lift" && subjects.some(isRestricted);
};

/** It has the question. */
export const decideAsked = (facts: Facts, question: Question, now: Instant): Decision<RecipientTask> => {
  const task = requiredTask(facts, question);
  if (task.askedAt !== undefined || isAnswered(task)) return { outcome: task, audit: [] };
  const { trouble: _, ...rest } = task;
  const asked: RecipientTask = { ...rest, status: task.status === "listed" ? "asked" : task.status, askedAt: now };
  return {
    outcome: asked,
    recipients: [asked],
    audit: [
      {
        event: "recipient-asked",
        at: now,
        actor: "system",
        facts: { ...question, task: task.taskId, answerBy: task.answerBy },
      },
    ],
  };
};

/** It could not be reached: what was in the way stays on record until it can. */
export const decideTrouble = (facts: Facts, question: Question, what: string, now: Instant): Decision<undefined> => {
  const task = requiredTask(facts, question);
  if (isAnswered(task)) return { outcome: undefined, audit: [] };
  return { outcome: undefined, recipients: [{ ...task, trouble: { at: now, what } }], audit: [] };
};

/** What a wait has come to: the answer, or that there was none in time. */
export const decideSettling = (
  facts: Facts,
  question: Question,
  { until, timeOver = false }: { until?: Instant | undefined; timeOver?: boolean | undefined },
  now: Instant,
): Decision<RecipientTask> => {
  const task = requiredTask(facts, question);
  const endedWaits = [recipientWait(question)];
  const isOver = timeOver || reached(waitEnd(task, until), now);
  if (isAnswered(task) || task.status === "unanswered" || !isOver) return { outcome: task, endedWaits, audit: [] };
  const unanswered: RecipientTask = { ...task, status: "unanswered" };
  return {
    outcome: unanswered,
    recipients: [unanswered],
    endedWaits,
    audit: [
      {
        event: "recipient-unanswered",
        at: now,
        actor: "system",
        facts: { ...question, task: task.taskId, tries: task.tries, reached: task.askedAt !== undefined },
      },
    ],
  };
};

import { digestOf } from "#kernel/canonical-json.ts";
import type { Instant } from "#kernel/instant.ts";
import { isAnswered, type Part, type RecipientAnswer, type RecipientTask } from "#kernel/recipient.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { answerWaits } from "../park.ts";
import { type Question, recipientWait, requiredTask } from "./question.ts";

/** recorded: it counts. already: the same was said before. different: something else was, and that stands. */
export type AnswerOutcome = "recorded" | "already" | "different";

/** An answer, and who gives it. */
export interface Answering {
  answer: RecipientAnswer;
  /** "recipient", or `officer:<reference>` with what it rests on. */
  by: string;
  reference?: string | undefined;
  part?: Part | undefined;
}

const contentOf = ({ status, counts, ground, law, because }: RecipientTask): string =>
  digestOf(JSON.parse(JSON.stringify({ status, counts, ground, law, because })));

/** The first answer counts, however late it is; the same again changes nothing, and another one is refused and on record. */
export const decideAnswer = (
  facts: Facts,
  question: Question,
  { answer: { answer, ...said }, by, reference, part }: Answering,
  now: Instant,
): Decision<AnswerOutcome> => {
  const task = requiredTask(facts, question);
  const late = task.status === "unanswered" || task.answerBy < now;
  const { trouble: _, announced: __, ...rest } = task;
  const answered: RecipientTask = {
    ...rest,
    ...said,
    status: answer,
    askedAt: task.askedAt ?? now,
    answeredAt: now,
    answeredBy: by,
    ...(reference !== undefined && { reference }),
    ...(part !== undefined && { part }),
    ...(late && { late }),
  };
  const { counts, ground, because } = answered;
  const entry = {
    ...question,
    task: task.taskId,
    answer,
    ...(ground !== undefined && { ground }),
    ...(because !== undefined && { because }),
    ...(late && { late }),
    ...(counts !== undefined && { counts: Object.entries(counts).map(([name, count]) => `${name} ${count}`) }),
    ...(part !== undefined && { bytes: part.bytes, sha256: part.sha256 }),
    ...(reference !== undefined && { reference }),
  };
  if (isAnswered(task)) {
    const isSame = contentOf(task) === contentOf(answered);
    return isSame
      ? { outcome: "already", audit: [] }
      : { outcome: "different", audit: [{ event: "recipient-answer-refused", at: now, actor: by, facts: entry }] };
  }
  return {
    outcome: "recorded",
    recipients: [answered],
    waits: answerWaits(
      facts.waits.filter(({ name }) => name === recipientWait(question)),
      { status: answer },
      now,
    ),
    audit: [{ event: "recipient-answered", at: now, actor: by, facts: entry }],
  };
};

import type { RecipientName, RecipientTask, Verb } from "#kernel/recipient.ts";
import type { Facts } from "#ports/requests/requests.ts";

/** Which of a request's questions. */
export interface Question {
  verb: Verb;
  recipient: RecipientName;
}

/** The name of the wait for one answer; a run waits for several of them beside each other. */
export const recipientWait = ({ verb, recipient }: Question): string => `recipient:${verb}:${recipient}`;

export const taskIn = ({ recipients }: Pick<Facts, "recipients">, question: Question): RecipientTask | undefined =>
  recipients.find(({ verb, recipient }) => verb === question.verb && recipient === question.recipient);

/** A question that was never listed cannot be asked: a bug in a story. */
export class NotListed extends Error {
  override readonly name = "NotListed" as const;
}

/** The question, which must be there. Throws `NotListed`. */
export const requiredTask = (facts: Facts, question: Question): RecipientTask => {
  const task = taskIn(facts, question);
  if (task === undefined) throw new NotListed(`${question.recipient} is not on the list for ${question.verb}`);
  return task;
};

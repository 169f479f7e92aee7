import { days } from "#kernel/duration.ts";
import { Busy } from "#kernel/failure.ts";
import { type Instant, plus, reached, secondsUntil } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { isAnswered, type RecipientTask, type RecipientTaskId } from "#kernel/recipient.ts";
import type { Ports } from "#ports/ports.ts";

/** When somebody is reminded of an answer that is owed: at half of the time, two days before its end, and at its end. */
const reminders = ({ listedAt, answerBy }: RecipientTask, now: Instant): { at: Instant; over: boolean }[] => {
  const half = plus(listedAt, secondsUntil(listedAt, answerBy) / 2);
  const before = [half, plus(answerBy, -days(2))].filter((at) => at > now && at < answerBy && at >= half);
  return [...[...new Set(before)].toSorted().map((at) => ({ at, over: false })), { at: answerBy, over: true }];
};

/** Plans the reminders of one question. Twice is the same as once. */
export const planReminders =
  ({ clock, schedules }: Pick<Ports, "clock" | "schedules">) =>
  async (task: RecipientTask): Promise<void> => {
    const { taskId } = task;
    for (const [place, { at, over }] of reminders(task, clock.now()).entries()) {
      const name = `recipient-${taskId.slice(3)}-${over ? "over" : place + 1}`;
      await schedules.once(name, at, { task: "remind-of-recipient", taskId, over });
    }
  };

type Reminding = Pick<Ports, "clock" | "requests" | "notices" | "alerts">;

/**
 * Reminds the officers of a recipient that owes its answer: of one that they see to themselves before its time is over; of any, with
 * their lead, when it is. Nothing is sent once it has answered.
 */
export const remindOfRecipient =
  ({ clock, requests, notices, alerts }: Reminding, { controller }: Policy) =>
  async ({ taskId, over }: { taskId: RecipientTaskId; over: boolean }): Promise<void> => {
    const task = await requests.recipientTask(taskId);
    if (task === undefined || isAnswered(task)) return;
    if (!over && task.kind === "http" && task.askedAt !== undefined) return; // it knows, and has time
    const { requestId, recipient, verb, answerBy, tries, trouble } = task;
    const isOver = over && reached(answerBy, clock.now());
    const { officers } = controller;
    for (const to of isOver ? [officers.digest, officers.lead] : [officers.digest]) {
      await notices.send({
        key: `recipient/${taskId}/${isOver ? "over" : clock.now().slice(0, 10)}/${to}`,
        to,
        subject: isOver
          ? `Privacy: the recipient "${recipient}" has not answered in time`
          : `Privacy: the recipient "${recipient}" owes an answer`,
        text: [
          `It was asked to ${verb}, for request ${requestId}, and has until ${answerBy.slice(0, 10)}.`,
          ...(task.askedAt === undefined && task.kind === "http"
            ? [`It could not be reached: ${tries} tries so far, the last ended with ${trouble?.what ?? "nothing"}.`]
            : []),
          "Open the request in the console: under Recipients you can record its answer.",
        ].join("\n\n"),
      });
    }
    if (!isOver) return;
    try {
      await alerts.send({
        key: `${taskId}-over`,
        type: "habeas.recipient-silent",
        data: { requestId, recipient, verb, answerBy },
      });
    } catch (error) {
      if (!(error instanceof Busy)) throw error; // the mails have gone out
    }
  };

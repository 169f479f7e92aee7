import { minutes } from "#kernel/duration.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import { isAnswered, type Part, partName, type RecipientAnswer, type RecipientTask } from "#kernel/recipient.ts";
import { isEnd } from "#kernel/request.ts";
import { taskOf } from "#kernel/task.ts";
import type { UploadAddress } from "#ports/archive/archive.ts";
import type { Ports } from "#ports/ports.ts";
import type { Wait } from "#ports/requests/requests.ts";
import { wake } from "../park.ts";
import { type Answering, type AnswerOutcome, decideAnswer } from "./decide-answer.ts";
import { type Brought, partBrought } from "./part.ts";

type Recording = Pick<Ports, "clock" | "requests" | "workflows" | "keys" | "tasks">;

/**
 * Puts an answer on record, and wakes the run that waits for it; if waking fails, the sweep repeats it. An officer's task that was opened
 * for the question is done with it.
 */
export const recordAnswer =
  ({ clock, requests, workflows, keys, tasks }: Recording) =>
  async ({ requestId, taskId, verb, recipient }: RecipientTask, answering: Answering): Promise<AnswerOutcome> => {
    const { outcome, woken } = await requests.change(requestId, (facts) => {
      const decision = decideAnswer(facts, { verb, recipient }, answering, clock.now());
      return { ...decision, outcome: { outcome: decision.outcome, woken: decision.waits ?? ([] as Wait[]) } };
    });
    // before the run is woken, and again when the same answer comes again: the list of tasks never keeps what is answered
    if (outcome !== "different") {
      const { by, reference } = answering;
      await tasks.decide(taskOf(taskId), { outcome: "done", by, reference });
    }
    await wake({ requests, workflows, keys })(woken);
    return outcome;
  };

/** part-missing: it names a part that has not been uploaded, or is another. */
export type SaidOutcome = AnswerOutcome | "part-missing";

/** Data that comes when its request is over goes into no package any more: it is not kept, and the answer alone is. */
const isOpen = async (
  requests: Pick<Ports["requests"], "find">,
  { requestId }: Pick<RecipientTask, "requestId">,
): Promise<boolean> => {
  const request = await requests.find(requestId);
  return request !== undefined && !isEnd(request.status);
};

/** Records what a recipient says at our door, with its part of an export. The first answer stands, and so does its part. */
export const recordSaid =
  (ports: Recording & Pick<Ports, "archive">) =>
  async (task: RecipientTask, { answer, ...brought }: Brought & { answer: RecipientAnswer }): Promise<SaidOutcome> => {
    const takesPart = !isAnswered(task) && (await isOpen(ports.requests, task));
    const part = takesPart ? await partBrought(ports.archive, task, brought) : undefined;
    return part === "missing" ? "part-missing" : recordAnswer(ports)(task, { answer, by: "recipient", part });
  };

/** An address is good for so long: as long as a slow line needs for a large part. */
const addressLives = minutes(60);

/**
 * Gives out the address under which a recipient uploads its part of an export: for this file alone, once. not-now: it is not asked for
 * one, or has answered, or the request is over.
 */
export const announceUpload =
  ({ clock, requests, archive }: Pick<Ports, "clock" | "requests" | "archive">) =>
  async (
    { requestId, taskId }: RecipientTask,
    { bytes, sha256, type }: Omit<Part, "name">,
  ): Promise<{ address: UploadAddress; until: Instant } | "not-now"> => {
    const now = clock.now();
    const announced = await requests.change<Part | undefined>(requestId, (facts) => {
      const task = facts.recipients.find((each) => each.taskId === taskId);
      const isAsked = task !== undefined && task.verb === "export" && !isAnswered(task);
      if (!isAsked || isEnd(facts.request.status)) return { outcome: undefined, audit: [] };
      const part: Part = { name: partName(task), type, bytes, sha256 };
      const { recipient, verb } = task;
      return {
        outcome: part,
        recipients: [{ ...task, announced: part }],
        audit: [
          {
            event: "recipient-upload-announced",
            at: now,
            actor: "recipient",
            facts: { recipient, verb, task: taskId, bytes, sha256 },
          },
        ],
      };
    });
    if (announced === undefined) return "not-now";
    // what was uploaded before and never named in an answer makes room: it is on no record
    await archive.remove("parts", announced.name);
    const until = plus(now, addressLives);
    return { address: await archive.uploadAddress("parts", announced.name, announced, until), until };
  };

import { isAnswered, type Part, partName, type RecipientTask } from "#kernel/recipient.ts";
import type { Ports } from "#ports/ports.ts";
import { keepPart } from "./part.ts";

/** As much as a function can be handed in one call, less what base64 adds. */
export const mostBroughtBytes = 4 * 1_048_576;

/** Keeps what an officer brings for an export in a recipient's place. Until the answer is recorded, the last one brought counts. */
export const bringPart =
  ({ clock, requests, archive }: Pick<Ports, "clock" | "requests" | "archive">) =>
  async (
    task: RecipientTask,
    { content, type, by }: { content: Uint8Array; type: Part["type"]; by: string },
  ): Promise<void> => {
    await archive.remove("parts", partName(task));
    const part = await keepPart(archive, task, content, type);
    await requests.change(task.requestId, ({ recipients }) => {
      const now = recipients.find(({ taskId }) => taskId === task.taskId);
      if (now === undefined || isAnswered(now)) return { outcome: undefined, audit: [] };
      const { recipient, verb, taskId } = task;
      const { bytes, sha256 } = part;
      return {
        outcome: undefined,
        recipients: [{ ...now, announced: part }],
        audit: [
          {
            event: "recipient-part-brought",
            at: clock.now(),
            actor: by,
            facts: { recipient, verb, task: taskId, bytes, sha256 },
          },
        ],
      };
    });
  };

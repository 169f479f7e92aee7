import type { RequestId } from "#kernel/ids.ts";
import type { Locale } from "#kernel/subject.ts";
import type { About } from "#requests/letter.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { type Message, tell } from "#requests/tell.ts";
import { contestIn, type StepInput } from "../model.ts";
import { acknowledged, answered, moot, overdue, withdrawn } from "../notices.ts";

type Telling = Needs<"clock" | "requests" | "subjects" | "notices">;

const toPerson =
  ({ clock, requests, subjects, notices, policy }: Telling) =>
  (requestId: RequestId, name: string, say: (locale: Locale, about: About) => Message) =>
    tell({ clock, requests, notices })(requestId, name, async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      return { to: identity?.address, message: say(identity?.locale ?? "en", { request, policy }) };
    });

/** Tells the person that a human being looks at the block, and by when. */
export const acknowledge =
  (needs: Telling) =>
  ({ requestId }: StepInput) =>
    toPerson(needs)(requestId, "acknowledged", acknowledged);

/**
 * Nobody has looked in time: the officers and their lead are told at once and each week again, and the person once, that it takes longer.
 * Answers with nothing: the next look finds how long to wait.
 */
export const tellOverdue =
  (needs: Telling) =>
  async ({ requestId }: StepInput) => {
    const { clock, notices, policy } = needs;
    const { dueAt } = await requireRequest(needs.requests, requestId);
    const { digest, lead } = policy.controller.officers;
    for (const to of [digest, lead]) {
      await notices.send({
        key: `contest/${requestId}/${clock.now().slice(0, 10)}/${to}`,
        to,
        subject: "Privacy: a block is contested, and nobody has looked at it in time",
        text: [
          `A person contests a block of their account. Somebody had to look at it by ${dueAt}.`,
          `Open request ${requestId} in the console, and uphold the block or lift it. Who decided about the block before cannot.`,
        ].join("\n\n"),
      });
    }
    return toPerson(needs)(requestId, "interim", overdue);
  };

/** Tells the person what an officer found, or that the block was over first, or that the contest is taken back. */
export const tellAnswer =
  (needs: Telling) =>
  async ({ requestId }: StepInput) => {
    const { answer, moot: isMoot } = contestIn(await requireRequest(needs.requests, requestId));
    if (answer !== undefined) {
      return toPerson(needs)(requestId, "answer", (locale, about) => answered(locale, { ...about, answer }));
    }
    return isMoot === true
      ? toPerson(needs)(requestId, "answer", moot)
      : toPerson(needs)(requestId, "withdrawal", withdrawn);
  };

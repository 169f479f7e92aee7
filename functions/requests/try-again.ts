import type { RequestId } from "#kernel/ids.ts";
import { needsConfirmation, type PrivacyRequest, type RequestStatus, runName } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import { NotRedrivable } from "#ports/workflows/workflows.ts";
import { nextAttempt, startRun, storyOf } from "./open.ts";

/**
 * Goes on with a run that failed: from the failed step while that is possible (14 days, the definition it began under), later, or where
 * the story itself was wrong (`from: "beginning"`), as the next attempt, whose steps skip what is on record. Answers with what was done; "not-needed" when nothing needs attention.
 */
export const tryAgain =
  ({ clock, requests, workflows }: Pick<Ports, "clock" | "requests" | "workflows">) =>
  async (
    requestId: RequestId,
    actor: string,
    from: "failed-step" | "beginning" = "failed-step",
  ): Promise<"redriven" | "next-attempt" | "not-needed"> => {
    const request = await requests.change(requestId, ({ request }) => ({
      outcome: request,
      audit:
        request.status === "needs-attention"
          ? [{ event: "try-again-intended", at: clock.now(), actor, facts: { attempt: request.attempt } }]
          : [],
    }));
    if (request.status !== "needs-attention") return "not-needed";
    const redriven = from === "failed-step" && (await redrive(workflows, request));
    const next = await requests.change(requestId, ({ request }) => {
      const going = { ...request, status: statusBefore(request), attention: undefined };
      const next = redriven ? going : nextAttempt(going);
      return {
        outcome: next,
        request: next,
        audit: [
          {
            event: redriven ? "run-redriven" : "attempt-started",
            at: clock.now(),
            actor,
            facts: { attempt: next.attempt },
          },
        ],
      };
    });
    if (!redriven) await startRun({ workflows })(next).catch(() => undefined); // marked unstarted: the sweep starts it
    return redriven ? "redriven" : "next-attempt";
  };

const redrive = async (workflows: Ports["workflows"], request: PrivacyRequest): Promise<boolean> => {
  try {
    await workflows.redrive(storyOf(request), runName(request));
    return true;
  } catch (error) {
    if (error instanceof NotRedrivable) return false;
    throw error;
  }
};

/** Where the request stood before it needed attention, told from what is on record. */
const statusBefore = (request: PrivacyRequest): RequestStatus => {
  const { progress, pointOfNoReturnAt } = request;
  if (progress["completion-told"] !== undefined) return "fulfilled";
  if (progress.inForceAt !== undefined) return "in-force";
  if (pointOfNoReturnAt !== undefined) return "running";
  if (progress.plan !== undefined) return "in-review";
  if (progress.coolingOffUntil !== undefined) return "cooling-off";
  // its identity was bound and its yes asked for: from here it may still expire
  return needsConfirmation(request) && !request.unstarted ? "awaiting-identity" : "received";
};

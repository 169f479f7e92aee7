import type { RequestId } from "#kernel/ids.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { nextAttempt, startRun } from "./open.ts";
import { wake } from "./park.ts";

// What is in force may rest in the table without a run: whoever decides about it, or its next look, starts the next attempt.

/** What a decision about something in force comes to, and the attempt that has to carry it out, where no run could be woken. */
export interface GoesOn<Outcome> {
  outcome: Outcome;
  next?: PrivacyRequest;
}

export type Deciding = Pick<Ports, "clock" | "requests" | "workflows" | "keys">;

/** A run that is over, resting or failed, cannot be woken: then the next attempt goes on. */
export const goOn = (request: PrivacyRequest): { request: PrivacyRequest; next?: PrivacyRequest } => {
  const isOver = request.progress.restingSince !== undefined || request.status === "needs-attention";
  if (!isOver) return { request };
  const { restingSince: _, ...progress } = request.progress;
  const status = request.status === "needs-attention" ? statusIn(request) : request.status;
  const next = nextAttempt({ ...request, status, attention: undefined, progress });
  return { request: next, next };
};

/** Where a request of a failed run stood. */
const statusIn = ({ progress, pointOfNoReturnAt }: PrivacyRequest): PrivacyRequest["status"] =>
  progress.inForceAt !== undefined ? "in-force" : pointOfNoReturnAt !== undefined ? "running" : "received";

/** Decides first, then wakes or starts the run; if that fails, the sweep repeats it. */
export const carryOn =
  ({ requests, workflows, keys }: Deciding) =>
  async <Outcome>(requestId: RequestId, decide: (facts: Facts) => Decision<GoesOn<Outcome>>): Promise<Outcome> => {
    const { outcome, next, woken } = await requests.change(requestId, (facts) => {
      const decision = decide(facts);
      return { ...decision, outcome: { ...decision.outcome, woken: decision.waits ?? [] } };
    });
    await wake({ requests, workflows, keys })(woken);
    if (next !== undefined) await startRun({ workflows })(next).catch(() => undefined); // marked unstarted: the sweep starts it
    return outcome;
  };

/** The moment of a resting matter has come: its next attempt looks what is to be done. One that does not rest needs none. */
export const goOnResting =
  ({ requests, workflows }: Pick<Ports, "requests" | "workflows">) =>
  async (requestId: RequestId): Promise<void> => {
    const next = await requests.change(requestId, ({ request }) => {
      if (request.status !== "in-force" || request.progress.restingSince === undefined) {
        return { outcome: undefined, audit: [] };
      }
      const going = goOn(request);
      return { outcome: going.next, request: going.request, audit: [] };
    });
    if (next !== undefined) await startRun({ workflows })(next).catch(() => undefined);
  };

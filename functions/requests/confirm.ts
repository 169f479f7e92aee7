import type { RequestId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { isEnd } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { answerWaits, wake } from "./park.ts";
import { resumed } from "./suspend.ts";

/** confirmed: it is on record. already-ended: the request was withdrawn, refused or has expired meanwhile. */
export type ConfirmOutcome = "confirmed" | "already-ended";

/** The name of the wait for the person's yes. */
export const confirmationWait = "confirmation";

/** The person who did not sign in says yes, by the link that was mailed to their address. */
export const decideConfirmation = ({ request, waits }: Facts, now: Instant): Decision<ConfirmOutcome> => {
  if (request.progress.confirmedAt !== undefined) return { outcome: "confirmed", audit: [] };
  if (isEnd(request.status)) {
    return {
      outcome: "already-ended",
      audit: [{ event: "confirmation-refused", at: now, actor: "person", facts: { because: request.status } }],
    };
  }
  return {
    outcome: "confirmed",
    // we had asked for it, and it has come: the clock goes on
    request: { ...resumed(request, now), progress: { ...request.progress, confirmedAt: now } },
    waits: answerWaits(
      waits.filter(({ name }) => name === confirmationWait),
      { decision: "confirmed" },
      now,
    ),
    audit: [{ event: "identity-confirmed", at: now, actor: "person", facts: { by: "link to the bound address" } }],
  };
};

/** Decides first, then wakes the run; if waking fails, the sweep repeats it. */
export const confirmRequest =
  ({ clock, requests, workflows, keys }: Pick<Ports, "clock" | "requests" | "workflows" | "keys">) =>
  async (requestId: RequestId): Promise<ConfirmOutcome> => {
    const { outcome, woken } = await requests.change(requestId, (facts) => {
      const decision = decideConfirmation(facts, clock.now());
      return { ...decision, outcome: { outcome: decision.outcome, woken: decision.waits ?? [] } };
    });
    await wake({ requests, workflows, keys })(woken);
    return outcome;
  };

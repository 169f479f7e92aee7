import type { RequestId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { isEnd, type PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { answerWaits, wake } from "./park.ts";

/** waived: nobody waits any more. not-yours-to-waive: it was opened without sign-in. not-cooling-off: there is nothing to waive. */
export type WaiverOutcome = "waived" | "not-yours-to-waive" | "not-cooling-off";

/** True while the person may say that they need no time to change their mind: it is theirs alone, and only of what they asked signed in. */
export const isWaivable = (request: PrivacyRequest): boolean =>
  request.channel === "self-service" && request.status === "cooling-off" && request.progress.waivedAt === undefined;

/** "Do not wait": by a fresh login, which the door has checked and whose age goes on record. */
export const decideWaiver = (
  { request, waits }: Facts,
  proof: { loginAgeSeconds: number },
  now: Instant,
): Decision<WaiverOutcome> => {
  if (request.progress.waivedAt !== undefined && !isEnd(request.status)) return { outcome: "waived", audit: [] };
  const refused = (outcome: WaiverOutcome): Decision<WaiverOutcome> => ({
    outcome,
    audit: [{ event: "waiver-refused", at: now, actor: "person", facts: { because: outcome } }],
  });
  if (request.channel !== "self-service") return refused("not-yours-to-waive");
  if (request.status !== "cooling-off") return refused("not-cooling-off");
  return {
    outcome: "waived",
    request: { ...request, progress: { ...request.progress, waivedAt: now, coolingOffUntil: now } },
    waits: answerWaits(
      waits.filter(({ name }) => name === "cooling-off"),
      { decision: "waived" },
      now,
    ),
    audit: [{ event: "cooling-off-waived", at: now, actor: "person", facts: { ...proof } }],
  };
};

export const waiveCoolingOff =
  ({ clock, requests, workflows, keys }: Pick<Ports, "clock" | "requests" | "workflows" | "keys">) =>
  async (requestId: RequestId, proof: { loginAgeSeconds: number }): Promise<WaiverOutcome> => {
    const { outcome, woken } = await requests.change(requestId, (facts) => {
      const decision = decideWaiver(facts, proof, clock.now());
      return { ...decision, outcome: { outcome: decision.outcome, woken: decision.waits ?? [] } };
    });
    await wake({ requests, workflows, keys })(woken);
    return outcome;
  };

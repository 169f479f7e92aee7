import type { RequestId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { isEnd, isPersonsWish, type PrivacyRequest } from "#kernel/request.ts";
import { isRestricting, restrictionOf } from "#kernel/restriction.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { answerWaits, wake } from "./park.ts";
import { announceLifting } from "./restrictions.ts";

export type WithdrawOutcome = "withdrawn" | "too-late" | "already-ended";

/** How the person took it back; an objection is against what an officer opened in their name. */
export type WithdrawnVia = "portal" | "link" | "objection";

/** True while the person can still take the request back: nothing has been destroyed, and it is not answered yet; or it is theirs to end. */
export const isWithdrawable = (request: PrivacyRequest): boolean =>
  isEndable(request) ||
  (request.pointOfNoReturnAt === undefined &&
    !isEnd(request.status) &&
    request.status !== "in-force" &&
    isPersonsWish(request.kind));

/** A restriction that stands is the person's own: they can end it, and it is lifted at once. */
const isEndable = (request: PrivacyRequest): boolean => {
  const restriction = restrictionOf(request);
  if (restriction === undefined || !isRestricting(restriction.state)) return false;
  return restriction.announced?.because !== "person-asks";
};

/**
 * The person takes the request back. It carries "not past the point of no return", as the fence carries "not withdrawn", so that
 * one of the two always fails (I5).
 */
export const decideWithdrawal = (
  { request, waits }: Facts,
  now: Instant,
  via: WithdrawnVia = "portal",
): Decision<WithdrawOutcome> => {
  if (request.status === "withdrawn") return { outcome: "withdrawn", audit: [] };
  const refused = (outcome: WithdrawOutcome, reason: string): Decision<WithdrawOutcome> => ({
    outcome,
    audit: [{ event: "withdrawal-refused", at: now, actor: "person", facts: { reason } }],
  });
  if (request.pointOfNoReturnAt !== undefined) return refused("too-late", "past the point of no return");
  if (!isWithdrawable(request)) return refused("already-ended", request.status);
  return {
    outcome: "withdrawn",
    request: { ...request, status: "withdrawn", withdrawnAt: now, closedAt: now, attention: undefined },
    waits: answerWaits(waits, { decision: "withdrawn" }, now),
    audit: [{ event: "request-withdrawn", at: now, actor: "person", facts: { via } }],
  };
};

/** Decides first, then wakes the run; if waking fails, the sweep repeats it. */
export const withdrawRequest =
  ({ clock, requests, workflows, keys }: Pick<Ports, "clock" | "requests" | "workflows" | "keys">) =>
  async (requestId: RequestId, via?: WithdrawnVia): Promise<WithdrawOutcome> => {
    const request = await requests.find(requestId);
    if (request !== undefined && isEndable(request)) {
      const ports = { clock, requests, workflows, keys };
      const ended = await announceLifting(ports)(requestId, { by: "person", because: "person-asks" });
      return ended === "over" ? "already-ended" : "withdrawn";
    }
    const { outcome, woken } = await requests.change(requestId, (facts) => {
      const decision = decideWithdrawal(facts, clock.now(), via);
      return { ...decision, outcome: { outcome: decision.outcome, woken: decision.waits ?? [] } };
    });
    await wake({ requests, workflows, keys })(woken);
    return outcome;
  };

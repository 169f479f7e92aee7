import type { RequestId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { isEnd, isPersonsWish, type PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { answerWaits, wake } from "./park.ts";

export type WithdrawOutcome = "withdrawn" | "too-late" | "already-ended";

/** How the person took it back; an objection is against what an officer opened in their name. */
export type WithdrawnVia = "portal" | "link" | "objection";

/** True while the person can still take the request back: nothing has been destroyed, and it is not answered yet. */
export const isWithdrawable = (request: PrivacyRequest): boolean =>
  request.pointOfNoReturnAt === undefined &&
  !isEnd(request.status) &&
  request.status !== "in-force" &&
  isPersonsWish(request.kind);

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
    const { outcome, woken } = await requests.change(requestId, (facts) => {
      const decision = decideWithdrawal(facts, clock.now(), via);
      return { ...decision, outcome: { outcome: decision.outcome, woken: decision.waits ?? [] } };
    });
    await wake({ requests, workflows, keys })(woken);
    return outcome;
  };

import type { RequestId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { approversOf, isAbout, isApproved, isBarred, planOf } from "#kernel/plan.ts";
import { isEnd } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { answerWaits, wake } from "./park.ts";

/**
 * What became of an officer's yes:
 * - approved: enough of them, the run goes on
 * - one-more-needed: it counts, and another officer must look as well
 * - not-waiting: nothing waits for a yes now
 * - plan-changed: it was for an earlier plan; look again
 * - own-request, four-eyes: this officer may not (the person themselves; who opened it)
 */
export type ApprovalOutcome =
  | "approved"
  | "one-more-needed"
  | "not-waiting"
  | "plan-changed"
  | "own-request"
  | "four-eyes";

export interface Approval {
  /** `officer:<reference>`. */
  officer: string;
  /** The digest of the plan that the officer saw. */
  planDigest: string;
}

/** An officer's yes to the plan, bound to its digest. Twice by the same officer counts once (I12). */
export const decideApproval = (
  { request, waits }: Facts,
  { officer, planDigest }: Approval,
  now: Instant,
): Decision<ApprovalOutcome> => {
  const refused = (outcome: ApprovalOutcome): Decision<ApprovalOutcome> => ({
    outcome,
    audit: [{ event: "approval-refused", at: now, actor: officer, facts: { because: outcome, planDigest } }],
  });
  if (isAbout(request, officer)) return refused("own-request");
  if (isBarred(request, officer)) return refused("four-eyes");
  const plan = planOf(request);
  if (plan === undefined || request.pointOfNoReturnAt !== undefined || isEnd(request.status)) {
    return refused("not-waiting");
  }
  if (plan.digest !== planDigest) return refused("plan-changed");
  const before = approversOf(request);
  if (request.status !== "in-review" && !before.includes(officer)) return refused("not-waiting");
  const approvals = request.approvals ?? [];
  const again = before.includes(officer);
  const approved = again ? request : { ...request, approvals: [...approvals, { by: officer, at: now, planDigest }] };
  const enough = isApproved(approved);
  return {
    outcome: enough ? "approved" : "one-more-needed",
    ...(!again && { request: { ...approved, attention: enough ? undefined : approved.attention } }),
    waits: enough ? answerWaits(waits.filter(isForDecision), { decision: "approved" }, now) : [],
    audit: again ? [] : [{ event: "plan-approved", at: now, actor: officer, facts: { planDigest, enough } }],
  };
};

/** The name of the wait for officers. */
export const decisionWait = "decision";
const isForDecision = ({ name }: { name: string }): boolean => name === decisionWait;

/** Decides first, then wakes the run; if waking fails, the sweep repeats it. */
export const approvePlan =
  ({ clock, requests, workflows, keys }: Pick<Ports, "clock" | "requests" | "workflows" | "keys">) =>
  async (requestId: RequestId, approval: Approval): Promise<ApprovalOutcome> => {
    const { outcome, woken } = await requests.change(requestId, (facts) => {
      const decision = decideApproval(facts, approval, clock.now());
      return { ...decision, outcome: { outcome: decision.outcome, woken: decision.waits ?? [] } };
    });
    await wake({ requests, workflows, keys })(woken);
    return outcome;
  };

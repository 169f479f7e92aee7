import { type Instant, reached } from "#kernel/instant.ts";
import { decideUntil, waitSeconds } from "#kernel/waiting.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";

/** The due date has come without a decision: an alarm, and never a yes or a no by itself. */
export const decideOverdue = (
  { request }: Facts,
  now: Instant,
): Decision<{ overdue: boolean; decideSeconds: number }> => {
  const overdue = reached(request.dueAt, now) && request.status === "in-review";
  const outcome = { overdue, decideSeconds: waitSeconds(now, decideUntil(request, now)) };
  if (!overdue) return { outcome, audit: [] };
  return {
    outcome,
    request: { ...request, attention: request.attention ?? { since: now, error: "DecisionOverdue" } },
    audit: [{ event: "decision-overdue", at: now, actor: "system", facts: { dueAt: request.dueAt } }],
  };
};

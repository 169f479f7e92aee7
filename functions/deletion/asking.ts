import { type Instant, plus, reached } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { refusalOf } from "#kernel/refusal.ts";
import { isEnd, type PrivacyRequest } from "#kernel/request.ts";
import { waitSeconds } from "#kernel/waiting.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { decideSuspension, type SuspendOutcome } from "#requests/suspend.ts";
import { undeliveredNotices } from "#requests/tell.ts";
import { progressOf } from "./model.ts";
import { acceptedAt, confirmUntil } from "./rules.ts";

/** What asking for the person's yes comes to. */
export interface Asking {
  next: "wait" | "confirmed" | "withdrawn" | "refused" | "expired";
  waitSeconds: number;
  /** The name of the message to send before; each goes out once. */
  tell?: string | undefined;
}

/** Which message is due: the first at once, reminders as policy says, and at the end the word that the request has expired. */
export const decideAsking = ({ request }: Facts, policy: Policy, now: Instant): Decision<Asking> => {
  const over = (next: Asking["next"]): Decision<Asking> => ({ outcome: { next, waitSeconds: 1 }, audit: [] });
  const { confirmedAt } = progressOf(request);
  if (request.status === "withdrawn") return over("withdrawn");
  if (refusalOf(request) !== undefined) return over("refused");
  if (confirmedAt !== undefined) return over("confirmed");
  const end = confirmUntil(request, policy);
  if (reached(end, now) || isEnd(request.status)) {
    const outcome: Asking = { next: "expired", waitSeconds: 1, tell: "expiry" };
    if (isEnd(request.status)) return { outcome, audit: [] };
    return {
      outcome,
      request: { ...request, status: "expired-unverified", closedAt: now },
      audit: [{ event: "request-expired-unverified", at: now, actor: "system", facts: { askedUntil: end } }],
    };
  }
  const reminders = policy.deletion.confirm.remind.map((after) => plus(acceptedAt(request), after)).toSorted();
  const sent = reminders.filter((at) => reached(at, now)).length;
  const name = sent === 0 ? "confirmation-asked" : `confirmation-reminder-${sent}`;
  return {
    outcome: {
      next: "wait",
      waitSeconds: waitSeconds(now, reminders[sent] ?? end),
      // who had no verified address could not be asked: once there is one, the same letter goes out under another name
      tell: request.progress.addressVerifiedAt !== undefined && reachedNobody(request, name) ? `${name}-again` : name,
    },
    audit: [],
  };
};

/**
 * The person was asked without delay for what we need, so the clock stands still until it comes (GDPR recital 63): from the first letter
 * that reached them, and once, so that no reminder stops again what an officer let go on.
 */
export const decideStandstill = (facts: Facts, now: Instant): Decision<SuspendOutcome> =>
  facts.request.suspensions?.some(({ by }) => by === system)
    ? { outcome: "suspended", audit: [] }
    : decideSuspension(facts, { officer: system, because: "identity" }, now);

const system = "system";

const reachedNobody = (request: PrivacyRequest, name: string): boolean => undeliveredNotices(request).includes(name);

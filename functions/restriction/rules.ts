import type { SubjectRef } from "#kernel/ids.ts";
import { type Instant, plus, reached } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { approversOf, isApproved, planOf } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import { refusalOf } from "#kernel/refusal.ts";
import { isEnd, type PrivacyRequest } from "#kernel/request.ts";
import {
  holdsAtOnce,
  type RestrictionRecord,
  restrictionAfter,
  restrictionGrounds,
  withRestriction,
} from "#kernel/restriction.ts";
import { isLeaving } from "#kernel/subject.ts";
import { decideUntil, waitSeconds } from "#kernel/waiting.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { restrictionIn } from "./model.ts";
import { restrictionPlan } from "./plan.ts";

// The table of states and moves is kernel/restriction.ts's: officers' decisions go by it as well. Here is what a run decides on its way to
// a restriction that stands; what becomes of it then is decided in following.ts.

/** The way a run goes on after it was opened, told from where the restriction stands. */
export type OpenedAs = "decide" | "begin" | "shut" | "stand" | "follow" | "lift" | "close" | "withdrawn" | "refused";

/** What is left to do of one that counts no more: nothing at the tenant, and nobody to tell, where the account is gone. */
export const afterLifting = ({ over }: RestrictionRecord): "lift" | "close" =>
  over?.because === "account-gone" ? "close" : "lift";

/** How a request ended before anything was restricted; undefined while it is open. */
export const overBy = (request: PrivacyRequest): "withdrawn" | "refused" | undefined => {
  if (refusalOf(request) !== undefined || request.status === "refused") return "refused";
  return isEnd(request.status) ? "withdrawn" : undefined;
};

/** How a run that begins, or comes back from the officers, goes on. */
export const decideOpening = (
  { request, subjects }: Facts,
  bound: { linkedRefs: SubjectRef[]; absent: boolean },
  now: Instant,
): Decision<{ next: OpenedAs; decideSeconds: number }> => {
  const restriction = restrictionIn(request);
  const going = (next: OpenedAs) => ({ next, decideSeconds: waitSeconds(now, decideUntil(request, now)) });
  const begun: PrivacyRequest = { ...request, unstarted: false };
  switch (restriction.state) {
    case "declined":
    case "ended":
      return { outcome: going("close"), request: begun, audit: [] };
    case "lifting":
      return { outcome: going(afterLifting(restriction)), request: begun, audit: [] };
    case "announced":
      return { outcome: going("follow"), request: begun, audit: [] };
    case "standing":
    case "review-due": {
      // of a deleted account nothing more is done, and it ends
      if (isLeaving(subjects)) return { outcome: going("follow"), request: begun, audit: [] };
      const waitsToShut = restriction.shutsSignIn && restriction.signInSpared === undefined;
      const isShut = request.progress["shut-out"] !== undefined;
      return { outcome: going(waitsToShut && !isShut ? "shut" : "stand"), request: begun, audit: [] };
    }
    case "asked":
      break;
  }
  const over = overBy(request);
  if (over !== undefined) return { outcome: going(over), request: begun, audit: [] };
  if (bound.absent || isLeaving(subjects)) {
    const declined = withRestriction(begun, {
      ...restriction,
      state: "declined",
      over: { because: "account-gone", by: "system", at: now },
    });
    return {
      outcome: going("close"),
      request: { ...declined, status: "refused", progress: { ...declined.progress, refusedFor: "identity-changed" } },
      audit: [{ event: "restriction-declined", at: now, actor: "system", facts: { because: "account-gone" } }],
    };
  }
  const known: PrivacyRequest = { ...begun, linkedRefs: bound.linkedRefs };
  const plan = restrictionPlan(known, now);
  const planned = { ...known, progress: { ...known.progress, plan: plan as unknown as JsonObject } };
  const enough = isApproved(planned);
  const isNew = planOf(request)?.digest !== plan.digest;
  return {
    outcome: going(enough ? "begin" : "decide"),
    request: { ...planned, status: enough ? "running" : "in-review" },
    audit: isNew
      ? [
          {
            event: "restriction-planned",
            at: now,
            actor: "system",
            facts: {
              ground: restriction.ground,
              planDigest: plan.digest,
              oddities: plan.oddities,
              approvalsNeeded: plan.approvalsNeeded,
            },
          },
        ]
      : [],
  };
};

/** What ends the wait for the officers before anybody waits. */
export const alreadyDecided = ({ request }: Facts): JsonObject | undefined => {
  const over = overBy(request);
  if (over !== undefined) return { decision: over };
  return isApproved(request) ? { decision: "approved" } : undefined;
};

/**
 * The restriction begins, in one conditional transaction: a withdrawal or a refusal acknowledged before it always wins (I5). From here on
 * the block's fence, campaigns and retention find it on the person. Sign-in is shut later, behind a fence of its own. Twice is the same as
 * once; "again": look anew what has become of the request.
 */
export const decideBeginning = (
  { request, subjects, waits }: Facts,
  policy: Policy,
  now: Instant,
): Decision<{ next: "begun" | "again" }> => {
  const restriction = restrictionIn(request);
  const again: Decision<{ next: "begun" | "again" }> = { outcome: { next: "again" }, audit: [] };
  const state = restrictionAfter(restriction.state, "begin");
  if (state === undefined) {
    return restriction.state === "declined" ? again : { outcome: { next: "begun" }, audit: [] };
  }
  if (overBy(request) !== undefined || !isApproved(request) || isLeaving(subjects)) return again;
  const { requestId } = request;
  const { ground } = restriction;
  // whether the data is right, or an objection outweighs, is to be answered within the month of the law
  const reviewBy =
    holdsAtOnce(ground) && !reached(request.dueAt, now) ? request.dueAt : plus(now, policy.blocking.reviewPermanent);
  return {
    outcome: { next: "begun" },
    request: withRestriction(
      {
        ...request,
        status: "in-force",
        dueAt: reviewBy,
        reviewAt: reviewBy,
        pointOfNoReturnAt: request.pointOfNoReturnAt ?? now,
        attention: undefined,
        progress: { ...request.progress, inForceAt: now },
      },
      { ...restriction, state, reviewBy },
    ),
    subjects: subjects.map((subject) => ({
      ...subject,
      restriction: { requestId, since: now, shutsSignIn: false },
    })),
    endedWaits: waits.filter(({ answer }) => answer === undefined).map(({ name }) => name),
    audit: [
      {
        event: "restriction-began",
        at: now,
        actor: "system",
        facts: { ground, article: restrictionGrounds[ground], reviewBy, approvedBy: approversOf(request) },
      },
    ],
  };
};

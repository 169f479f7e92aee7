import { days } from "#kernel/duration.ts";
import { type Instant, plus, reached } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import {
  type RestrictionOver,
  type RestrictionRecord,
  restrictionAfter,
  withRestriction,
} from "#kernel/restriction.ts";
import { isLeaving, type SubjectState } from "#kernel/subject.ts";
import { waitSeconds } from "#kernel/waiting.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { recordOf } from "#requests/effect.ts";
import { liftingNotice, mayBeLiftedAt } from "#requests/restrictions.ts";
import { restrictionIn } from "./model.ts";
import { afterLifting } from "./rules.ts";

/** What becomes of a restriction, now. tell: that it will be lifted; tell-kept: that it stays after all. */
export type FollowedAs = "rest" | "tell" | "tell-kept" | "wait" | "lift" | "close";
export interface Followed {
  next: FollowedAs;
  waitSeconds: number;
  /** When it is to be looked at again, of one that rests. */
  lookAt?: Instant;
}

/** What nobody does is asked for again. */
const askedAgain = days(7);

/** The name of the notice that it stays although it was announced to be lifted. */
export const keptNotice = (round: number): string => `kept-${round}`;

/**
 * What becomes of a restriction that stands: it rests until its next look, or, once announced, it is lifted when the person was told and
 * policy's time is over. No time lifts it by itself, and nobody who was not told: then an officer has to say how else they were.
 */
export const decideFollowing = (facts: Facts, policy: Policy, now: Instant): Decision<Followed> => {
  const { request, subjects } = facts;
  const restriction = restrictionIn(request);
  const going = (next: FollowedAs): Decision<Followed> => ({ outcome: { next, waitSeconds: 1 }, audit: [] });
  if (restriction.state === "lifting") return going(afterLifting(restriction));
  if (restriction.state === "ended" || restriction.state === "declined") return going("close");
  if (isLeaving(subjects)) {
    return {
      ...lifted(facts, restriction, { because: "account-gone", by: "system" }, now),
      outcome: { next: "close", waitSeconds: 1 },
    };
  }
  if (restriction.state === "announced" && restriction.announced !== undefined) {
    const { because, by, round } = restriction.announced;
    if (recordOf(request, `${liftingNotice(round)}-told`) === undefined) return going("tell");
    const liftAt = mayBeLiftedAt(request, policy);
    if (liftAt === undefined) return resting(request, restriction, now, plus(now, askedAgain), "LiftingNotTold");
    if (reached(liftAt, now)) {
      return {
        ...lifted(facts, restriction, { because, by }, now),
        outcome: { next: "lift", waitSeconds: 1 },
      };
    }
    return {
      outcome: { next: "wait", waitSeconds: waitSeconds(now, liftAt) },
      request: { ...awake(request), dueAt: liftAt, reviewAt: undefined },
      audit: [],
    };
  }
  const { calledOff, reviewBy } = restriction;
  if (calledOff !== undefined && recordOf(request, `${keptNotice(calledOff)}-told`) === undefined) {
    return going("tell-kept");
  }
  const review = reviewBy ?? plus(now, policy.blocking.reviewPermanent);
  if (!reached(review, now)) return resting(request, restriction, now, review);
  const fallen = restrictionAfter(restriction.state, "fall-due");
  return resting(
    request,
    { ...restriction, state: fallen ?? restriction.state },
    now,
    plus(now, askedAgain),
    "RestrictionReviewDue",
  );
};

const awake = (request: PrivacyRequest): PrivacyRequest => {
  const { restingSince: _, ...progress } = request.progress;
  return { ...request, progress };
};

/** It lives in the table from here: its run ends, and a decision or its next look starts the next attempt. */
const resting = (
  request: PrivacyRequest,
  restriction: RestrictionRecord,
  now: Instant,
  lookAt: Instant,
  error?: "RestrictionReviewDue" | "LiftingNotTold",
): Decision<Followed> => {
  const isNew = error !== undefined && request.attention?.error !== error;
  return {
    outcome: { next: "rest", waitSeconds: waitSeconds(now, lookAt), lookAt },
    request: withRestriction(
      {
        ...request,
        status: "in-force",
        dueAt: lookAt,
        reviewAt: error === undefined ? lookAt : now,
        attention: error === undefined ? undefined : { since: request.attention?.since ?? now, error },
        progress: { ...request.progress, restingSince: now },
      },
      restriction,
    ),
    audit: isNew ? [{ event: "attention-needed", at: now, actor: "system", facts: { error } }] : [],
  };
};

/** It demands nothing from this moment on; what others demand stays. The person may ask for another one at once. */
const lifted = (
  { request, subjects }: Facts,
  restriction: RestrictionRecord,
  over: { because: RestrictionOver; by: string },
  now: Instant,
): Pick<Decision<never>, "request" | "subjects" | "audit"> => ({
  request: withRestriction(
    { ...awake(request), status: "running", reviewAt: undefined, attention: undefined },
    { ...restriction, state: "lifting", over: { ...over, at: now } },
  ),
  subjects: subjects.map((subject) => released(subject, request)),
  audit: [{ event: "restriction-lifted", at: now, actor: over.by, facts: { because: over.because } }],
});

const released = (subject: SubjectState, { requestId }: PrivacyRequest): SubjectState => {
  const { restriction, ...rest } = subject;
  const { restriction: mark, ...open } = subject.open;
  return {
    ...rest,
    open: mark === requestId ? open : subject.open,
    ...(restriction !== undefined && restriction.requestId !== requestId && { restriction }),
  };
};

/** What ends the wait for the moment of lifting before anybody waits: it was called off, or the person asks for it now. */
export const alreadyCalledOff =
  (policy: Policy, now: Instant) =>
  ({ request }: Facts): JsonObject | undefined => {
    const { state } = restrictionIn(request);
    if (state !== "announced") return { decision: "called-off" };
    const liftAt = mayBeLiftedAt(request, policy);
    return liftAt === undefined || reached(liftAt, now) ? { decision: "look" } : undefined;
  };

/** The end: answered, or it never began and stays what it was. */
export const decideClosing = ({ request }: Facts, now: Instant): Decision<{ outcome: string }> => {
  const restriction = restrictionIn(request);
  const ended = restrictionAfter(restriction.state, "end");
  const declined = restrictionAfter(restriction.state, "decline");
  const state = ended ?? declined ?? restriction.state;
  const outcome = { outcome: state };
  if (request.closedAt !== undefined && state === restriction.state) return { outcome, audit: [] };
  return {
    outcome,
    request: withRestriction(
      {
        ...request,
        ...(ended !== undefined && { status: "fulfilled" }),
        unstarted: false,
        attention: undefined,
        closedAt: request.closedAt ?? now,
      },
      { ...restriction, state },
    ),
    audit: [{ event: "request-closed", at: now, actor: "system", facts: outcome }],
  };
};

import { type BlockRecord, blockAfter, blockOf, type LiftReason, withBlock, withoutBlock } from "#kernel/block.ts";
import { days } from "#kernel/duration.ts";
import { type Instant, plus, reached, secondsUntil } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { isApproved, type Plan, planOf } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { isLeaving } from "#kernel/subject.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { progressOf } from "./model.ts";

// The table of states and moves is kernel/block.ts's: officers' decisions go by it as well. Here is what a run decides.

/** The way a run goes on after it was opened, told from where the block stands. */
export type OpenedAs = "decide" | "fence" | "impose" | "follow" | "lift" | "close";

/** The block of a request of this story. Throws where there is none: a bug. */
export const blockIn = (request: PrivacyRequest): BlockRecord => {
  const block = blockOf(request);
  if (block === undefined) throw new TypeError(`${request.requestId} is no block`);
  return block;
};

/** Step Functions wants at least one second; a time that is over waits that one second. */
export const waitSeconds = (now: Instant, until: Instant): number => Math.max(1, secondsUntil(now, until));

/** The first step's decision: what is planned goes on record, and with it who decides. */
export const decideOpening = (
  { request }: Facts,
  reading: { plan?: Plan | undefined; absent: boolean },
  now: Instant,
): Decision<{ next: OpenedAs; decideSeconds: number }> => {
  const block = blockIn(request);
  const begun: PrivacyRequest = { ...request, unstarted: false };
  const decideSeconds = waitSeconds(now, request.dueAt);
  const ways: Partial<Record<BlockRecord["state"], OpenedAs>> = {
    imposing: "impose",
    "in-force": "follow",
    "review-due": "follow",
    lifting: "lift",
  };
  if (block.state !== "proposed") {
    return { outcome: { next: ways[block.state] ?? "close", decideSeconds }, request: begun, audit: [] };
  }
  if (reading.absent || reading.plan === undefined) {
    return decline(begun, "account-gone", now, { next: "close", decideSeconds });
  }
  const { plan } = reading;
  const planned = { ...begun, progress: { ...begun.progress, plan: plan as unknown as JsonObject } };
  const isNew = planOf(request)?.digest !== plan.digest;
  const enough = isApproved(planned);
  return {
    outcome: { next: enough ? "fence" : "decide", decideSeconds },
    request: enough ? planned : { ...planned, status: "in-review" },
    audit: isNew
      ? [
          {
            event: "block-planned",
            at: now,
            actor: "system",
            facts: { planDigest: plan.digest, oddities: plan.oddities, approvalsNeeded: plan.approvalsNeeded },
          },
        ]
      : [],
  };
};

/** A proposal that comes to nothing, by the story itself. */
export const decline = <T>(request: PrivacyRequest, because: LiftReason, now: Instant, outcome: T): Decision<T> => {
  const block = blockIn(request);
  return {
    outcome,
    request: withBlock(request, { ...block, state: "declined", over: { because, by: "system", at: now } }),
    audit: [{ event: "block-declined", at: now, actor: "system", facts: { because } }],
  };
};

/** What ends a wait before anybody waits: a decision that was made while the run was on its way there. */
export const alreadyDecided =
  (wait: "decision" | "room" | "end") =>
  ({ request }: Facts): JsonObject | undefined => {
    const { state } = blockIn(request);
    if (state === "declined" || state === "ended") return { decision: "declined" };
    if (state === "lifting") return { decision: "lifted" };
    if (wait === "decision" && isApproved(request)) return { decision: "approved" };
    return undefined;
  };

/** A block is looked at again: at its review, or in the long stretches of those without an end. */
export const reviewAt = (request: PrivacyRequest, policy: Policy): Instant | undefined => {
  const { end } = blockIn(request);
  const { inForceAt, keptAt } = progressOf(request);
  if (end.kind === "review") return end.by;
  if (end.kind === "until") return undefined;
  const since = keptAt ?? inForceAt ?? request.receivedAt;
  return plus(since, policy.blocking.reviewPermanent);
};

/** A run of Step Functions lives a year at most: what lasts longer than this rests in the table, and a waking starts its next attempt. */
const longestParked = days(90);
/** A review that nobody does is asked for again. */
const reviewAgain = days(7);

export type FollowedAs = "lift" | "wait" | "rest" | "close";

/** When the block is to be looked at next, by the story: its end, its review, or the review that is late. */
export const nextLook = (request: PrivacyRequest, policy: Policy, now: Instant): Instant => {
  const { end } = blockIn(request);
  const review = reviewAt(request, policy);
  if (end.kind === "until") return end.at;
  return review === undefined || reached(review, now) ? plus(now, reviewAgain) : review;
};

/**
 * What becomes of a block that is in force, now: it is over, it waits in a parked run, or it rests. An automatic block that nobody has
 * looked at by its time is lifted: no machine shuts a person out for good (GDPR Article 22). One that an officer set goes on, with an
 * alarm: no time decides in an officer's place.
 */
export const decideFollowing = (
  { request, subjects }: Facts,
  policy: Policy,
  now: Instant,
): Decision<{ next: FollowedAs; waitSeconds: number; lookAt?: Instant }> => {
  const block = blockIn(request);
  // of a deleted account nothing is taken back, and nobody is told
  const next = block.over?.because === "account-gone" ? "close" : "lift";
  if (block.state === "lifting") return { outcome: { next, waitSeconds: 1 }, audit: [] };
  if (block.state === "ended" || block.state === "declined") {
    return { outcome: { next: "close", waitSeconds: 1 }, audit: [] };
  }
  const review = reviewAt(request, policy);
  const isOver = block.end.kind === "until" && reached(block.end.at, now);
  const isUnreviewed = block.automatic && block.keptBy === undefined && review !== undefined && reached(review, now);
  const isGone = isLeaving(subjects);
  if (isGone || isOver || isUnreviewed) {
    const because: LiftReason = isGone ? "account-gone" : isOver ? "time-over" : "not-reviewed";
    const [subject] = subjects;
    return {
      outcome: { next: isGone ? "close" : "lift", waitSeconds: 1 },
      request: withBlock(
        { ...request, status: inForce(request), reviewAt: undefined, attention: undefined },
        { ...block, state: "lifting", over: { because, by: "system", at: now } },
      ),
      ...(subject && { subjects: [withoutBlock(subject, request.requestId)] }),
      audit: [{ event: "block-lifted", at: now, actor: "system", facts: { because } }],
    };
  }
  const isDue = review !== undefined && reached(review, now);
  const fallen = isDue ? blockAfter(block.state, "fall-due") : undefined;
  const lookAt = nextLook(request, policy, now);
  const rests = secondsUntil(now, lookAt) > longestParked || block.end.kind === "lifted";
  const { restingSince: _, ...progress } = request.progress;
  const followed: PrivacyRequest = {
    ...request,
    status: inForce(request),
    dueAt: lookAt,
    reviewAt: isDue ? now : review,
    ...(fallen && { attention: { since: now, error: "BlockReviewDue" } }),
    progress: { ...progress, inForceAt: progressOf(request).inForceAt ?? now, ...(rests && { restingSince: now }) },
  };
  const isNew = progressOf(request).inForceAt === undefined;
  return {
    outcome: { next: rests ? "rest" : "wait", waitSeconds: waitSeconds(now, lookAt), lookAt },
    request: withBlock(followed, {
      ...block,
      state: fallen ?? blockAfter(block.state, "impose") ?? block.state,
    }),
    audit: [
      ...(isNew ? [{ event: "block-in-force", at: now, actor: "system", facts: { lookAt } }] : []),
      ...(fallen ? [{ event: "block-review-due", at: now, actor: "system", facts: { reviewAt: review ?? now } }] : []),
    ],
  };
};

/** What needs attention stays so: somebody looks at it. */
const inForce = ({ status }: PrivacyRequest): PrivacyRequest["status"] =>
  status === "needs-attention" ? status : "in-force";

/** How long a run parks before it asks the fence again. */
export const roomAgainAt = (now: Instant): Instant => plus(now, 3600);

/** The time for a second officer's yes is over: the proposal lapses. */
export const decideLapse = ({ request }: Facts, now: Instant): Decision<{ next: "fence" | "decide" | "close" }> => {
  const { state } = blockIn(request);
  if (state !== "proposed") return { outcome: { next: "fence" }, audit: [] };
  if (isApproved(request)) return { outcome: { next: "fence" }, audit: [] };
  if (!reached(request.dueAt, now)) return { outcome: { next: "decide" }, audit: [] };
  return decline(request, "not-approved", now, { next: "close" });
};

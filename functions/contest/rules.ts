import { contestAfter, withContest } from "#kernel/contest.ts";
import { type Instant, reached } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { isEnd } from "#kernel/request.ts";
import { isLeaving } from "#kernel/subject.ts";
import { decideUntil, waitSeconds } from "#kernel/waiting.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { contestIn } from "./model.ts";

// The table of states and moves is kernel/contest.ts's: officers' answers go by it as well. Here is what a run decides.

/** The way a run goes on: overdue is a wait that somebody must be told of first. */
export type NextStep = "wait" | "overdue" | "carry-out" | "moot" | "withdrawn" | "close";
export interface Looked {
  next: NextStep;
  waitSeconds: number;
}

/**
 * What has become of the contest. When its time is over it is said aloud, each week again; no time answers it. Where the block was over
 * first there is nothing left to judge. The block's end is read before: a hint that the next look repeats.
 */
export const decideLooking = ({ request, subjects }: Facts, isBlockOver: boolean, now: Instant): Decision<Looked> => {
  const contest = contestIn(request);
  const going = (next: NextStep): Looked => ({ next, waitSeconds: waitSeconds(now, decideUntil(request, now)) });
  const begun = { ...request, unstarted: false };
  if (contest.state === "upheld" || contest.state === "lifted") {
    return { outcome: going("carry-out"), request: { ...begun, status: "running" }, audit: [] };
  }
  // of a deleted account nobody is left to tell
  const isGone = isLeaving(subjects);
  const whenMoot = isGone ? "close" : "moot";
  if (contest.state === "closed") {
    return { outcome: going(contest.moot === true ? whenMoot : "close"), request: begun, audit: [] };
  }
  if (isEnd(request.status)) return { outcome: going("withdrawn"), request: begun, audit: [] };
  const moot = contestAfter(contest.state, "moot");
  if ((isBlockOver || isGone) && moot !== undefined) {
    return {
      outcome: going(whenMoot),
      request: withContest(
        { ...begun, status: "running", attention: undefined },
        { ...contest, state: moot, moot: true },
      ),
      audit: [{ event: "contest-moot", at: now, actor: "system", facts: { block: contest.block } }],
    };
  }
  const reviewed = { ...begun, status: "in-review" as const };
  if (!reached(request.dueAt, now)) return { outcome: going("wait"), request: reviewed, audit: [] };
  const fallen = contestAfter(contest.state, "fall-due");
  return {
    outcome: going("overdue"),
    request: withContest(
      { ...reviewed, attention: request.attention ?? { since: now, error: "ContestOverdue" } },
      { ...contest, state: fallen ?? contest.state },
    ),
    audit: fallen ? [{ event: "contest-overdue", at: now, actor: "system", facts: { dueAt: request.dueAt } }] : [],
  };
};

/** What ends the wait for an officer before anybody waits: an answer, or that the person took it back. */
export const alreadyAnswered = ({ request }: Facts): JsonObject | undefined => {
  const { state } = contestIn(request);
  const isOpen = (state === "open" || state === "overdue") && !isEnd(request.status);
  return isOpen ? undefined : { decision: "answered" };
};

/** The end: upheld is a no to the person, lifted and moot give them what they wanted; withdrawn stays so. */
export const decideClosing = ({ request }: Facts, now: Instant): Decision<{ outcome: string }> => {
  const contest = contestIn(request);
  const outcome = { outcome: contest.answer?.outcome ?? (contest.moot === true ? "moot" : "withdrawn") };
  if (request.closedAt !== undefined && contest.state === "closed") return { outcome, audit: [] };
  const status = isEnd(request.status) ? request.status : outcome.outcome === "uphold" ? "refused" : "fulfilled";
  return {
    outcome,
    request: withContest(
      { ...request, status, unstarted: false, attention: undefined, closedAt: request.closedAt ?? now },
      { ...contest, state: "closed" },
    ),
    audit: [{ event: "request-closed", at: now, actor: "system", facts: outcome }],
  };
};

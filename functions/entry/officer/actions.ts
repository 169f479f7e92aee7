import { contestAfter, contestOf } from "#kernel/contest.ts";
import type { Instant } from "#kernel/instant.ts";
import { approversOf, isAbout, isBarred, planOf } from "#kernel/plan.ts";
import { refusalOf } from "#kernel/refusal.ts";
import { isAnswered, isEnd, isPersonsWish, type PrivacyRequest, type RequestKind } from "#kernel/request.ts";
import { isRestricting, restrictionOf } from "#kernel/restriction.ts";
import type { Hold } from "#kernel/subject.ts";
import type { Caller } from "#ports/tokens/tokens.ts";
import { extensionObstacle } from "#requests/extend.ts";
import { toldOfLiftingAt } from "#requests/restrictions.ts";
import { isSuspended } from "#requests/suspend.ts";
import type { OfficerAction } from "./model.ts";
import type { Permission } from "./route.ts";

/** What an officer sees before they act. The acts themselves decide again, on what is true then. */
export interface Seen {
  request: PrivacyRequest;
  holds: readonly Hold[];
  officer: string;
  caller: Caller;
  now: Instant;
}

export const permissionFor: Record<OfficerAction, Permission> = {
  claim: "requests:decide",
  approve: "requests:decide",
  refuse: "requests:decide",
  extend: "requests:decide",
  suspend: "requests:decide",
  resume: "requests:decide",
  hold: "requests:decide",
  "keep-hold": "requests:decide",
  release: "requests:decide",
  "answer-hold": "requests:decide",
  "lift-restriction": "requests:decide",
  "keep-restriction": "requests:decide",
  "answer-contest": "blocks:write",
  "try-again": "requests:decide",
  reveal: "subjects:reveal",
};

const over = "The request is answered.";
const past = "The deletion has begun; it goes on to its end.";
const stands = "It stands; it is lifted, and not refused.";

const noRestriction = "No restriction stands.";

/** Why an action cannot be done now, in a sentence; undefined when it can. */
const obstacles: Record<OfficerAction, (seen: Seen) => string | undefined> = {
  claim: ({ request }) => (isEnd(request.status) ? over : undefined),
  approve: ({ request, officer }) => {
    if (request.openedBy?.officer === officer) return "You opened this request. Another officer must approve it.";
    if (request.status !== "in-review" || planOf(request) === undefined) return "Nothing waits for a decision now.";
    return approversOf(request).includes(officer) ? "You have approved it. Another officer must as well." : undefined;
  },
  refuse: ({ request }) => {
    if (isEnd(request.status)) return over;
    if (request.pointOfNoReturnAt !== undefined) return request.kind === "restriction" ? stands : past;
    return refusalOf(request) === undefined ? undefined : "It is refused already; the letter is on its way.";
  },
  extend: ({ request, now }) =>
    ({
      none: undefined,
      "already-ended": over,
      "already-extended": "It was extended before, and can be only once.",
      "too-late": "The first month is over. The law allows an extension only within it.",
    })[extensionObstacle(request, now) ?? "none"],
  suspend: ({ request }) => {
    if (isAnswered(request.status)) return over;
    return isSuspended(request) ? "The clock stands still already." : undefined;
  },
  resume: ({ request }) => (isSuspended(request) && !isEnd(request.status) ? undefined : "The clock runs."),
  hold: ({ request }) => {
    if (request.kind !== "deletion") return "It destroys nothing, so there is nothing to hold.";
    if (request.pointOfNoReturnAt !== undefined) return past;
    return isEnd(request.status) ? over : undefined;
  },
  "keep-hold": ({ holds }) => (holds.length === 0 ? "There is no hold." : undefined),
  release: ({ holds, officer }) => {
    if (holds.length === 0) return "There is no hold.";
    return holds.every(({ releaseAskedBy }) => releaseAskedBy === officer)
      ? "You have asked for it. Another officer must agree."
      : undefined;
  },
  "answer-hold": ({ request, holds }) =>
    request.status === "held" && holds.length > 0 ? undefined : "Nothing holds this request.",
  "lift-restriction": ({ request }) => {
    const restriction = restrictionOf(request);
    if (restriction === undefined || !isRestricting(restriction.state)) return noRestriction;
    // once more only to say how the person was told, whom no mail reached
    return restriction.state === "announced" && toldOfLiftingAt(request) !== undefined
      ? "The person is told, and it is lifted when their time is over."
      : undefined;
  },
  "keep-restriction": ({ request }) => {
    const restriction = restrictionOf(request);
    if (restriction === undefined || !isRestricting(restriction.state)) return noRestriction;
    return restriction.announced?.because === "person-asks" && restriction.state === "announced"
      ? "The person ends it themselves."
      : undefined;
  },
  "answer-contest": ({ request, officer }) => {
    const contest = contestOf(request);
    if (contest === undefined || contestAfter(contest.state, "lift") === undefined || isEnd(request.status))
      return over;
    if (request.openedBy?.officer === officer) return "You opened this request. Another officer must answer it.";
    return isBarred(request, officer) ? "You decided about this block before. Another officer must look." : undefined;
  },
  "try-again": ({ request }) =>
    request.status === "needs-attention" ? undefined : "Nothing has failed; the run goes on by itself.",
  reveal: ({ request }) => (request.closedAt === undefined ? undefined : "What we knew about the person is deleted."),
};

/** What there is only of one kind of request. */
const onlyOf: Partial<Record<OfficerAction, RequestKind>> = {
  "lift-restriction": "restriction",
  "keep-restriction": "restriction",
  "answer-contest": "contest",
};

/** Every action of its kind with whether this officer can do it now, and if not, why. */
export const actionsFor = (seen: Seen) =>
  (Object.keys(obstacles) as OfficerAction[])
    .filter((action) => (onlyOf[action] ?? seen.request.kind) === seen.request.kind)
    .map((action) => {
      const why = obstacleTo(action, seen);
      return { action, allowed: why === undefined, ...(why !== undefined && { why }) };
    });

/** The law's month and its ways stand for what people ask for. */
const onlyForWishes: readonly OfficerAction[] = ["refuse", "extend", "suspend", "resume", "hold", "answer-hold"];

const obstacleTo = (action: OfficerAction, seen: Seen): string | undefined => {
  if (!seen.caller.permissions.includes(permissionFor[action])) return "Your role does not include this.";
  if (isAbout(seen.request, seen.officer)) return "This request is about you.";
  if (seen.request.kind === "contest" && (onlyForWishes.includes(action) || action === "approve"))
    return "It is answered: the block stays, or is lifted.";
  if (!isPersonsWish(seen.request.kind) && onlyForWishes.includes(action))
    return "It is no wish of the person: see Blocks.";
  return obstacles[action](seen);
};

import { hours } from "#kernel/duration.ts";
import type { SubjectRef } from "#kernel/ids.ts";
import { type Instant, plus, reached } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { isApproved, planOf } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import { refusalOf } from "#kernel/refusal.ts";
import { isEnd, needsConfirmation, type PrivacyRequest, type RequestStatus } from "#kernel/request.ts";
import type { BoundIdentity } from "#kernel/subject.ts";
import { decideUntil, waitSeconds } from "#kernel/waiting.ts";
import type { Account } from "#ports/identity/identity.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { progressOf } from "./model.ts";
import { deletionPlan, type PlanReading } from "./plan.ts";

/** The way a run goes on after it was opened. */
export type OpenedAs = "cooling-off" | "confirm" | "withdrawn" | "refused";

/** When the request was stored here: an officer may enter one that arrived days before. */
export const acceptedAt = (request: PrivacyRequest): Instant => request.acceptedAt ?? request.receivedAt;

/**
 * Until when a person may change their mind: from acceptance, or from their yes where nobody had signed in to ask; by our own clock,
 * never by one the client sent (I6).
 */
export const coolingOffUntil = (request: PrivacyRequest, policy: Policy): Instant =>
  plus(progressOf(request).confirmedAt ?? acceptedAt(request), policy.deletion.coolingOff);

/** Until when we wait for the yes of a person who did not sign in. */
export const confirmUntil = (request: PrivacyRequest, policy: Policy): Instant =>
  plus(acceptedAt(request), policy.deletion.confirm.within);

/** The first step's decision: the request is bound and cools off, unless it was withdrawn before anybody began. */
export const decideOpening = (
  { request }: Facts,
  bound: { linkedRefs: SubjectRef[]; foundAbsent: boolean; identities: number },
  policy: Policy,
  now: Instant,
): Decision<{ next: OpenedAs; until: Instant }> => {
  const { coolingOffUntil: agreed } = progressOf(request);
  const until = agreed ?? coolingOffUntil(request, policy);
  const begun = { ...request, unstarted: false, linkedRefs: bound.linkedRefs };
  const beforeReturn = request.pointOfNoReturnAt === undefined;
  if (beforeReturn && refusalOf(request) !== undefined) {
    return { outcome: { next: "refused", until }, request: begun, audit: [] };
  }
  if (beforeReturn && isEnd(request.status)) {
    return { outcome: { next: "withdrawn", until }, request: begun, audit: [] };
  }
  const asks = beforeReturn && needsConfirmation(request);
  const waitsFrom: RequestStatus[] = ["received", "awaiting-identity"];
  return {
    outcome: { next: asks ? "confirm" : "cooling-off", until },
    request: {
      ...begun,
      // a later attempt stays where the request stands: it may be in review, running, or even answered and looking back
      status: waitsFrom.includes(request.status) ? (asks ? "awaiting-identity" : "cooling-off") : request.status,
      progress: {
        ...request.progress,
        ...(!asks && { coolingOffUntil: until }),
        foundAbsent: bound.foundAbsent,
      },
    },
    audit: [
      {
        event: "identity-bound",
        at: now,
        actor: "system",
        facts: {
          identities: bound.identities,
          foundAbsent: bound.foundAbsent,
          ...(asks ? { confirmUntil: confirmUntil(request, policy) } : { coolingOffUntil: until }),
        },
      },
    ],
  };
};

export type PlannedAs = "decide" | "fence" | "too-early" | "withdrawn" | "refused";

/** The plan goes on record, and with it who decides next: an officer, or nobody but the fence. */
export const decidePlan = (
  { request, subjects }: Facts,
  reading: PlanReading,
  policy: Policy,
  now: Instant,
): Decision<{ next: PlannedAs; coolingOffSeconds: number; decideSeconds: number }> => {
  const until = progressOf(request).coolingOffUntil ?? coolingOffUntil(request, policy);
  const going = (next: PlannedAs) => ({
    next,
    coolingOffSeconds: waitSeconds(now, until),
    decideSeconds: waitSeconds(now, decideUntil(request, now)),
  });
  if (request.pointOfNoReturnAt !== undefined) return { outcome: going("fence"), audit: [] };
  if (request.status === "withdrawn") return { outcome: going("withdrawn"), audit: [] };
  if (refusalOf(request) !== undefined) return { outcome: going("refused"), audit: [] };
  if (!reached(until, now)) return { outcome: going("too-early"), audit: [] };

  const plan = deletionPlan(request, subjects, reading, policy, now);
  const planned = { ...request, progress: { ...request.progress, plan } };
  const isNew = planOf(request)?.digest !== plan.digest;
  const held = subjects.some(({ holds }) => holds.length > 0);
  const goesOn = isApproved(planned) || held; // the fence says so, and the request is held
  return {
    outcome: going(goesOn ? "fence" : "decide"),
    request: goesOn ? planned : { ...planned, status: "in-review" },
    audit: isNew
      ? [
          {
            event: "deletion-planned",
            at: now,
            actor: "system",
            facts: { planDigest: plan.digest, oddities: plan.oddities, approvalsNeeded: plan.approvalsNeeded },
          },
        ]
      : [],
  };
};

/** What ends a wait before anybody waits: a decision that was made while the run was on its way there. */
export const alreadyDecided =
  (wait: "cooling-off" | "confirmation" | "decision" | "export" | "room") =>
  ({ request }: Facts): JsonObject | undefined => {
    const { confirmedAt, waivedAt } = progressOf(request);
    if (request.status === "withdrawn") return { decision: "withdrawn" };
    if (refusalOf(request) !== undefined) return { decision: "refused" };
    if (wait === "confirmation" && confirmedAt !== undefined) return { decision: "confirmed" };
    if (wait === "cooling-off" && waivedAt !== undefined) return { decision: "waived" };
    if (wait === "decision" && isApproved(request)) return { decision: "approved" };
    return undefined;
  };

/** True when the account has the logins that were bound. */
export const hasSameLogins = (bound: Pick<BoundIdentity, "identities">, account: Account): boolean => {
  const ids = (identities: BoundIdentity["identities"]): string =>
    identities
      .map(({ userId }) => userId)
      .toSorted()
      .join("\n");
  return ids(account.identities) === ids(bound.identities);
};

/** An account with a later date of creation is a new one: a person may come back (design: Deletion). */
export const isSameAccount = (bound: { createdAt: Instant }, account: Account | undefined): boolean =>
  account !== undefined && account.createdAt <= bound.createdAt;

export type NextRecheck = { more: true; number: number; recheckAt: Instant } | { more: false };

/** The next look whether anything came back, counted from the receipt; `more: false` after the last one. */
export const nextRecheck = (request: PrivacyRequest, policy: Policy): NextRecheck => {
  const { rechecksDone = 0, "receipt-signed": signed } = progressOf(request);
  const after = policy.deletion.recheck[rechecksDone];
  return after === undefined || signed === undefined
    ? { more: false }
    : { more: true, number: rechecksDone + 1, recheckAt: plus(signed.at, after) };
};

/** How long a run parks before it asks the fence again: cheap for a year of switched-off days, soon enough at a cap. */
export const roomAgainAt = (now: Instant): Instant => plus(now, hours(1));

import { hours } from "#kernel/duration.ts";
import type { SubjectRef } from "#kernel/ids.ts";
import { type Instant, plus, secondsUntil } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { isEnd, type PrivacyRequest } from "#kernel/request.ts";
import type { BoundIdentity } from "#kernel/subject.ts";
import type { Account } from "#ports/identity/identity.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { progressOf } from "./model.ts";

/** The way a run goes on after it was opened. */
export type OpenedAs = "cooling-off" | "withdrawn";

/** Until when a person may change their mind: from receipt, by our own clock, never by one the client sent (I6). */
export const coolingOffUntil = (request: PrivacyRequest, policy: Policy): Instant =>
  plus(request.receivedAt, policy.deletion.coolingOff);

/** Step Functions wants at least one second; a time that is over waits that one second. */
export const waitSeconds = (now: Instant, until: Instant): number => Math.max(1, secondsUntil(now, until));

/**
 * The account is the one the person proved to own if it was there when they asked. One that was created after the request was received is
 * somebody's new account under the old id.
 */
export const isAccountOf = (request: PrivacyRequest, account: Account): boolean =>
  account.createdAt <= request.receivedAt;

/** Who is bound when the account is there, and when it is gone already: then only the id is known, and there is nobody to mail to. */
export const identityToBind = (
  request: PrivacyRequest,
  account: Account | undefined,
  userId: BoundIdentity["userId"],
  policy: Policy,
): BoundIdentity => ({
  userId,
  createdAt: account?.createdAt ?? request.receivedAt,
  identities: account?.identities ?? [],
  address: account?.emailVerified ? account.email : undefined,
  locale: policy.locales.find((locale) => locale === account?.locale) ?? policy.locales[0] ?? "en",
});

/** The first step's decision: the request is bound and cools off, unless it was withdrawn before anybody began. */
export const decideOpening = (
  { request }: Facts,
  bound: { linkedRefs: SubjectRef[]; foundAbsent: boolean; identities: number },
  policy: Policy,
  now: Instant,
): Decision<{ next: OpenedAs; until: Instant }> => {
  const { coolingOffUntil: agreed } = progressOf(request);
  const until = agreed ?? coolingOffUntil(request, policy);
  const begun = { ...request, unstarted: false };
  if (isEnd(request.status) && request.pointOfNoReturnAt === undefined) {
    return { outcome: { next: "withdrawn", until }, request: begun, audit: [] };
  }
  return {
    outcome: { next: "cooling-off", until },
    request: {
      ...begun,
      linkedRefs: bound.linkedRefs,
      // a later attempt stays where the request stands: it may be running, or even answered and looking back
      status: request.attempt === 1 && request.pointOfNoReturnAt === undefined ? "cooling-off" : request.status,
      progress: { ...request.progress, coolingOffUntil: until, foundAbsent: bound.foundAbsent },
    },
    audit: [
      {
        event: "identity-bound",
        at: now,
        actor: "system",
        facts: { identities: bound.identities, foundAbsent: bound.foundAbsent, coolingOffUntil: until },
      },
    ],
  };
};

/** True when nothing about the account has changed since it was bound, or it is gone: then there is nothing wrong to destroy. */
export const isUnchanged = (bound: BoundIdentity, account: Account | undefined): boolean => {
  if (account === undefined) return true;
  const ids = (identities: BoundIdentity["identities"]): string =>
    identities
      .map(({ userId }) => userId)
      .toSorted()
      .join("\n");
  return account.createdAt === bound.createdAt && ids(account.identities) === ids(bound.identities);
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

import { days } from "#kernel/duration.ts";
import type { RequestId } from "#kernel/ids.ts";
import { type Instant, plus, reached } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { isAbout } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import {
  type RestrictionEvent,
  type RestrictionGround,
  type RestrictionOver,
  type RestrictionRecord,
  restrictionAfter,
  restrictionOf,
  type ToldBy,
  withRestriction,
} from "#kernel/restriction.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { recordOf } from "./effect.ts";
import { carryOn, type Deciding, type GoesOn, goOn } from "./go-on.ts";
import { answerWaits } from "./park.ts";

/** Where the record of a restriction begins, whoever asks for it. */
export const restrictionWish = (ground: RestrictionGround, shutsSignIn: boolean): JsonObject => ({
  restriction: { state: "asked", ground, shutsSignIn } satisfies RestrictionRecord,
});

/** An event that does not fit where the restriction stands, stale or out of order: it changes nothing, and is on record. */
const refused = <T>(
  outcome: T,
  { event, because, by, at }: { event: RestrictionEvent; because: string; by: string; at: Instant },
): Decision<GoesOn<T>> => ({
  outcome: { outcome },
  audit: [{ event: "restriction-event-refused", at, actor: by, facts: { event, because } }],
});

const required = (request: PrivacyRequest): RestrictionRecord => {
  const restriction = restrictionOf(request);
  if (restriction === undefined) throw new TypeError(`${request.requestId} is no restriction`);
  return restriction;
};

/** The name of the notice that a restriction will be lifted. */
export const liftingNotice = (round: number): string => `lifting-${round}`;

/** When the person was told that it will be lifted, by the present announcement; undefined while they are not. */
export const toldOfLiftingAt = (request: PrivacyRequest): Instant | undefined => {
  const announced = restrictionOf(request)?.announced;
  if (announced === undefined) return undefined;
  const told = recordOf(request, `${liftingNotice(announced.round)}-told`);
  if (told?.notice === "sent") return String(told.at) as Instant;
  // who asked for it themselves knows; who was told otherwise was told when the officer says so
  return announced.toldBy !== undefined || announced.because === "person-asks" ? announced.at : undefined;
};

/**
 * When it may be lifted: policy's time after the person was told (GDPR Article 18(3)), at once where they ask for it themselves. Undefined
 * while they have not been told.
 */
export const mayBeLiftedAt = (request: PrivacyRequest, { blocking }: Policy): Instant | undefined => {
  const told = toldOfLiftingAt(request);
  if (told === undefined) return undefined;
  return restrictionOf(request)?.announced?.because === "person-asks" ? told : plus(told, blocking.noticeBeforeLifting);
};

export interface Announcement {
  /** "person", or the officer by reference. */
  by: string;
  because: RestrictionOver;
  /** How the person was told, where no mail reached them. */
  toldBy?: ToldBy | undefined;
}

/** announced: the person is told, then it is lifted. already: they know, and it will be. over: it does not stand. own-request: nobody decides about themselves. */
export type AnnounceOutcome = "announced" | "already" | "over" | "own-request";

/** It is to be lifted: first the person is told, and nothing is lifted before that. */
export const decideAnnouncement = (
  { request, waits }: Facts,
  { by, because, toldBy }: Announcement,
  now: Instant,
): Decision<GoesOn<AnnounceOutcome>> => {
  const restriction = required(request);
  const event = "announce";
  const state = restrictionAfter(restriction.state, event);
  if (state === undefined) return refused("over" as const, { event, because: restriction.state, by, at: now });
  if (by !== "person" && isAbout(request, by)) {
    return refused("own-request" as const, { event, because: "own-request", by, at: now });
  }
  const before = restriction.announced;
  const isAgain = restriction.state === "announced" && before !== undefined;
  const sayHow = toldBy !== undefined && toldOfLiftingAt(request) === undefined;
  // the person's own wish shortens what an officer announced; nothing else changes what they were told
  const shortens = because === "person-asks" && before?.because !== "person-asks";
  if (isAgain && !sayHow && !shortens) return refused("already" as const, { event, because: "announced", by, at: now });
  const round = isAgain ? before.round : (before?.round ?? 0) + 1;
  const announced = {
    because: isAgain && !shortens ? before.because : because,
    by,
    at: now,
    round: shortens && isAgain ? round + 1 : round,
    ...(toldBy !== undefined && { toldBy }),
  };
  const going = goOn(withRestriction({ ...request, attention: undefined }, { ...restriction, state, announced }));
  return {
    outcome: { outcome: "announced", ...(going.next && { next: going.next }) },
    request: going.request,
    waits: answerWaits(waits, { decision: "announced" }, now),
    audit: [
      {
        event: "restriction-lifting-announced",
        at: now,
        actor: by,
        facts: { because: announced.because, round: announced.round, ...(toldBy !== undefined && { toldBy }) },
      },
    ],
  };
};

/** kept: until another review. over: it does not stand any more. bad-review: not in the future, or not within a year. */
export type KeepRestrictionOutcome = "kept" | "over" | "own-request" | "bad-review";

const longestReview = days(366);

/** An officer has looked, and the ground still holds: it stays until another review. What was announced is called off. */
export const decideKeepRestriction = (
  { request, waits }: Facts,
  { by, reviewAt }: { by: string; reviewAt: Instant },
  now: Instant,
): Decision<GoesOn<KeepRestrictionOutcome>> => {
  const restriction = required(request);
  const event = "keep";
  const state = restrictionAfter(restriction.state, event);
  if (state === undefined) return refused("over" as const, { event, because: restriction.state, by, at: now });
  if (isAbout(request, by)) return refused("own-request" as const, { event, because: "own-request", by, at: now });
  // what the person asks for themselves is not kept against their will
  if (restriction.state === "announced" && restriction.announced?.because === "person-asks") {
    return refused("over" as const, { event, because: "person-asks", by, at: now });
  }
  if (reached(reviewAt, now) || reviewAt > plus(now, longestReview)) {
    return refused("bad-review" as const, { event, because: "bad-review", by, at: now });
  }
  const wasAnnounced = restriction.state === "announced" && toldOfLiftingAt(request) !== undefined;
  const kept: RestrictionRecord = {
    ...restriction,
    state,
    reviewBy: reviewAt,
    ...(wasAnnounced && { calledOff: restriction.announced?.round }),
  };
  const going = goOn(withRestriction({ ...request, attention: undefined }, kept));
  return {
    outcome: { outcome: "kept", ...(going.next && { next: going.next }) },
    request: going.request,
    waits: answerWaits(waits, { decision: "kept" }, now),
    audit: [{ event: "restriction-kept", at: now, actor: by, facts: { reviewAt, calledOff: wasAnnounced } }],
  };
};

/** Says that a restriction is to be lifted, and lets its run tell the person. */
export const announceLifting =
  (ports: Deciding) =>
  (requestId: RequestId, announcement: Announcement): Promise<AnnounceOutcome> =>
    carryOn(ports)(requestId, (facts) => decideAnnouncement(facts, announcement, ports.clock.now()));

/** Keeps a restriction after a review. */
export const keepRestriction =
  (ports: Deciding) =>
  (requestId: RequestId, keep: { by: string; reviewAt: Instant }): Promise<KeepRestrictionOutcome> =>
    carryOn(ports)(requestId, (facts) => decideKeepRestriction(facts, keep, ports.clock.now()));

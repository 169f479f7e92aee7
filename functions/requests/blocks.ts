import {
  type BlockEnd,
  type BlockEvent,
  type BlockReach,
  type BlockReason,
  type BlockRecord,
  blockAfter,
  blockOf,
  type LiftReason,
  withBlock,
  withoutBlock,
} from "#kernel/block.ts";
import type { BulkId } from "#kernel/bulk.ts";
import type { RequestId, UserId } from "#kernel/ids.ts";
import { type Instant, plus, reached } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { isAbout } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Ports } from "#ports/ports.ts";
import type { AcceptOutcome, Decision, Facts } from "#ports/requests/requests.ts";
import { carryOn, type Deciding, type GoesOn, goOn } from "./go-on.ts";
import { type Opening, openRequest } from "./open.ts";
import { answerWaits } from "./park.ts";

/** A block as a door hands it on: who wants it is proven, the words are parsed. */
export interface BlockWish {
  userId: UserId;
  reason: BlockReason;
  reach: BlockReach;
  end: BlockEnd;
  reference?: string | undefined;
  /** The id that it is to have, and the list that it comes with, where one does: sent twice, it is one block. */
  requestId?: RequestId | undefined;
  bulk?: BulkId | undefined;
  /** The officer by reference; absent where an event begins it. */
  by?: string | undefined;
  /** What is known of the reason, for the record: ids and words of ours, never what names somebody. */
  proof?: JsonObject | undefined;
  idempotency?: Opening["idempotency"];
}

/** Accepts a block: stored first, with its audit, then its run is started. Nobody is shut out before the fence has said so. */
export const proposeBlock =
  (ports: Pick<Ports, "clock" | "requests" | "subjects" | "workflows">, policy: Policy) =>
  ({
    userId,
    reason,
    reach,
    end,
    reference,
    by,
    proof,
    idempotency,
    requestId,
    bulk,
  }: BlockWish): Promise<AcceptOutcome> => {
    const now = ports.clock.now();
    const block: BlockRecord = {
      state: "proposed",
      reason,
      reach,
      end,
      automatic: by === undefined,
      setBy: by ?? "system",
      ...(reference !== undefined && { reference }),
      ...(bulk !== undefined && { bulk }),
    };
    return openRequest(
      ports,
      policy,
    )({
      kind: "block",
      channel: by === undefined ? "event" : "officer",
      userId,
      proof: {
        ...{ reason, reach: reach === "everywhere" ? reach : "applications", end: end.kind },
        ...(bulk !== undefined && { bulk }),
        ...proof,
      },
      ...(by !== undefined && { byOfficer: { openedBy: { officer: by }, receivedAt: now } }),
      dueAt: plus(now, policy.blocking.decideWithin),
      progress: { block: block as JsonObject },
      requestId,
      idempotency,
    });
  };

/** An event that does not fit where the block stands, stale or out of order: it changes nothing, and is on record. */
export const refusedEvent = <T>(
  outcome: T,
  { event, state, by, at }: { event: BlockEvent; state: string; by: string; at: Instant },
): Decision<T> => ({
  outcome,
  audit: [{ event: "block-event-refused", at, actor: by, facts: { event, state } }],
});

/** lifted, declined: on record, what follows is the run's. over: it is past already. own-request: nobody frees themselves. */
export type LiftOutcome = "lifted" | "declined" | "over" | "own-request";

/**
 * An officer, a contest or the time takes a block back: one that never began is declined. From this moment it demands nothing, in the
 * transaction that decides it; the run then makes the tenant agree with what the others demand.
 */
export const decideLift = (
  { request, subjects, waits }: Facts,
  { by, because }: { by: string; because: LiftReason },
  now: Instant,
): Decision<GoesOn<LiftOutcome>> => {
  const block = blockOf(request);
  if (block === undefined) throw new TypeError(`${request.requestId} is no block`);
  const event = block.state === "proposed" ? "decline" : "lift";
  const state = blockAfter(block.state, event);
  if (state === undefined) return refusedEvent({ outcome: "over" }, { event, state: block.state, by, at: now });
  if (isAbout(request, by)) {
    return {
      outcome: { outcome: "own-request" },
      audit: [{ event: "block-event-refused", at: now, actor: by, facts: { event, because: "own-request" } }],
    };
  }
  const lifted = withBlock(
    { ...request, reviewAt: undefined, attention: undefined },
    {
      ...block,
      state,
      over: { because, by, at: now },
    },
  );
  const going = goOn(lifted);
  return {
    outcome: { outcome: event === "lift" ? "lifted" : "declined", ...(going.next && { next: going.next }) },
    request: going.request,
    subjects: subjects.slice(0, 1).map((subject) => withoutBlock(subject, request.requestId)),
    waits: answerWaits(waits, { decision: event === "lift" ? "lifted" : "declined" }, now),
    audit: [{ event: event === "lift" ? "block-lifted" : "block-declined", at: now, actor: by, facts: { because } }],
  };
};

/** kept: with its new end. over: it is past. four-eyes: without an end needs somebody else. too-early: the new end is past already. */
export type KeepOutcome = "kept" | "over" | "own-request" | "four-eyes" | "past-end";

/** An officer has looked at a block and keeps it, until another end: the human review of Article 22, where an event began it. */
export const decideKeep = (
  { request, subjects, waits }: Facts,
  { by, end }: { by: string; end: BlockEnd },
  policy: Policy,
  now: Instant,
): Decision<GoesOn<KeepOutcome>> => {
  const block = blockOf(request);
  if (block === undefined) throw new TypeError(`${request.requestId} is no block`);
  const refused = (outcome: KeepOutcome): Decision<GoesOn<KeepOutcome>> => ({
    outcome: { outcome },
    audit: [{ event: "block-event-refused", at: now, actor: by, facts: { event: "keep", because: outcome } }],
  });
  const state = blockAfter(block.state, "keep");
  if (state === undefined) return refusedEvent({ outcome: "over" }, { event: "keep", state: block.state, by, at: now });
  if (isAbout(request, by)) return refused("own-request");
  // nobody makes alone what needs two to begin: who set it, or an event, and one officer are not two officers
  if (end.kind === "lifted" && policy.blocking.fourEyes.permanent && (block.automatic || block.setBy === by)) {
    return refused("four-eyes");
  }
  if (isPast(end, now)) return refused("past-end");
  const kept = withBlock({ ...request, attention: undefined }, { ...block, state, end, keptBy: by });
  const going = goOn({ ...kept, progress: { ...kept.progress, keptAt: now } });
  const until: { until?: Instant } = end.kind === "until" ? { until: end.at } : {};
  return {
    outcome: { outcome: "kept", ...(going.next && { next: going.next }) },
    request: going.request,
    subjects: subjects.slice(0, 1).map((subject) => ({
      ...subject,
      blocks: (subject.blocks ?? []).map((each) => {
        if (each.requestId !== request.requestId) return each;
        const { until: _, ...standing } = each;
        return { ...standing, ...until };
      }),
    })),
    waits: answerWaits(waits, { decision: "kept" }, now),
    audit: [
      {
        event: "block-kept",
        at: now,
        actor: by,
        facts: { end: end.kind, ...(end.kind === "until" && { until: end.at }) },
      },
    ],
  };
};

/** The end is no end any more. */
export const isPast = (end: BlockEnd, now: Instant): boolean =>
  (end.kind === "until" && reached(end.at, now)) || (end.kind === "review" && reached(end.by, now));

/** Lifts or declines a block. */
export const liftBlock =
  (ports: Deciding) =>
  (requestId: RequestId, lift: { by: string; because: LiftReason }): Promise<LiftOutcome> =>
    carryOn(ports)(requestId, (facts) => decideLift(facts, lift, ports.clock.now()));

/** Declines a block that is not past the fence yet, and leaves alone one that is. */
export const declineProposed =
  (ports: Deciding) =>
  (requestId: RequestId, decline: { by: string; because: LiftReason }): Promise<LiftOutcome | "begun"> =>
    carryOn(ports)<LiftOutcome | "begun">(requestId, (facts) =>
      blockOf(facts.request)?.state === "proposed"
        ? decideLift(facts, decline, ports.clock.now())
        : { outcome: { outcome: "begun" }, audit: [] },
    );

/** Keeps a block after a review. */
export const keepBlock =
  (ports: Deciding, policy: Policy) =>
  (requestId: RequestId, keep: { by: string; end: BlockEnd }): Promise<KeepOutcome> =>
    carryOn(ports)(requestId, (facts) => decideKeep(facts, keep, policy, ports.clock.now()));

import { createHash } from "node:crypto";
import { Refusal } from "#kernel/failure.ts";
import type { RequestId, SubjectRef } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Hold, SubjectState } from "#kernel/subject.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts, SubjectDecision } from "#ports/requests/requests.ts";
import { nextAttempt, startRun } from "./open.ts";

/** Too late: the deletion has begun to destroy. A hold is never taken in silence that it cannot keep (I4). */
export class PastPointOfNoReturn extends Refusal {
  override readonly name = "PastPointOfNoReturn" as const;
}

/** The fence's mirror: it carries "not past the point of no return", so that one of the two always fails. */
export const decideHold = (subject: SubjectState, hold: Hold): SubjectDecision<"placed" | "too-late"> => {
  const entry = (event: string, facts: Record<string, string>) => [
    {
      event,
      at: hold.placedAt,
      actor: hold.owner,
      facts: { subjectRef: subject.subjectRef, holdId: hold.holdId, ...facts },
    },
  ];
  if (subject.pointOfNoReturn !== undefined) {
    return { outcome: "too-late", audit: entry("hold-refused", { reason: "past the point of no return" }) };
  }
  const others = subject.holds.filter(({ holdId }) => holdId !== hold.holdId);
  return {
    outcome: "placed",
    subject: { ...subject, holds: [...others, hold] },
    audit: entry("hold-placed", { ground: hold.ground, reviewAt: hold.reviewAt }),
  };
};

/**
 * Places a legal hold, and plans its review. From the moment it is acknowledged nothing of the subject is destroyed.
 * Throws `PastPointOfNoReturn`.
 */
export const placeHold =
  ({ requests, schedules }: Pick<Ports, "requests" | "schedules">) =>
  async (subjectRef: SubjectRef, hold: Hold): Promise<void> => {
    const outcome = await requests.changeSubject(subjectRef, (subject) => decideHold(subject, hold));
    if (outcome === "too-late") {
      throw new PastPointOfNoReturn("The deletion has begun; a hold can no longer keep what it would have kept.");
    }
    await schedules.once(reviewName(hold.holdId), hold.reviewAt, {
      task: "review-hold",
      subjectRef,
      holdId: hold.holdId,
    });
  };

/** Starts the next attempt of a held request, if nothing holds it any more. Its steps skip what is on record. */
export const resumeHeld =
  ({ clock, requests, workflows }: Pick<Ports, "clock" | "requests" | "workflows">) =>
  async (requestId: RequestId): Promise<void> => {
    const next = await requests.change(requestId, (facts) => decideResume(facts, clock.now()));
    // a start that is Busy is repeated by the sweep: the request is marked unstarted
    if (next !== undefined) await startRun({ workflows })(next).catch(() => undefined);
  };

export const decideResume = ({ request, subjects }: Facts, now: Instant): Decision<PrivacyRequest | undefined> => {
  if (request.status !== "held" || subjects.some(({ holds }) => holds.length > 0))
    return { outcome: undefined, audit: [] };
  const next = nextAttempt({ ...request, status: "received", attention: undefined });
  return {
    outcome: next,
    request: next,
    audit: [
      {
        event: "attempt-started",
        at: now,
        actor: "system",
        facts: { attempt: next.attempt, because: "hold released" },
      },
    ],
  };
};

/** EventBridge Scheduler allows 64 characters: a long id goes by its hash, so that no two holds share a name. */
export const reviewName = (holdId: string): string => {
  const name = `review-hold-${holdId}`;
  return name.length <= 64 ? name : `review-hold-${createHash("sha256").update(holdId).digest("hex").slice(0, 48)}`;
};

import type { RequestId, SubjectRef } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { subjectOfOfficer } from "#kernel/request.ts";
import type { SubjectState } from "#kernel/subject.ts";
import type { Ports } from "#ports/ports.ts";
import type { SubjectDecision } from "#ports/requests/requests.ts";
import { holdReviewOf, withReview } from "./answer-hold.ts";
import { resumeHeld, reviewName } from "./hold.ts";

/** The review of a hold is due: its held requests ask for an officer's eye. A hold released meanwhile asks for nothing. */
export const remindOfHold =
  ({ clock, requests }: Pick<Ports, "clock" | "requests">) =>
  async (subjectRef: SubjectRef, holdId: string): Promise<void> => {
    const now = clock.now();
    const held = await requests.changeSubject(subjectRef, (subject) => {
      const stands = subject.holds.some((hold) => hold.holdId === holdId);
      return {
        outcome: stands ? Object.values(subject.open) : [],
        audit: stands ? [{ event: "hold-review-due", at: now, actor: "system", facts: { subjectRef, holdId } }] : [],
      };
    });
    for (const requestId of held) {
      await requests.change(requestId, ({ request }) => {
        if (request.status !== "held" || request.attention !== undefined) return { outcome: undefined, audit: [] };
        return {
          outcome: undefined,
          request: { ...request, attention: { since: now, error: "HoldReviewDue" } },
          audit: [{ event: "attention-needed", at: now, actor: "system", facts: { error: "HoldReviewDue", holdId } }],
        };
      });
    }
  };

/**
 * Looks at a hold again and keeps it until another review. A wish to release it is over with that, and what asked for the officer's eye
 * has had it. False when there is no such hold.
 */
export const keepHold =
  ({ clock, requests, schedules }: Pick<Ports, "clock" | "requests" | "schedules">) =>
  async (subjectRef: SubjectRef, holdId: string, { officer, reviewAt }: HoldKept): Promise<boolean> => {
    const open = await requests.changeSubject(subjectRef, (subject) =>
      decideKeeping(subject, holdId, { officer, reviewAt }, clock.now()),
    );
    if (open === undefined) return false;
    await schedules.once(reviewName(holdId), reviewAt, { task: "review-hold", subjectRef, holdId });
    for (const requestId of open) {
      await requests.change(requestId, ({ request }) => {
        const seen = request.attention?.error === "HoldReviewDue" ? { ...request, attention: undefined } : request;
        const told = holdReviewOf(request) === undefined ? seen : withReview(seen, reviewAt);
        return { outcome: undefined, ...(told !== request && { request: told }), audit: [] };
      });
    }
    return true;
  };

interface HoldKept {
  officer: string;
  reviewAt: Instant;
}

/** The open requests of the subject come back as the outcome; undefined where there is no such hold. */
export const decideKeeping = (
  subject: SubjectState,
  holdId: string,
  { officer, reviewAt }: HoldKept,
  now: Instant,
): SubjectDecision<RequestId[] | undefined> => {
  if (!subject.holds.some((hold) => hold.holdId === holdId)) return { outcome: undefined, audit: [] };
  const holds = subject.holds.map((hold) =>
    hold.holdId === holdId ? { ...hold, reviewAt, releaseAskedBy: undefined } : hold,
  );
  const facts = { subjectRef: subject.subjectRef, holdId, reviewAt };
  return {
    outcome: Object.values(subject.open),
    subject: { ...subject, holds },
    audit: [{ event: "hold-kept", at: now, actor: officer, facts }],
  };
};

/** released: it is off. one-more-needed: another officer must agree. own-request: nobody frees their own. no-such-hold: it is not there. */
export type ReleaseOutcome = "released" | "one-more-needed" | "own-request" | "no-such-hold";

/** The first officer asks, and a second one takes it off; whoever placed it may be one of the two (I12). */
export const askRelease =
  (ports: Pick<Ports, "clock" | "requests" | "schedules" | "workflows">) =>
  async (subjectRef: SubjectRef, holdId: string, officer: string): Promise<ReleaseOutcome> => {
    const outcome = await ports.requests.changeSubject(subjectRef, (subject) =>
      decideReleaseWish(subject, holdId, officer, ports.clock.now()),
    );
    if (outcome === "released") await releaseHold(ports)(subjectRef, holdId, officer);
    return outcome;
  };

export const decideReleaseWish = (
  subject: SubjectState,
  holdId: string,
  officer: string,
  now: Instant,
): SubjectDecision<ReleaseOutcome> => {
  const { subjectRef } = subject;
  const hold = subject.holds.find((each) => each.holdId === holdId);
  if (hold === undefined) return { outcome: "no-such-hold", audit: [] };
  const entry = (event: string) => [{ event, at: now, actor: officer, facts: { subjectRef, holdId } }];
  if (subjectOfOfficer(officer) === subjectRef) return { outcome: "own-request", audit: entry("hold-release-refused") };
  if (hold.releaseAskedBy === officer) return { outcome: "one-more-needed", audit: [] };
  if (hold.releaseAskedBy !== undefined) return { outcome: "released", audit: [] };
  const asked = subject.holds.map((each) => (each === hold ? { ...each, releaseAskedBy: officer } : each));
  return { outcome: "one-more-needed", subject: { ...subject, holds: asked }, audit: entry("hold-release-asked") };
};

/** Takes a hold off. Held requests of the subject go on in their next attempt when no other hold stands. */
export const releaseHold =
  ({ clock, requests, schedules, workflows }: Pick<Ports, "clock" | "requests" | "schedules" | "workflows">) =>
  async (subjectRef: SubjectRef, holdId: string, officer: string): Promise<void> => {
    const open = await requests.changeSubject(subjectRef, (subject) =>
      decideRelease(subject, holdId, officer, clock.now()),
    );
    await schedules.cancel(reviewName(holdId));
    for (const requestId of open) await resumeHeld({ clock, requests, workflows })(requestId);
  };

/** The open requests of the subject come back as the outcome: they are to be looked at again. */
export const decideRelease = (
  subject: SubjectState,
  holdId: string,
  officer: string,
  now: Instant,
): SubjectDecision<RequestId[]> => {
  const open = Object.values(subject.open);
  if (!subject.holds.some((hold) => hold.holdId === holdId)) return { outcome: open, audit: [] };
  return {
    outcome: open,
    subject: { ...subject, holds: subject.holds.filter((hold) => hold.holdId !== holdId), holdReleasedAt: now },
    audit: [{ event: "hold-released", at: now, actor: officer, facts: { subjectRef: subject.subjectRef, holdId } }],
  };
};

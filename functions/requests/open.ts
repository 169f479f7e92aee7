import type { AuditFacts } from "#kernel/audit-entry.ts";
import { dueAt } from "#kernel/deadline.ts";
import { days } from "#kernel/duration.ts";
import { newRequestId, type RequestId, type UserId } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { calendarOf, type Policy, policyDigest } from "#kernel/policy.ts";
import { type Channel, type PrivacyRequest, type RequestKind, runName } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { AcceptOutcome } from "#ports/requests/requests.ts";
import { RunExists, type StoryName } from "#ports/workflows/workflows.ts";

/** A wish as a door hands it on: the caller is proven, the body is parsed. */
export interface Opening {
  kind: RequestKind;
  channel: Channel;
  /** Whose account: the token's `sub`, never a field of a body. */
  userId: UserId;
  /** What proved it, for the record: ages and kinds, never documents. */
  proof: AuditFacts;
  /** Where an officer opens it for the person: who, how they judged that it is the person, and when it arrived. */
  byOfficer?: { openedBy: NonNullable<PrivacyRequest["openedBy"]>; receivedAt: Instant } | undefined;
  /** What is asked for beside the kind: where the story's record begins. */
  progress?: JsonObject | undefined;
  /** Officers who have decided about the matter before. */
  barred?: readonly string[] | undefined;
  /** When it must be decided, where that is not the law's month. */
  dueAt?: Instant | undefined;
  /** The id that it is to have, where somebody has written it down before: opened twice, it is one request. */
  requestId?: RequestId | undefined;
  /** An answer that stands already: it is offered, unless this very call was accepted before. */
  standing?: RequestId | undefined;
  /** `owner` names caller and route without naming the person. */
  idempotency?: { key: string; route: string; bodyHash: string } | undefined;
}

const monthsToAnswer = 1; // GDPR Article 12(3)

/**
 * Accepts a request: stored first, with its audit, then its run is started. A start that fails is not an error of the caller's: the
 * request stands, and the sweep starts it. Throws `Busy` when it could not be stored; then nothing was accepted.
 */
export const openRequest =
  (
    { clock, requests, subjects, workflows }: Pick<Ports, "clock" | "requests" | "subjects" | "workflows">,
    policy: Policy,
  ) =>
  async ({
    kind,
    channel,
    userId,
    proof,
    byOfficer,
    progress = {},
    barred = [],
    dueAt: due,
    requestId,
    standing,
    idempotency,
  }: Opening): Promise<AcceptOutcome> => {
    const subjectRef = await subjects.refOf(userId);
    const now = clock.now();
    // the month runs from receipt by any channel, and not from when somebody typed it in (GDPR Article 12(3))
    const receivedAt = byOfficer?.receivedAt ?? now;
    const request: PrivacyRequest = {
      requestId: requestId ?? newRequestId(now),
      kind,
      channel,
      subjectRef,
      linkedRefs: [],
      status: "received",
      receivedAt,
      acceptedAt: now,
      ...(byOfficer && { openedBy: byOfficer.openedBy }),
      ...(barred.length > 0 && { barred: [...barred] }),
      dueAt: due ?? dueAt(receivedAt, monthsToAnswer, calendarOf(policy)),
      calendar: policy.controller.calendar,
      policyDigest: policyDigest(policy),
      attempt: 1,
      unstarted: true,
      progress,
    };
    const outcome = await requests.accept({
      request,
      standing,
      idempotency: idempotency && {
        owner: `${byOfficer?.openedBy.officer ?? subjectRef} ${idempotency.route}`,
        key: idempotency.key,
        bodyHash: idempotency.bodyHash,
        expiresAt: plus(now, days(1)),
      },
      audit: [
        {
          event: "request-received",
          at: now,
          actor: byOfficer?.openedBy.officer ?? (channel === "event" ? "system" : "person"),
          facts: { kind, channel, dueAt: request.dueAt, ...proof },
        },
      ],
    });
    if (outcome.accepted) await startRun({ workflows })(outcome.request).catch(leaveToTheSweep);
    return outcome;
  };

/** Starts the run in force of a request. The same start again is harmless. */
export const startRun =
  ({ workflows }: Pick<Ports, "workflows">) =>
  async (request: PrivacyRequest): Promise<void> => {
    try {
      await workflows.start({
        story: storyOf(request),
        name: runName(request),
        input: { requestId: request.requestId },
      });
    } catch (error) {
      if (!(error instanceof RunExists)) throw error; // the run began, and may be over: nothing is left to start
    }
  };

/** The same request, to be run once more under the next name; the sweep starts it if nobody else does. */
export const nextAttempt = (request: PrivacyRequest): PrivacyRequest => ({
  ...request,
  attempt: request.attempt + 1,
  unstarted: true,
});

/** Which story answers which kind of request. */
const stories: Partial<Record<RequestKind, StoryName>> = {
  deletion: "deletion",
  export: "export",
  block: "blocking",
  restriction: "restriction",
  contest: "contest",
};

/** The story that answers a request; a kind without one is never accepted. */
export const storyOf = ({ kind }: Pick<PrivacyRequest, "kind">): StoryName => {
  const story = stories[kind];
  if (story === undefined) throw new TypeError(`no story answers requests of kind ${kind}`);
  return story;
};

/** The request is stored, so the person's yes is true whatever went wrong here; the sweep starts it, and fails aloud if it cannot. */
const leaveToTheSweep = (): void => undefined;

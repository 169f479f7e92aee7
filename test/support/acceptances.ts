import { newRequestId, type SubjectRef } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Acceptance, IdempotencyClaim, Requests } from "#ports/requests/requests.ts";
import { aRequest } from "./requests.ts";

/** A request as it is received, with an id of its own. */
export const received = (
  subjectRef: SubjectRef,
  receivedAt: Instant,
  more: Partial<PrivacyRequest> = {},
): PrivacyRequest =>
  aRequest({
    requestId: newRequestId(receivedAt),
    subjectRef,
    status: "received",
    receivedAt,
    dueAt: plus(receivedAt, 30 * 86_400),
    unstarted: true,
    ...more,
  });

export const entry = (event: string, at: Instant, facts: Record<string, string | number> = {}) => ({
  event,
  at,
  actor: "system",
  facts,
});

export const acceptanceOf = (request: PrivacyRequest, idempotency?: IdempotencyClaim): Acceptance => ({
  request,
  idempotency,
  audit: [entry("request-received", request.receivedAt, { kind: request.kind })],
});

/** Accepts a request that nothing stands against. */
export const accepted = async (requests: Requests, request: PrivacyRequest): Promise<PrivacyRequest> => {
  const outcome = await requests.accept(acceptanceOf(request));
  if (!outcome.accepted) throw new Error(`not accepted: ${outcome.because}`);
  return outcome.request;
};

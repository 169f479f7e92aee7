import type { RequestId, UserId } from "#kernel/ids.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { Page } from "#ports/records/records.ts";

type Needs = Pick<Ports, "requests" | "subjects">;

/**
 * A request of the caller's own; undefined for what belongs to others and for what never was, alike (I14). After the account is
 * gone the closing record still knows whose it was, so a person with a token left can see the end and fetch the receipt.
 */
export const ownRequest =
  ({ requests, subjects }: Needs) =>
  async (userId: UserId, requestId: RequestId): Promise<PrivacyRequest | undefined> => {
    const [request, subjectRef] = await Promise.all([requests.find(requestId), subjects.find(userId)]);
    if (request === undefined) return undefined;
    if (subjectRef !== undefined && request.subjectRef === subjectRef) return request;
    const closing = await subjects.closingRecord(requestId);
    return closing?.identities.some((identity) => identity.userId === userId) ? request : undefined;
  };

/** The caller's own requests, newest first; empty for a person we do not know. */
export const ownRequests =
  ({ requests, subjects }: Needs) =>
  async (userId: UserId, range: { limit?: number; cursor?: string }): Promise<Page<PrivacyRequest>> => {
    const subjectRef = await subjects.find(userId);
    return subjectRef === undefined ? { items: [] } : requests.ofSubject(subjectRef, range);
  };
